import { expect, test } from 'vitest';
import {
  comparePairs,
  confidenceHalfWidth,
  signFlipTest,
  signTest,
  spreadOf,
  tTest,
} from './paired.ts';

test('mean and standard deviation', () => {
  expect(spreadOf([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7) });
  expect(spreadOf([3])).toEqual({ mean: 3, deviation: NaN });
});

test('five differences of one sign are as far from 0 as signs can be', () => {
  expect(signFlipTest([1, 2, 3, 4, 5])).toBe(2 / 32);
  expect(signFlipTest([-0.1, -0.1, -0.1, -0.1, -0.1])).toBe(2 / 32);
  expect(signFlipTest([0, 0, 0])).toBe(1);
  expect(signFlipTest([])).toBeNaN();
});

test('sign flips counted by hand', () => {
  // Sums of ±1 ±2 ±4: 7 5 3 1 and their negatives; 3 or more in size are six of eight.
  expect(signFlipTest([1, -2, 4])).toBe(6 / 8);
});

test('the sign test against binomial probabilities', () => {
  expect(signTest(0, 0)).toBe(1);
  expect(signTest(5, 0)).toBeCloseTo(2 / 32, 12);
  expect(signTest(1, 5)).toBeCloseTo((2 * (1 + 6)) / 64, 12);
  expect(signTest(3, 3)).toBe(1);
});

test('Student’s t against tables', () => {
  // Mean 3, deviation √2.5: t = 4.2426 with 4 degrees of freedom.
  expect(tTest([1, 2, 3, 4, 5])).toBeCloseTo(0.0132355, 6);
  // Gosset's sleep data (1908), extra hours of sleep: t = 4.0621 with 9 degrees, p = 0.002833.
  expect(tTest([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4])).toBeCloseTo(0.002833, 6);
  expect(tTest([1, 3])).toBeCloseTo(0.2951672, 6);
  expect(tTest([0, 0, 0])).toBe(1);
  expect(tTest([2])).toBeNaN();
});

test('95 % intervals: 12.706, 4.303, 2.776 and 2.262 deviations of the mean', () => {
  const bound = (values: readonly number[]) =>
    confidenceHalfWidth(values) / (spreadOf(values).deviation / Math.sqrt(values.length));
  expect(bound([1, 2])).toBeCloseTo(12.7062, 3);
  expect(bound([1, 2, 5])).toBeCloseTo(4.30265, 4);
  expect(bound([1, 2, 5, 6, 7])).toBeCloseTo(2.77645, 4);
  expect(bound([1, 2, 3, 4, 5, 6, 7, 8, 9, 11])).toBeCloseTo(2.26216, 4);
  expect(confidenceHalfWidth([1])).toBeNaN();
});

test('pairs are compared second less first', () => {
  const { mean, pByT, pBySigns } = comparePairs([10, 20, 30], [11, 22, 33]);
  expect(mean).toBe(2);
  expect(pByT).toBeCloseTo(0.0741799, 6);
  expect(pBySigns).toBe(0.25);
  expect(() => comparePairs([1], [])).toThrow(RangeError);
});
