import { expect, test } from 'vitest';
import { formatValue, rangeFigures } from './range-figures.ts';

test('mean and extremes leave gaps out', () => {
  expect(rangeFigures(Float32Array.of(1, Number.NaN, -3, 5))).toEqual({
    mean: 1,
    least: -3,
    most: 5,
  });
  expect(rangeFigures(Float32Array.of(Number.NaN))).toBeUndefined();
});

test('values have as many digits as can be read', () => {
  expect([0.123, -9.87, 12.34].map(formatValue)).toEqual(['0.12', '-9.87', '12.3']);
});
