import { expect, test } from 'vitest';
import { TemplateMatcher, type Comparison } from './templates.ts';

const comparison: Comparison = {
  band: 0.1,
  detour: 100,
  ends: { share: 0.1, weight: 1 },
  stiffness: 1e9,
  rounds: 1,
};

test('the nearest template of each character counts, and who has none is as far as the farthest', () => {
  const templates = [
    [0, 0, 0, 0],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
  ];
  const matcher = new TemplateMatcher(
    {
      description: { characters: ['b', 'a', 'b'], comparison, weight: 1 },
      readings: 4,
      channels: 1,
      values: Float32Array.from(templates.flat()),
    },
    ['a', 'b', 'c'],
  );
  const recording = { length: 4, channels: 1, values: Float32Array.of(1.5, 1.5, 1.5, 1.5) };
  const distances = matcher.distances(recording);
  // (3 − 1.5)², (2 − 1.5)² and the farther of both; nothing is mapped, as that is too dear.
  expect(distances[0]).toBeCloseTo(2.25, 4);
  expect(distances[1]).toBeCloseTo(0.25, 4);
  expect(distances[2]).toBe(distances[0]);
});
