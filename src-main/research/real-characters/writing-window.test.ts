import { expect, test } from 'vitest';
import { channelCount, channelIndex } from '../../contract/sensors.ts';
import { sixAxes } from './tiny-characters.testing.ts';
import { writingWindow } from './writing-window.ts';

/** A second of rest, half a second of turning, a second of rest, at 50 Hz, with a biased gyroscope. */
const timesMs = Float64Array.from({ length: 125 }, (_, index) => 20 * index);
const values = new Float32Array(125 * channelCount);
for (let index = 0; index < 125; index += 1) {
  const turning = index >= 50 && index < 75 ? Math.sin(index) : 0;
  values[index * channelCount + channelIndex('gx')] = 0.3 + turning + 0.01 * Math.cos(7 * index);
}
const recording = { timesMs, values, mask: sixAxes };

test('what stands still before and after is cut off when that is wanted', () => {
  expect(writingWindow(recording, 100)).toMatchObject({ length: 249, rateHz: 100 });
  const trimmed = writingWindow(recording, 100, { trim: true });
  expect(trimmed.startMs).toBeGreaterThan(800);
  expect(trimmed.startMs).toBeLessThan(1000);
  expect(trimmed.length).toBeGreaterThan(50);
  expect(trimmed.length).toBeLessThan(90);
  expect(trimmed.values).toHaveLength(trimmed.length * channelCount);
});

test('long gaps are shortened', () => {
  const late = timesMs.map((time, index) => (index < 60 ? time : time + 78_000));
  const window = writingWindow({ ...recording, timesMs: late }, 100, { longestGapMs: 200 });
  expect(window.length).toBe(249 + 18);
});
