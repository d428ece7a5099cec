import { expect, test } from 'vitest';
import { LatencyMeter, RateMeter } from './meters.ts';

test('the rate is that of the last second', () => {
  const meter = new RateMeter();
  for (let now = 0; now < 2000; now += 10) meter.add(now);
  expect(meter.rate(2000)).toBe(100);
  expect(meter.rate(2500)).toBe(50);
  expect(meter.rate(9000)).toBe(0);
});

test('a rate that has just begun is not understated', () => {
  const meter = new RateMeter();
  expect(meter.rate(4990)).toBe(0);
  for (let now = 5000; now < 5250; now += 10) meter.add(now);
  expect(meter.rate(5250)).toBe(100);
});

test('percentiles are by nearest rank', () => {
  const meter = new LatencyMeter();
  expect(meter.summary()).toBeUndefined();
  for (let value = 1; value <= 100; value += 1) meter.add(value);
  expect(meter.summary()).toEqual({ last: 100, median: 50, p95: 95 });
});
