import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MappedWarping } from './mapped-warping.ts';
import type { Series } from './time-warping.ts';

function series(...rows: readonly (readonly number[])[]): Series {
  return { length: rows.length, channels: rows[0]!.length, values: Float64Array.from(rows.flat()) };
}

test('without a round it is the cost of the alignment for each reading', () => {
  const warping = new MappedWarping({ rounds: 0, band: 1 });
  expect(warping.distance(series([0], [3], [1]), series([1], [3], [1]))).toBeCloseTo(1 / 3, 12);
});

test('one channel: the map is the ridge regression, and costs what it says', () => {
  const [a, b] = [series([2], [-4], [6]), series([1], [-2], [3])];
  const stiffness = 0.5;
  // Nothing is warped: b·b = 14, b·a = 28, ridge 0.5 · 3.
  const map = (28 + 1.5) / (14 + 1.5);
  const expected = (14 * (2 - map) ** 2) / 3 + stiffness * (map - 1) ** 2;
  const warping = new MappedWarping({ stiffness, rounds: 1, band: 0.01, detour: 100 });
  expect(warping.mappedDistance(a, b)).toBeCloseTo(expected, 12);
});

test('channels that are turned a little come near, and nearer the less stiff the map is', () => {
  const turn = 0.4;
  const detour = 100;
  const path = Array.from({ length: 40 }, (_, row) => [Math.sin(row / 3), Math.cos(row / 5)]);
  const turned = path.map(([x, y]) => [
    Math.cos(turn) * x! - Math.sin(turn) * y!,
    Math.sin(turn) * x! + Math.cos(turn) * y!,
  ]);
  const distances = [0.01, 0.1, 1, 1000].map((stiffness) =>
    new MappedWarping({ stiffness, detour }).distance(series(...path), series(...turned)),
  );
  expect(distances).toEqual([...distances].sort((a, b) => a - b));
  const unmapped = new MappedWarping({ rounds: 0, detour }).distance(
    series(...path),
    series(...turned),
  );
  expect(distances[0]).toBeLessThan(0.1 * unmapped);
  expect(distances[3]).toBeCloseTo(unmapped, 2);
});

test('three channels: the map of several readings is found as it was made', () => {
  const random = fc.double({ min: -1, max: 1, noNaN: true });
  const maps = fc.array(fc.double({ min: -0.3, max: 0.3, noNaN: true }), {
    minLength: 9,
    maxLength: 9,
  });
  const rows = fc.array(fc.tuple(random, random, random), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(rows, maps, (noise, change) => {
      // Far from flat, so that the map is determined.
      const source = noise.map((row, index) =>
        row.map((value, channel) => value + 4 * Math.sin(index * (channel + 1))),
      );
      const mapped = source.map((row) =>
        [0, 1, 2].map((to) =>
          row.reduce(
            (sum, value, from) => sum + value * (+(from === to) + change[3 * from + to]!),
            0,
          ),
        ),
      );
      const warping = new MappedWarping({ stiffness: 1e-9, rounds: 1, band: 0.01, detour: 1e6 });
      expect(warping.mappedDistance(series(...mapped), series(...source))).toBeLessThan(1e-6);
    }),
    { numRuns: 20 },
  );
});

test('both ways cost alike', () => {
  const [a, b] = [series([0, 1], [2, 1], [1, 0]), series([1, 1], [2, 0], [0, 0])];
  const warping = new MappedWarping();
  expect(warping.distance(a, b)).toBeCloseTo(warping.distance(b, a), 12);
  expect(warping.distance(a, a)).toBeCloseTo(0, 12);
});
