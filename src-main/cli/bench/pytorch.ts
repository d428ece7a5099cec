import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { join } from 'node:path';
import { applicationFolder } from '../../live/places.ts';
import type { ModelPackage } from '../../recognizer/model/package.ts';
import { inkSeconds, windowMeasurement } from './encoders.ts';
import type { Measurement } from './measurement.ts';

/** Debian's package belongs to Debian's interpreter, whatever else is first on the path. */
export const python = existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3';

const script = join(applicationFolder, 'scripts/bench-pytorch.py');

/** Why PyTorch cannot be compared with, or undefined when it can. */
export async function pytorchMissing(): Promise<string | undefined> {
  try {
    await promisify(execFile)(python, ['-c', 'import torch']);
    return undefined;
  } catch {
    return 'PyTorch is not installed (apt-get install python3-torch)';
  }
}

/**
 * The same network with the same weights in PyTorch on one core, where it is installed.
 * @param checksum sum of our own logits for the longest window: another sum is another network
 */
export async function benchPytorch(model: ModelPackage, checksum: number): Promise<Measurement[]> {
  const missing = (reason: string): Measurement[] => [
    { name: 'pytorch on one core', value: Number.NaN, unit: 'ms', missing: reason },
  ];
  const reason = await pytorchMissing();
  if (reason !== undefined) return missing(reason);
  const lengths = inkSeconds.map((seconds) => String(seconds * model.manifest.rateHz));
  const { stdout } = await promisify(execFile)(python, ['-B', script, model.folder, ...lengths]);
  const times = JSON.parse(stdout) as Record<string, number>;
  const theirs = times['checksum'] ?? Number.NaN;
  if (!(Math.abs(theirs - checksum) <= 1e-3 * Math.max(1, Math.abs(checksum)))) {
    return missing(`its logits add up to ${theirs}, ours to ${checksum}: not the same network`);
  }
  return inkSeconds.map((seconds, index) =>
    windowMeasurement('pytorch on one core', seconds, times[lengths[index]!]!),
  );
}
