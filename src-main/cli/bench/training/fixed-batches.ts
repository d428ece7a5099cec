import { readFileSync } from 'node:fs';
import type { Batch } from '../../../learning/kinds/digits/digits-batches.ts';
import { unknownClass } from '../../../learning/gradients/loss.ts';
import type { WorkerBatches } from '../../../learning/runs/threads/gradient-worker.ts';
import { outputLength } from '../../../recognizer/network/description.ts';
import type { TrainingJob } from './job.ts';

/** For `GradientPool`: every worker has its part of the one batch, ready made. */
export function createBatches(source: unknown, worker: number): Promise<WorkerBatches> {
  const batch = batchOf(source as TrainingJob, worker);
  return Promise.resolve({ batch: () => batch, prepareAfter: () => undefined });
}

/** The part of a job's batch that one of its threads computes. */
export function batchOf(job: TrainingJob, worker: number): Batch {
  const { network, readings, threads } = job;
  const size = job.size / threads;
  const frames = outputLength(network, readings);
  const count = size * readings * network.inputs;
  // Copied, because what a file was read into need not begin at whole numbers.
  const all = new Float32Array(new Uint8Array(readFileSync(job.inputs)).buffer);
  return {
    size,
    readings,
    frames,
    inputs: all.slice(worker * count, (worker + 1) * count),
    lengths: new Int32Array(size).fill(readings),
    samples: [],
    targets: {
      labels: job.labels.slice(worker * size, (worker + 1) * size),
      frames: new Int32Array(size).fill(frames),
      frameClasses: new Int32Array(size * frames).fill(unknownClass),
    },
  };
}
