import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { applicationFolder } from '../../../library/places.ts';
import { python } from '../pytorch.ts';
import type { Engine } from './figures.ts';
import type { TrainingJob, TrainingTime } from './job.ts';

/** A program that trains when it is told to and is idle else. */
export interface Contestant {
  train(steps: number): Promise<TrainingTime>;
  close(): Promise<void>;
}

/** Our own training loop in a process of its own. @param folder for the job and its run */
export async function startOurs(
  job: TrainingJob,
  folder: string,
  engine: Engine,
): Promise<Contestant> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'job.json'), JSON.stringify(job));
  const child = fork(modulePath('./training-process.ts'), [folder], {
    env: { ...process.env, ...(engine === 'wasm' && { QUILLWAVE_BLAS: 'none' }) },
  });
  await answer(child);
  return {
    train: async (steps) => {
      child.send(steps);
      return (await answer(child)) as TrainingTime;
    },
    close: () => end(child),
  };
}

/** One core's products of large matrices, GFLOP/s; in a process of its own. */
export async function startPeak(): Promise<{
  measure(): Promise<number>;
  close(): Promise<void>;
}> {
  const child = fork(modulePath('./peak-process.ts'));
  await answer(child);
  return {
    measure: async () => {
      child.send('measure');
      return ((await answer(child)) as { gigaflops: number }).gigaflops;
    },
    close: () => end(child),
  };
}

/** PyTorch on the CPU; `loss` is that of the first batch, without dropout. */
export async function startPytorch(
  job: TrainingJob,
  folder: string,
): Promise<Contestant & { readonly loss: number }> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'job.json');
  await writeFile(file, JSON.stringify(job));
  const script = join(applicationFolder, 'scripts/bench-pytorch-training.py');
  const threads = String(job.threads);
  const child = spawn(python, ['-B', script, file], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // Its BLAS has threads of its own.
    env: { ...process.env, OMP_NUM_THREADS: threads, OPENBLAS_NUM_THREADS: threads },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const line = await lines.next();
    if (line.done === true) throw new Error('PyTorch ended without an answer.');
    return JSON.parse(line.value) as TrainingTime & { readonly loss: number };
  };
  const { loss } = await next();
  return {
    loss,
    train: async (steps) => {
      child.stdin.write(`${steps}\n`);
      return next();
    },
    close: () => end(child),
  };
}

function modulePath(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

async function answer(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', { signal: ended.signal }).then(([message]) => message as unknown),
      once(child, 'exit', { signal: ended.signal }).then(([code]) => {
        throw new Error(`The measured process ended with ${String(code)}.`);
      }),
    ]);
  } finally {
    ended.abort();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}
