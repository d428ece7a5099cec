/** Mean losses of the last two epochs, the older first; fewer at the start. */
export type DynamicWeightsState = readonly (readonly number[])[];

export interface DynamicWeightsOptions {
  /** P: the higher, the more equal; default 1. */
  readonly temperature?: number;
  readonly state?: DynamicWeightsState;
}

/**
 * Dynamic weight averaging of several losses (Liu, Johns and Davison 2019): a loss that falls more
 * slowly than the others gets more weight. w_i = K · softmax(λ_i / P), λ_i = L_i(e − 1) / L_i(e − 2);
 * all 1 until two epochs have passed. An epoch is whatever number of steps the training calls one.
 */
export class DynamicWeights {
  readonly #count: number;
  readonly #temperature: number;
  #history: DynamicWeightsState;

  /** @param count K, how many losses */
  constructor(count: number, { temperature = 1, state = [] }: DynamicWeightsOptions = {}) {
    this.#count = count;
    this.#temperature = temperature;
    this.#history = state;
  }

  /** @param means of every loss over the epoch, not weighted */
  finishEpoch(means: readonly number[]): void {
    if (means.length !== this.#count) {
      throw new RangeError(`${this.#count} losses expected, got ${means.length}`);
    }
    this.#history = [...this.#history, [...means]].slice(-2);
  }

  /** Their sum is K. */
  get weights(): number[] {
    const [older, newer] = this.#history;
    if (!older || !newer) return new Array<number>(this.#count).fill(1);
    return dynamicWeights(newer, older, this.#temperature);
  }

  get state(): DynamicWeightsState {
    return this.#history;
  }
}

/** @param last mean losses of the epoch before this one, `beforeLast` of the one before that */
export function dynamicWeights(
  last: readonly number[],
  beforeLast: readonly number[],
  temperature = 1,
): number[] {
  const rates = last.map((loss, i) => {
    const rate = loss / beforeLast[i]!;
    // A loss that was 0, or is not finite, tells of no pace.
    return (Number.isFinite(rate) ? rate : 1) / temperature;
  });
  // Without the highest, exp would overflow when a loss has leapt up.
  const highest = Math.max(...rates);
  const exponentials = rates.map((rate) => Math.exp(rate - highest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => (rates.length * value) / total);
}
