import { expect, test } from 'vitest';
import { LatencyMeter, RateMeter } from './meters.ts';

test('the rate is that of the last second', () => {
  const meter = new RateMeter();
  for (let now = 0; now < 2000; now += 10) meter.add(now);
  expect(meter.rate(2000)).toBeGreaterThanOrEqual(90);
  expect(meter.rate(2000)).toBeLessThanOrEqual(100);
  expect(meter.rate(2500)).toBeLessThanOrEqual(50);
  expect(meter.rate(9000)).toBe(0);
});

test('a rate that has just begun is not understated', () => {
  const meter = new RateMeter();
  for (let now = 5000; now < 5200; now += 10) meter.add(now);
  expect(meter.rate(5200)).toBeCloseTo(100, 0);
});

test('percentiles are by nearest rank', () => {
  const meter = new LatencyMeter();
  expect(meter.summary()).toBeUndefined();
  for (let value = 1; value <= 100; value += 1) meter.add(value);
  expect(meter.summary()).toEqual({ last: 100, median: 50, p95: 95 });
});
