import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why the calls of a process cannot be watched here; undefined where they can. */
export function untraceable(): string | undefined {
  const { error, status } = spawnSync('strace', ['-qq', '-e', 'trace=none', 'true']);
  if (error) return 'strace is not installed';
  return status === 0 ? undefined : 'processes may not be traced here';
}

export interface Traced {
  readonly code: number | null;
  readonly errors: string;
  /** Calls that name an address of a network other than this computer. */
  readonly network: readonly string[];
}

/** A run that is asked to end after `endAfterMs`, with every process it starts. */
export async function traceNetwork(
  [program, ...args]: readonly [string, ...string[]],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string; readonly endAfterMs?: number },
): Promise<Traced> {
  const folder = await mkdtemp(join(tmpdir(), 'quillwave-trace-'));
  const file = join(folder, 'calls');
  try {
    const filter = ['-f', '-qq', '--signal=none', '-s', '80', '-e', 'trace=%network', '-o', file];
    const { cwd, env, endAfterMs } = options;
    const child = spawn('strace', [...filter, program, ...args], {
      ...{ cwd, env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] as const },
    });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const timer =
      endAfterMs === undefined
        ? undefined
        : setTimeout(() => process.kill(-child.pid!, 'SIGTERM'), endAfterMs);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    clearTimeout(timer);
    return { code, errors, network: foreign(await readFile(file, 'utf8')) };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Of every call that carries an address, those whose address is not of this computer. */
function foreign(calls: string): string[] {
  return calls
    .split('\n')
    .filter((line) => /sa_family=AF_INET/u.test(line))
    .filter((line) => !/"127\.|"::1"|"0\.0\.0\.0"|"::"/u.test(line));
}
