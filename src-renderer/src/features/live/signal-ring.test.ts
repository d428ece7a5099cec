import { expect, test } from 'vitest';
import type { LiveSamples } from '$contract/live.ts';
import { channelCount, channelIndex, maskOf } from '$contract/sensors.ts';
import { SignalRing } from './signal-ring.ts';

const mask = maskOf(['ax', 'force']);

function batch(startIndex: number, count: number, clock = 'a'): LiveSamples {
  const values = new Float32Array(count * channelCount);
  for (let row = 0; row < count; row++) values[row * channelCount] = startIndex + row;
  return { clock, startMs: startIndex * 10, count, mask, values };
}

test('a stretch of time comes as contiguous views, over many times the capacity', () => {
  const ring = new SignalRing(2);
  for (let start = 0; start < 5000; start += 7) ring.push(batch(start, 7));
  const { seconds, channels } = ring.view(ring.endSeconds - 1, ring.endSeconds);
  const ax = channels[channelIndex('ax')]!;
  expect(seconds).toHaveLength(101);
  expect(ax).toHaveLength(101);
  seconds.forEach((second, index) => expect(ax[index]).toBe(Math.round(second * 100)));
});

test('channels that the pen lacks are gaps, and so is what was lost', () => {
  const ring = new SignalRing(2);
  ring.push(batch(0, 3));
  ring.push(batch(10, 2));
  const { seconds, channels } = ring.view(0, 1);
  expect([...seconds]).toEqual([0, 0.01, 0.02, 0.03, 0.1, 0.11]);
  expect([...channels[0]!]).toEqual([0, 1, 2, Number.NaN, 10, 11]);
  expect([...channels[channelIndex('gx')]!].every(Number.isNaN)).toBe(true);
  expect(channels[channelIndex('force')]![0]).toBe(0);
});

test('another clock empties the ring, whatever time it shows', () => {
  const ring = new SignalRing(2);
  ring.push(batch(100, 10));
  let changes = 0;
  ring.onChange = () => {
    changes++;
  };
  ring.push(batch(200, 2, 'b'));
  expect(changes).toBeGreaterThan(0);
  expect(ring.clock).toBe('b');
  expect([...ring.view(0, 10).seconds]).toEqual([2, 2.01]);
});
