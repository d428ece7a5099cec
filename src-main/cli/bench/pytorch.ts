import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

/** Debian's package belongs to Debian's interpreter, whatever else is first on the path. */
export const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

/** Why PyTorch cannot be compared with, or undefined when it can. */
export async function pytorchMissing(): Promise<string | undefined> {
  try {
    await promisify(execFile)(python, ['-c', 'import torch']);
    return undefined;
  } catch {
    return 'PyTorch is not installed (apt-get install python3-torch)';
  }
}
