import { UserError } from '../../../contract/alerts.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import type { Batch } from '../../kinds/digits/digits-batches.ts';
import type { WorkerBatches } from './gradient-worker.ts';

interface MadeUp {
  /** This worker cannot start. */
  readonly fails?: number;
  /** Size of the batches; default that of `noiseBatch`. */
  readonly large?: { readonly size: number; readonly readings: number; readonly inputs: number };
}

/** Batches of noise for tests and benchmarks of the gradient threads. */
export function createBatches(source: unknown, worker: number): Promise<WorkerBatches> {
  const { fails, large } = source as MadeUp;
  if (fails === worker) {
    throw new UserError('training-data', 'Nothing to train on.', 'Give something.');
  }
  return Promise.resolve({
    batch: (step) => (large ? largeBatch(large) : noiseBatch(step, worker)),
    prepareAfter: () => undefined,
  });
}

/** Three samples of two channels, 16 readings, 4 frames, 2 classes beside the blank. */
export function noiseBatch(step: number, worker: number): Batch {
  const random = new RandomGenerator(`${worker}/${step}`);
  const [size, readings, frames] = [3, 16, 4];
  return {
    size,
    readings,
    frames,
    inputs: Float32Array.from({ length: size * readings * 2 }, () => random.normal()),
    lengths: Int32Array.of(16, 12, 9),
    samples: [],
    targets: {
      labels: [[1, 2], [2], [1]],
      frames: Int32Array.of(4, 3, 3),
      frameClasses: new Int32Array(size * frames).fill(-1),
    },
  };
}

function largeBatch({ size, readings, inputs }: NonNullable<MadeUp['large']>): Batch {
  const frames = readings / 8;
  return {
    size,
    readings,
    frames,
    inputs: Float32Array.from({ length: size * readings * inputs }, (_, i) => Math.sin(i * i)),
    lengths: new Int32Array(size).fill(readings),
    samples: [],
    targets: {
      labels: Array.from({ length: size }, () => [1, 2, 3, 4, 5, 6]),
      frames: new Int32Array(size).fill(frames),
      frameClasses: new Int32Array(size * frames).fill(-1),
    },
  };
}
