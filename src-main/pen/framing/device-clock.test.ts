import { expect, test } from 'vitest';
import { DeviceClock } from './device-clock.ts';

test('unwraps 32 bit of µs', () => {
  const clock = new DeviceClock();
  expect(clock.read(0xffff_f000, 0)).toBeCloseTo(0xffff_f000 / 1000);
  expect(clock.read(0x0000_1000, 5)).toBeCloseTo((0xffff_f000 + 0x2000) / 1000);
});

test('a small step back holds the time, a large one continues by the arrivals', () => {
  const clock = new DeviceClock();
  clock.read(1_000_000, 0);
  expect(clock.read(990_000, 10)).toBe(1000);
  expect(clock.read(1_010_000, 20)).toBe(1010);
  expect(clock.read(0, 320)).toBe(1310);
  expect(clock.read(10_000, 330)).toBe(1320);
});

test('an announced restart continues by the arrivals, also when the new clock is ahead', () => {
  const clock = new DeviceClock();
  clock.read(1_000_000, 0);
  clock.restart();
  expect(clock.read(5_000_000, 50)).toBe(1050);
  expect(clock.read(5_010_000, 60)).toBe(1060);
});
