import { expect, test } from 'vitest';
import { bandPath, pieceAt, rangeOf, valuesAt } from './preview.ts';

const curve = {
  name: 'force',
  unit: 'N',
  columnSeconds: 0.5,
  least: Float32Array.of(0, 1, Number.NaN, 2),
  most: Float32Array.of(1, 4, Number.NaN, 2),
} as const;

test('a band runs above from left to right and back below; a gap ends it', () => {
  expect(rangeOf(curve)).toEqual([0, 4]);
  expect(bandPath(curve, 40)).toBe('M0.25 30L0.75 0L0.75 30L0.25 40Z' + 'M1.75 20L1.75 20.6Z');
  expect(bandPath({ ...curve, least: new Float32Array(0), most: new Float32Array(0) }, 9)).toBe('');
});

test('columns that are narrower than the readings lie apart make no gaps', () => {
  const fine = {
    ...curve,
    columnSeconds: 0.004,
    least: Float32Array.of(0, Number.NaN, Number.NaN, 1),
    most: Float32Array.of(0, Number.NaN, Number.NaN, 1),
  };
  expect(bandPath(fine, 10).match(/M/gu)).toHaveLength(1);
  expect(valuesAt(fine, 0.011)).toEqual([0, 0]);
});

test('values and piece of a moment', () => {
  expect(valuesAt(curve, 0.7)).toEqual([1, 4]);
  expect(valuesAt(curve, 1.2)).toBeUndefined();
  expect(valuesAt(curve, 99)).toBeUndefined();
  const pieces = [
    { startSeconds: 1, endSeconds: 2, text: 'one' },
    { startSeconds: 4, endSeconds: 5, text: 'two' },
  ];
  expect(pieceAt(pieces, 0.5)).toBeUndefined();
  expect(pieceAt(pieces, 3)?.text).toBe('one');
  expect(pieceAt(pieces, 4)?.text).toBe('two');
});
