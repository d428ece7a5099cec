import { RandomGenerator } from '../../simulator/random.ts';

export interface SplitShares {
  /** Share kept for the final figures, 0..1. */
  readonly test: number;
  /** Share on which checkpoints are compared, 0..1. */
  readonly validation: number;
}

/** Indices into the list that was split, ascending. */
export interface Split {
  readonly training: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/**
 * Divides recordings by label, so that rare labels are in every part in the same share (at least
 * one recording of a label for each part that wants any, as long as one remains for training).
 * The same labels and seed always give the same parts.
 */
export function splitByLabel(labels: readonly string[], shares: SplitShares, seed: number): Split {
  const byLabel = new Map<string, number[]>();
  labels.forEach((label, index) => {
    const list = byLabel.get(label);
    if (list) list.push(index);
    else byLabel.set(label, [index]);
  });
  const training: number[] = [];
  const validation: number[] = [];
  const test: number[] = [];
  for (const [label, indices] of byLabel) {
    const shuffled = new RandomGenerator(`${seed}/split/${label}`).shuffle([...indices]);
    const take = (share: number) => {
      const wanted = share > 0 ? Math.max(1, Math.round(share * indices.length)) : 0;
      return shuffled.splice(0, Math.min(wanted, shuffled.length - 1));
    };
    test.push(...take(shares.test));
    validation.push(...take(shares.validation));
    training.push(...shuffled);
  }
  const ascending = (list: number[]) => list.sort((a, b) => a - b);
  return {
    training: ascending(training),
    validation: ascending(validation),
    test: ascending(test),
  };
}
