import { expect, test } from 'vitest';
import { channelCount, maskOf, type SampleWindow } from '../../contract/sensors.ts';
import { withoutStillEnds } from './still-ends.ts';

/** Moves from one reading to another, and rests elsewhere. */
function window(from: number, to: number, length = 300): SampleWindow {
  const values = new Float32Array(length * channelCount);
  for (let row = 0; row < length; row += 1) {
    const moves = row >= from && row < to;
    values[row * channelCount] = 9.8 + (moves ? 3 * Math.sin(row) : 0.02 * Math.sin(7 * row));
  }
  return { rateHz: 100, mask: maskOf(['ax', 'ay', 'az']), length, values, startMs: 1000 };
}

test('what rests before and after is cut off, but for a margin', () => {
  const cut = withoutStillEnds(window(100, 180));
  expect(cut.startMs).toBeGreaterThan(1850);
  expect(cut.startMs).toBeLessThanOrEqual(2000);
  expect(cut.length).toBeGreaterThanOrEqual(80);
  expect(cut.length).toBeLessThan(110);
  expect(cut.values).toHaveLength(cut.length * channelCount);
});

test('what moves all the time, or too short, stays as it is', () => {
  const whole = window(0, 300);
  expect(withoutStillEnds(whole).length).toBe(300);
  const short = window(0, 10, 12);
  expect(withoutStillEnds(short)).toBe(short);
});
