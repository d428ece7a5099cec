import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignSeries, type Series, warpedDistance } from './time-warping.ts';

function series(...values: number[]): Series {
  return { length: values.length, channels: 1, values };
}

test('a repeated value costs nothing', () => {
  const { distance, first, second } = alignSeries(series(0, 1, 2), series(0, 1, 1, 2), 1);
  expect(distance).toBe(0);
  expect([...first]).toEqual([0, 1, 1, 2]);
  expect([...second]).toEqual([0, 1, 2, 3]);
});

test('distances are squared, and both ends are aligned', () => {
  // 0–1, 3–3, 1–3: 1 + 0 + 4.
  expect(warpedDistance(series(0, 3, 1), series(1, 3), 1)).toBe(5);
});

test('channels are warped together', () => {
  // Apart, each channel would cost nothing: 0 1 against 0 0 1 and 0 0 1 against 0 1 1.
  const a: Series = { length: 2, channels: 2, values: [0, 0, 1, 1] };
  const b: Series = { length: 3, channels: 2, values: [0, 0, 0, 1, 1, 1] };
  expect(warpedDistance(a, b, 1)).toBe(1);
});

test('a narrow band keeps places together that a wide one warps', () => {
  const early = series(0, 5, 0, 0, 0, 0, 0, 0);
  const late = series(0, 0, 0, 0, 0, 0, 5, 0);
  expect(warpedDistance(early, late, 1)).toBe(0);
  expect(warpedDistance(early, late, 0.1)).toBe(50);
});

/** The cheapest of all paths, tried one by one. */
function bruteForce(a: readonly number[], b: readonly number[], i = 0, j = 0): number {
  const here = (a[i]! - b[j]!) ** 2;
  if (i === a.length - 1 && j === b.length - 1) return here;
  let rest = Infinity;
  if (i + 1 < a.length) rest = Math.min(rest, bruteForce(a, b, i + 1, j));
  if (j + 1 < b.length) rest = Math.min(rest, bruteForce(a, b, i, j + 1));
  if (i + 1 < a.length && j + 1 < b.length) rest = Math.min(rest, bruteForce(a, b, i + 1, j + 1));
  return here + rest;
}

test('without a band the path is the best of all, and costs what it says', () => {
  const numbers = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(numbers, numbers, (a, b) => {
      const { distance, first, second } = alignSeries(series(...a), series(...b), 10);
      expect(distance).toBe(bruteForce(a, b));
      const along = first.reduce((sum, i, k) => sum + (a[i]! - b[second[k]!]!) ** 2, 0);
      expect(along).toBe(distance);
    }),
    { numRuns: 60 },
  );
});
