import fc from 'fast-check';
import { expect, test } from 'vitest';
import { correlation, leastSquares, percentileOf, quantile } from './statistics.ts';

test('correlations by hand', () => {
  expect(correlation([1, 2, 3], [10, 20, 30])).toBeCloseTo(1, 12);
  expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  expect(correlation([1, 2, 3], [1, 3, 1])).toBeCloseTo(0, 12);
  // Deviations (-1, 0, 1) and (-1, 1, 0): 1 / (√2 · √2).
  expect(correlation([1, 2, 3], [1, 3, 2])).toBeCloseTo(0.5, 12);
  expect(correlation([1, 2, 3], [5, 5, 5])).toBeNaN();
});

test('quantiles lie between neighbours and pass over what is not finite', () => {
  expect(quantile([4, 1, 3, 2, Number.NaN], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3], 0)).toBe(1);
  expect(quantile([1, 2, 3], 1)).toBe(3);
  expect(quantile([], 0.5)).toBeNaN();
});

test('a percentile counts those below, and half of the equal ones', () => {
  expect(percentileOf(3, [1, 2, 4, 5])).toBe(50);
  expect(percentileOf(2, [1, 2, 3, 4])).toBe(37.5);
  expect(percentileOf(0, [1, 2])).toBe(0);
});

test('least squares finds what made the targets', () => {
  const number = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.tuple(number, number, number), ([a, b, c]) => {
      const rows = Array.from({ length: 12 }, (_, i) => [1, i, (i * i) % 7]);
      const targets = rows.map(([x, y, z]) => a * x! + b * y! + c * z!);
      const found = leastSquares(rows, targets);
      for (const [i, value] of [a, b, c].entries()) expect(found[i]).toBeCloseTo(value, 6);
    }),
    { numRuns: 50 },
  );
});

test('rows that leave an unknown open are refused', () => {
  const rows = [
    [1, 2],
    [2, 4],
    [3, 6],
  ];
  expect(() => leastSquares(rows, [1, 2, 3])).toThrow(RangeError);
});
