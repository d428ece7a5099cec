import type { RandomGenerator } from '../../simulator/random.ts';
import type { LabeledWindow } from './sample.ts';

/**
 * Samples dealt to batches of this size by their length, so that little of a batch is padding; the
 * batches come in any order.
 */
export function batchesOfLikeLength(
  samples: readonly LabeledWindow[],
  batchSize: number,
  random: RandomGenerator,
): LabeledWindow[][] {
  const sorted = samples.toSorted((a, b) => a.window.length - b.window.length);
  const batches = Array.from({ length: Math.ceil(sorted.length / batchSize) }, (_, index) =>
    sorted.slice(index * batchSize, (index + 1) * batchSize),
  );
  return random.shuffle(batches);
}
