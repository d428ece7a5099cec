import { RandomGenerator } from '../../simulator/random.ts';
import { ErrorTally } from './error-tally.ts';

/** From … to, fractions. */
export type Interval = readonly [low: number, high: number];

/** Between which rates the true ones probably lie. */
export interface Confidence {
  /** Probability, 0.95. */
  readonly level: number;
  /**
   * What was drawn anew: writers where at least three are known, for samples of one writer are
   * alike. Over recordings the intervals say nothing of other writers.
   */
  readonly over: 'writers' | 'recordings';
  readonly cer: Interval;
  readonly wer: Interval;
  readonly accuracy: Interval;
}

export interface ConfidenceOptions {
  /** Default 1. */
  readonly seed?: number;
  /** Default 2000. */
  readonly resamples?: number;
}

const level = 0.95;

/**
 * Percentile bootstrap (Efron 1979): as many units as there are, drawn with replacement, again and
 * again; the interval holds the middle 95 % of the rates. The same units and seed give the same.
 * @param units what is drawn as a whole, one tally each
 * @returns undefined when there are fewer than two units: nothing is known of their spread
 */
export function bootstrapConfidence(
  units: readonly ErrorTally[],
  over: Confidence['over'],
  { seed = 1, resamples = 2000 }: ConfidenceOptions = {},
): Confidence | undefined {
  if (units.length < 2) return undefined;
  const random = new RandomGenerator(`${seed}/bootstrap`);
  const drawn = Array.from({ length: resamples }, () => {
    const total = new ErrorTally();
    for (let draw = 0; draw < units.length; draw += 1) total.add(random.pick(units));
    return total.rates();
  });
  const interval = (rate: 'cer' | 'wer' | 'accuracy'): Interval => {
    const sorted = Float64Array.from(drawn, (rates) => rates[rate]).sort();
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]!;
    return [at((1 - level) / 2), at((1 + level) / 2)];
  };
  return {
    level,
    over,
    cer: interval('cer'),
    wer: interval('wer'),
    accuracy: interval('accuracy'),
  };
}
