import type { DistanceKind } from './distances.ts';

/**
 * Dynamic margins of the triplet loss. That margins move is Ott et al.'s; the formulas are working
 * definitions of ours. The state is plain data for checkpoints, and depends on what was observed
 * alone: several threads may observe, one keeps the state and hands it to them.
 */

/** β to start from: the ranges of the distances differ. */
export const startingBeta: Readonly<Record<DistanceKind, number>> = {
  'mean-squared-error': 1e-3,
  cosine: 0.1,
  correlation: 0.1,
  'kullback-leibler': 1,
};

/** D between a sample of one class and one of another. */
export interface ClassObservation {
  readonly first: string;
  readonly second: string;
  readonly distance: number;
}

/** Pairs of labels (the lower first) with the mean distance between their embeddings. */
export type ClassDistancesState = readonly (readonly [string, string, number])[];

export interface ClassDistancesOptions {
  /** Share of the old mean that a batch leaves; default 0.9. */
  readonly decay?: number;
  readonly state?: ClassDistancesState;
}

/** Mean embedding distance of every pair of classes over the previous batches, for single labels. */
export class ClassDistances {
  readonly #means = new Map<string, Map<string, number>>();
  readonly #decay: number;

  constructor({ decay = 0.9, state = [] }: ClassDistancesOptions = {}) {
    this.#decay = decay;
    for (const [low, high, mean] of state) this.#set(low, high, mean);
  }

  /** Takes in one batch; pairs of the same class say nothing about a margin and are passed over. */
  observe(batch: Iterable<ClassObservation>): void {
    const sums = new Map<string, Map<string, { sum: number; count: number }>>();
    for (const { first, second, distance } of batch) {
      if (first === second || !Number.isFinite(distance)) continue;
      const [low, high] = sorted(first, second);
      let row = sums.get(low);
      if (!row) sums.set(low, (row = new Map<string, { sum: number; count: number }>()));
      const seen = row.get(high);
      if (!seen) row.set(high, { sum: distance, count: 1 });
      else {
        seen.sum += distance;
        seen.count += 1;
      }
    }
    for (const [low, row] of sums) {
      for (const [high, { sum, count }] of row) {
        const old = this.#means.get(low)?.get(high);
        const mean = sum / count;
        this.#set(
          low,
          high,
          old === undefined ? mean : this.#decay * old + (1 - this.#decay) * mean,
        );
      }
    }
  }

  /** 0 for a class with itself; for a pair that was not seen yet the mean of all pairs that were. */
  mean(first: string, second: string): number {
    if (first === second) return 0;
    const [low, high] = sorted(first, second);
    return this.#means.get(low)?.get(high) ?? this.#overall();
  }

  /** α = β · mean distance of the two classes. */
  margin(first: string, second: string, beta: number): number {
    return beta * this.mean(first, second);
  }

  get state(): ClassDistancesState {
    return [...this.#means].flatMap(([low, row]) =>
      [...row].map(([high, mean]): [string, string, number] => [low, high, mean]),
    );
  }

  #set(low: string, high: string, mean: number): void {
    let row = this.#means.get(low);
    if (!row) this.#means.set(low, (row = new Map<string, number>()));
    row.set(high, mean);
  }

  #overall(): number {
    let sum = 0;
    let count = 0;
    for (const row of this.#means.values()) {
      for (const mean of row.values()) sum += mean;
      count += row.size;
    }
    return count === 0 ? 0 : sum / count;
  }
}

function sorted(first: string, second: string): [string, string] {
  return first < second ? [first, second] : [second, first];
}

/**
 * α = β · edit distance · mean distance of the previous batch, for sequences: what differs in more
 * characters shall lie farther away.
 *
 * @param previousMean undefined before the first batch, whose margins are 0
 */
export function sequenceMargin(
  editDistance: number,
  previousMean: number | undefined,
  beta: number,
): number {
  return beta * editDistance * (previousMean ?? 0);
}
