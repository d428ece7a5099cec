import { expect, test } from 'vitest';
import { SequenceTracker } from './sequence-tracker.ts';

const step = 10_000;

/** Observes frames `[sequence, device time in steps]` and tells orders and losses. */
function observe(frames: readonly (readonly [sequence: number, steps: number])[]) {
  const tracker = new SequenceTracker();
  return frames.map(([sequence, steps]) => {
    const order = tracker.observe(sequence, (steps * step) >>> 0);
    return order === 'next' && tracker.lost > 0 ? tracker.lost : order;
  });
}

test('frames in order, and a gap', () => {
  expect(
    observe([
      [7, 0],
      [8, 1],
      [9, 2],
      [13, 6],
      [14, 7],
    ]),
  ).toEqual(['next', 'next', 'next', 3, 'next']);
});

test('the counter wraps from 65535 to 1', () => {
  expect(
    observe([
      [65_534, 0],
      [65_535, 1],
      [1, 2],
      [2, 3],
    ]),
  ).toEqual(['next', 'next', 'next', 'next']);
  expect(
    observe([
      [65_533, 0],
      [65_534, 1],
      [2, 4],
    ]),
  ).toEqual(['next', 'next', 2]);
});

test('duplicates and late frames are told and do not disturb the count', () => {
  expect(
    observe([
      [100, 0],
      [101, 1],
      [101, 1],
      [103, 3],
      [102, 2],
      [104, 4],
    ]),
  ).toEqual(['next', 'next', 'late', 1, 'late', 'next']);
});

test('frame 0 is a restart, whatever the counter was', () => {
  for (const last of [1, 40, 3000, 65_000]) {
    expect(
      observe([
        [last - 1, last - 1],
        [last, last],
        [0, 0],
        [1, 1],
      ]),
    ).toEqual(['next', 'next', 'restart', 'next']);
  }
});

test('a restart whose first frames are lost counts no losses', () => {
  for (const last of [65_000, 40_000, 3000, 500]) {
    expect(
      observe([
        [last - 1, last - 1],
        [last, last],
        [3, 3],
        [4, 4],
      ]),
    ).toEqual(['next', 'next', 'restart', 'next']);
  }
});

test('a restart soon after a start is seen after three frames at the latest', () => {
  expect(
    observe([
      [29, 29],
      [30, 30],
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]),
  ).toEqual(['next', 'next', 'late', 'late', 'restart', 'next']);
});

test('a long gap of a pen that went on counts in full', () => {
  expect(
    observe([
      [10, 10],
      [11, 11],
      [5011, 5011],
    ]),
  ).toEqual(['next', 'next', 4999]);
});

test('a jump that the device time contradicts counts nothing', () => {
  expect(
    observe([
      [10, 10],
      [11, 11],
      [5011, 13],
    ]),
  ).toEqual(['next', 'next', 'restart']);
});
