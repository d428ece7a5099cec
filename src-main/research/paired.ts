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

export interface PairedComparison {
  /** Of the differences, second less first. */
  readonly mean: number;
  readonly deviation: number;
  /** Half of the 95 % interval of the mean difference (Student's t). */
  readonly halfWidth: number;
  /** Paired t-test, two-sided. */
  readonly pByT: number;
  /** `signFlipTest`, which needs no assumption but cannot be below 2 / 2ⁿ. */
  readonly pBySigns: number;
}

/**
 * What the same seeds give under two conditions.
 * @throws RangeError when they are not equally many
 */
export function comparePairs(
  first: readonly number[],
  second: readonly number[],
): PairedComparison {
  if (first.length !== second.length) {
    throw new RangeError(`${first.length} values cannot be paired with ${second.length}`);
  }
  const differences = second.map((value, at) => value - first[at]!);
  return {
    ...spreadOf(differences),
    halfWidth: confidenceHalfWidth(differences),
    pByT: tTest(differences),
    pBySigns: signFlipTest(differences),
  };
}

/** One-sample t-test of a mean of 0, two-sided. @returns NaN with fewer than two values */
export function tTest(differences: readonly number[]): number {
  const { mean, deviation } = spreadOf(differences);
  if (Number.isNaN(deviation)) return NaN;
  if (deviation === 0) return mean === 0 ? 1 : 0;
  const t = mean / (deviation / Math.sqrt(differences.length));
  return outsideOfT(Math.abs(t), differences.length - 1);
}

/** Half of the 95 % interval of a mean (Student's t); NaN with fewer than two values. */
export function confidenceHalfWidth(values: readonly number[]): number {
  const { deviation } = spreadOf(values);
  if (Number.isNaN(deviation)) return NaN;
  return (boundOfT(0.05, values.length - 1) * deviation) / Math.sqrt(values.length);
}

/** The t beyond which, on both sides, lies this share. */
function boundOfT(share: number, freedom: number): number {
  let [low, high] = [0, 1e4];
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (outsideOfT(middle, freedom) > share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * P(|T| > t) of Student's distribution: of whole degrees of freedom a finite sum (Abramowitz and
 * Stegun 26.7.3 and 26.7.4).
 */
function outsideOfT(t: number, freedom: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const [sine, square] = [Math.sin(angle), Math.cos(angle) ** 2];
  let term = freedom % 2 === 1 ? Math.cos(angle) : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = freedom % 2 === 1 ? 3 : 2; k < freedom; k += 2) {
    term *= (square * (k - 1)) / k;
    sum += term;
  }
  const inside = freedom % 2 === 1 ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return Math.min(1, Math.max(0, 1 - inside));
}
