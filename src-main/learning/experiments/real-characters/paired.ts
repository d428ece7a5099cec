export interface Spread {
  readonly mean: number;
  /** Standard deviation (n − 1); NaN with fewer than two values. */
  readonly deviation: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: count < 2 ? NaN : Math.sqrt(squares / (count - 1)) };
}

/** Beyond it the sign flips are too many to be tried one by one. */
const mostPairs = 20;

/**
 * Exact sign-flip permutation test of paired differences (Fisher 1935), two-sided: how often a mean
 * as far from 0 comes about when every sign is chance. With n pairs it cannot be below 2 / 2ⁿ.
 * @returns NaN without pairs or with more than 20
 */
export function signFlipTest(differences: readonly number[]): number {
  const count = differences.length;
  if (count === 0 || count > mostPairs) return NaN;
  const sumOf = (flips: number) =>
    differences.reduce((sum, value, at) => sum + (((flips >> at) & 1) === 1 ? -value : value), 0);
  const observed = Math.abs(sumOf(0));
  let asFar = 0;
  for (let flips = 0; flips < 2 ** count; flips += 1) {
    // Equal sums may differ in their last digit when added in another order.
    if (Math.abs(sumOf(flips)) >= observed - 1e-9) asFar += 1;
  }
  return asFar / 2 ** count;
}

/**
 * Exact sign test (McNemar's with binomial probabilities), two-sided.
 * @param wins pairs that speak for the one, `losses` for the other; ties have no say
 * @returns 1 without any
 */
export function signTest(wins: number, losses: number): number {
  const count = wins + losses;
  let term = 0.5 ** count;
  let tail = 0;
  for (let k = 0; k <= Math.min(wins, losses); k += 1) {
    tail += term;
    term *= (count - k) / (k + 1);
  }
  return Math.min(1, 2 * tail);
}
