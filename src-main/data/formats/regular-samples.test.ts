import { expect, test } from 'vitest';
import { frozenStretches } from './regular-samples.ts';

test('one accelerometer that holds its last reading is padded, six channels that do are frozen', () => {
  const column = (axis: number) =>
    Array.from({ length: 120 }, (_, row) => Math.sin(axis + Math.min(row, 60)));
  const rows = Array.from({ length: 120 }, (_, row) => row);
  expect(frozenStretches([0, 1, 2].map(column), rows)).toEqual([]);
  expect(frozenStretches([0, 1, 2, 3, 4, 5].map(column), rows)).toEqual([{ from: 60, to: 120 }]);
});
