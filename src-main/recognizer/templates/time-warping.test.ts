import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignSeries, TimeWarping, type Series } from './time-warping.ts';

const distanceOf = (a: Series, b: Series, band: number) => new TimeWarping({ band }).align(a, b);

function series(...values: number[]): Series {
  return { length: values.length, channels: 1, values };
}

test('a repeated value costs nothing', () => {
  const { distance, first, second } = alignSeries(series(0, 1, 2), series(0, 1, 1, 2), { band: 1 });
  expect(distance).toBe(0);
  expect([...first]).toEqual([0, 1, 1, 2]);
  expect([...second]).toEqual([0, 1, 2, 3]);
});

test('distances are squared, and both ends are aligned', () => {
  // 0–1, 3–3, 1–3: 1 + 0 + 4.
  expect(distanceOf(series(0, 3, 1), series(1, 3), 1)).toBe(5);
});

test('channels are warped together', () => {
  // Apart, each channel would cost nothing: 0 1 against 0 0 1 and 0 0 1 against 0 1 1.
  const a: Series = { length: 2, channels: 2, values: [0, 0, 1, 1] };
  const b: Series = { length: 3, channels: 2, values: [0, 0, 0, 1, 1, 1] };
  expect(distanceOf(a, b, 1)).toBe(1);
});

test('a narrow band keeps places together that a wide one warps', () => {
  const early = series(0, 5, 0, 0, 0, 0, 0, 0);
  const late = series(0, 0, 0, 0, 0, 0, 5, 0);
  expect(distanceOf(early, late, 1)).toBe(0);
  expect(distanceOf(early, late, 0.1)).toBe(50);
});

/** The cheapest of all paths, tried one by one. */
function bruteForce(
  a: readonly number[],
  b: readonly number[],
  detour: number,
  i = 0,
  j = 0,
): number {
  const here = (a[i]! - b[j]!) ** 2;
  if (i === a.length - 1 && j === b.length - 1) return here;
  const after = (x: number, y: number) => bruteForce(a, b, detour, x, y);
  let rest = Infinity;
  if (i + 1 < a.length) rest = Math.min(rest, detour + after(i + 1, j));
  if (j + 1 < b.length) rest = Math.min(rest, detour + after(i, j + 1));
  if (i + 1 < a.length && j + 1 < b.length) rest = Math.min(rest, after(i + 1, j + 1));
  return here + rest;
}

test('without a band the path is the best of all, and costs what it says', () => {
  const numbers = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(numbers, numbers, fc.integer({ min: 0, max: 3 }), (a, b, detour) => {
      const options = { band: 10, detour };
      const { distance, first, second } = alignSeries(series(...a), series(...b), options);
      expect(distance).toBe(bruteForce(a, b, detour));
      const along = first.reduce((sum, i, k) => {
        const straight = k === 0 || (i > first[k - 1]! && second[k]! > second[k - 1]!);
        return sum + (a[i]! - b[second[k]!]!) ** 2 + (straight ? 0 : detour);
      }, 0);
      expect(along).toBe(distance);
    }),
    { numRuns: 60 },
  );
});

test('its memory is used again, for series of any length', () => {
  const warping = new TimeWarping({ band: 1 });
  const [short, long] = [series(1, 2), series(0, 3, 1, 1, 2, 5)];
  const anew = (a: Series, b: Series) => new TimeWarping({ band: 1 }).align(a, b);
  for (const [a, b] of [
    [long, long],
    [short, long],
    [short, short],
    [long, short],
  ] as const) {
    expect(warping.align(a, b)).toBe(anew(a, b));
  }
});

test('ends count little', () => {
  const warping = new TimeWarping({ detour: 100, ends: { share: 0.5, weight: 0 } });
  // Of five places the weights are 0, 0.5, 1, 0.5, 0; they are multiplied with themselves.
  expect(warping.align(series(9, 2, 3, 2, 9), series(0, 0, 0, 0, 0))).toBe(0 + 1 + 9 + 1 + 0);
});
