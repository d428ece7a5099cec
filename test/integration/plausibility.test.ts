import { expect, test } from 'vitest';
import {
  allChannels,
  channelCount,
  channelIndex,
  maskOf,
  type PenSample,
  standardGravity,
} from '../../src-main/contract/sensors.ts';
import { RandomGenerator } from '../../src-main/simulator/random.ts';
import { simulateText } from '../../src-main/simulator/simulate.ts';
import { examine } from '../../src-main/signal/plausibility/examine.ts';
import {
  RecentReadings,
  type ReadingStretch,
} from '../../src-main/signal/plausibility/recent-readings.ts';
import { StreamFaults } from '../../src-main/signal/plausibility/stream-faults.ts';

const seven = maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force']);

/** Four seconds of writing by the simulated pen. */
function writing(seed = 1): ReadingStretch {
  const { values, length } = simulateText('quick brown fox', { seed, rateHz: 100 });
  const from = Math.max(0, Math.floor(length / 2) - 200);
  const part = values.slice(from * channelCount, (from + 400) * channelCount);
  const timesMs = Float64Array.from({ length: part.length / channelCount }, (_, i) => 10 * i);
  return { mask: allChannels, timesMs, values: part };
}

/** A pen that lies on the table: gravity, noise, a small bias of the gyroscope. */
function resting(gravity = standardGravity): ReadingStretch {
  const random = new RandomGenerator(3);
  const values = new Float32Array(300 * channelCount);
  for (let row = 0; row < 300; row += 1) {
    const at = row * channelCount;
    values.set(
      [0.4, -0.5, gravity].map((value) => value + 0.02 * random.normal()),
      at,
    );
    values.set(
      [0.02, -0.03, 0.01].map((value) => value + 0.005 * random.normal()),
      at + 6,
    );
  }
  return { mask: seven, timesMs: Float64Array.from({ length: 300 }, (_, i) => 10 * i), values };
}

function mapped(
  stretch: ReadingStretch,
  change: (row: Float32Array, index: number) => void,
): ReadingStretch {
  const values = stretch.values.slice();
  for (let i = 0; i < values.length / channelCount; i += 1) {
    change(values.subarray(i * channelCount, (i + 1) * channelCount), i);
  }
  return { ...stretch, values };
}

const kinds = (stretch: ReadingStretch) => examine(stretch).map(({ kind }) => kind);
const swap = (row: Float32Array, a: number, b: number) => {
  [row[a], row[b]] = [row[b]!, row[a]!];
};

test('a pen that writes or rests is not doubted', () => {
  for (let seed = 1; seed <= 12; seed += 1) expect(kinds(writing(seed))).toEqual([]);
  expect(kinds(resting())).toEqual([]);
});

test('columns in another order contradict gravity', () => {
  const swapped = (stretch: ReadingStretch) =>
    mapped(stretch, (row) => [0, 1, 2].forEach((axis) => swap(row, axis, 6 + axis)));
  expect(kinds(swapped(writing()))).toContain('gravity');
  expect(kinds(swapped(resting()))).toContain('gravity');
  expect(kinds(swapped(resting()))).toContain('rotation');
});

test('acceleration in g is too short, and one whose gravity was taken off', () => {
  const inG = mapped(resting(), (row) => {
    for (let axis = 0; axis < 3; axis += 1) row[axis]! /= standardGravity;
  });
  expect(examine(inG)).toEqual([{ kind: 'gravity', measured: expect.closeTo(1, 1) as number }]);
  expect(kinds(mapped(writing(), (row) => row.fill(0.1, 0, 3)))).toContain('gravity');
});

test('half the scale of a clone is told as such', () => {
  expect(examine(resting(standardGravity / 2))).toMatchObject([{ kind: 'scale', factor: 2 }]);
  expect(examine(resting(standardGravity * 4))).toMatchObject([{ kind: 'scale', factor: 1 / 4 }]);
});

test('rotation in °/s taken for rad/s, and force in counts, are beyond a hand', () => {
  const fast = mapped(writing(), (row) => {
    for (let axis = 6; axis < 9; axis += 1) row[axis] = row[axis]! * (180 / Math.PI);
  });
  expect(kinds(fast)).toContain('rotation');
  const counts = mapped(writing(), (row) => {
    row[channelIndex('force')] = row[channelIndex('force')]! * 400 + 20;
  });
  expect(kinds(counts)).toContain('force');
});

test('a channel that never changes is dead; force that is 0 is only not pressed', () => {
  const dead = mapped(resting(), (row) => {
    row[channelIndex('gy')] = 0;
  });
  expect(examine(dead)).toMatchObject([{ kind: 'dead', channels: ['gy'] }]);
});

test('a channel that stays at the end of its range is saturated', () => {
  const cut = mapped(writing(), (row, index) => {
    const gx = channelIndex('gx');
    row[gx] = Math.max(-1, Math.min(1, 6 * Math.sin(index / 9)));
  });
  expect(examine(cut)).toMatchObject([{ kind: 'saturated', channels: ['gx'] }]);
});

test('few readings say nothing', () => {
  const { mask, timesMs, values } = resting(1);
  const few = { mask, timesMs: timesMs.slice(0, 40), values: values.slice(0, 40 * channelCount) };
  expect(examine(few)).toEqual([]);
});

test('the newest readings are kept, oldest first, also around the end of the room', () => {
  const recent = new RecentReadings(8);
  for (let i = 0; i < 21; i += 1) recent.push(sampleAt(10 * i, i));
  expect([...recent.last(45).timesMs]).toEqual([160, 170, 180, 190, 200]);
  expect(recent.last(45).values[0]).toBe(16);
  recent.push({ ...sampleAt(300, 1), mask: 7 });
  expect(recent.count).toBe(1);
});

function sampleAt(timeMs: number, value: number): PenSample {
  return { timeMs, mask: seven, values: new Float32Array(channelCount).fill(value) };
}

/** So many readings, each told apart by its noise unless it stands still. */
function feed(faults: StreamFaults, from: number, count: number, stepMs: number, still = false) {
  for (let i = 0; i < count; i += 1) {
    faults.push(sampleAt(from + i * stepMs, still ? 5 : Math.sin(from + i)));
  }
  return from + count * stepMs;
}

test('frozen sensors are counted once, and are over when they move', () => {
  const faults = new StreamFaults();
  let now = feed(faults, 0, 300, 10);
  now = feed(faults, now, 400, 10, true);
  expect(faults.isFrozen).toBe(true);
  feed(faults, now, 50, 10);
  expect(faults.isFrozen).toBe(false);
  expect(faults.counted).toEqual({ frozen: 1, gaps: 0, missingSeconds: 0, rateChanges: 0 });
});

test('a second that is missing is a gap; a pen that was switched off has none', () => {
  const faults = new StreamFaults();
  const now = feed(faults, 0, 300, 10);
  feed(faults, now + 1000, 300, 10);
  expect(faults.counted).toMatchObject({ gaps: 1, missingSeconds: 1.01 });
  feed(faults, now + 500_000, 300, 10);
  faults.interrupt();
  feed(faults, now + 510_000, 300, 10);
  expect(faults.counted.gaps).toBe(1);
});

test('another rate counts when it stays, jitter does not', () => {
  const faults = new StreamFaults();
  let now = feed(faults, 0, 600, 10);
  now = feed(faults, now, 90, 11);
  expect(faults.counted.rateChanges).toBe(0);
  feed(faults, now, 800, 20);
  expect(faults.counted.rateChanges).toBe(1);
  expect(faults.rateHz).toBeCloseTo(50, 0);
});
