import { expect, test } from 'vitest';
import { channelCount } from '../contract/sensors.ts';
import { smooth } from './smooth.ts';

/** Amplitude of what is left of a sine of `frequency` cycles a reading, in the last channel. */
function leftOf(frequency: number, smoothedAt: number): number {
  const values = new Float32Array(400 * channelCount);
  for (let t = 0; t < 400; t += 1) {
    values[(t + 1) * channelCount - 1] = Math.sin(2 * Math.PI * frequency * t);
  }
  const smoothed = smooth(values, smoothedAt);
  let most = 0;
  for (let t = 100; t < 300; t += 1) {
    most = Math.max(most, Math.abs(smoothed[(t + 1) * channelCount - 1]!));
    expect(smoothed[t * channelCount]).toBe(0);
  }
  return most;
}

test('half of what moves at the frequency is let through, all of slow motion, nothing of fast', () => {
  expect(leftOf(0.1, 0.1)).toBeCloseTo(0.5, 1);
  expect(leftOf(0.005, 0.1)).toBeCloseTo(1, 2);
  expect(leftOf(0.3, 0.1)).toBeLessThan(0.01);
});

test('rest stays what it is, up to both ends', () => {
  const values = new Float32Array(20 * channelCount).fill(9.81);
  for (const value of smooth(values, 0.07)) expect(value).toBeCloseTo(9.81, 4);
});
