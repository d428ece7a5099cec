import { expect, test } from 'vitest';
import { signFlipTest, signTest, spreadOf } from './paired.ts';

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
