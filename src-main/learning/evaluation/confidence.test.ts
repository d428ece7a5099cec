import { expect, test } from 'vitest';
import { RandomGenerator } from '../../simulator/random.ts';
import { bootstrapConfidence } from './confidence.ts';
import { ErrorTally } from './error-tally.ts';

/** One sample of ten characters with so many of them wrong. */
const unit = (errors: number) =>
  ErrorTally.of('a'.repeat(10), 'a'.repeat(10 - errors) + 'b'.repeat(errors));

test('the interval of a mean is that of the normal distribution where there are many units', () => {
  const random = new RandomGenerator(3);
  const errors = Array.from({ length: 400 }, () => random.integer(0, 10));
  const mean = errors.reduce((sum, value) => sum + value, 0) / 400;
  const variance = errors.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 400;
  const half = (1.96 * Math.sqrt(variance / 400)) / 10;
  const { cer, level, over } = bootstrapConfidence(errors.map(unit), 'recordings')!;
  expect([level, over]).toEqual([0.95, 'recordings']);
  // Two thousand resamples know the ends to a few per cent of the width.
  expect(Math.abs(cer[0] - (mean / 10 - half))).toBeLessThan(0.1 * half);
  expect(Math.abs(cer[1] - (mean / 10 + half))).toBeLessThan(0.1 * half);
});

test('units that are all alike leave no doubt, and one alone says nothing of others', () => {
  expect(bootstrapConfidence([unit(2), unit(2), unit(2)], 'writers')).toMatchObject({
    cer: [0.2, 0.2],
    wer: [1, 1],
    accuracy: [0, 0],
  });
  expect(bootstrapConfidence([unit(2)], 'writers')).toBeUndefined();
});

test('three units: the ends are those of drawing one unit three times', () => {
  // The chance of thrice the same is 1/27 = 3.7 %, more than the 2.5 % that is cut off.
  const { cer } = bootstrapConfidence([unit(0), unit(1), unit(5)], 'writers')!;
  expect(cer).toEqual([0, 0.5]);
});

test('the same seed gives the same interval', () => {
  const units = Array.from({ length: 20 }, (_, index) => unit(index % 7));
  const once = bootstrapConfidence(units, 'writers', { seed: 5 });
  expect(bootstrapConfidence(units, 'writers', { seed: 5 })).toEqual(once);
});
