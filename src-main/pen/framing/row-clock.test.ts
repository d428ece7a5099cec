import { describe, expect, test } from 'vitest';
import { RowClock, type RowClockOptions } from './row-clock.ts';
import { createCounters } from './statistics.ts';

describe('without a time in the rows', () => {
  /** Times of 30 s of samples that arrive in bursts, as USB hands them over, less the true times. */
  function offsets(rateHz: number, burstMs: number, options: RowClockOptions): number[] {
    const clock = new RowClock(createCounters(), options);
    return Array.from({ length: 30 * rateHz }, (_, index) => {
      const trueMs = (1000 * index) / rateHz;
      return clock.fromArrival(Math.ceil((trueMs + 0.01) / burstMs) * burstMs) - trueMs;
    });
  }

  test.each([
    [33, 16],
    [100, 16],
    [100, 50],
    [400, 16],
  ])('%i Hz in bursts of %i ms come out even', (rateHz, burstMs) => {
    const settled = offsets(rateHz, burstMs, { startPeriodMs: 1080 / rateHz }).slice(10 * rateHz);
    expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(burstMs / 10);
  });

  test('a pen that is 2 % off its stated rate is followed', () => {
    const settled = offsets(102, 16, { rateHz: 100 }).slice(1020);
    expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(2);
  });

  test.each([
    ['stands', () => 5],
    ['falls', (index: number) => 10_000 - 10 * index],
  ])('a time that %s is passed over for the arrivals, and counted', (_name, time) => {
    const counters = createCounters();
    const clock = new RowClock(counters, { rateHz: 100 });
    const times = Array.from({ length: 1000 }, (_, i) =>
      clock.fromTime(time(i), Math.ceil((10 * i + 1) / 16) * 16),
    );
    const settled = times.slice(200).map((timeMs, i) => timeMs - 10 * (i + 200));
    expect(Math.max(...settled) - Math.min(...settled)).toBeLessThan(5);
    expect(counters.untimedSamples).toBeGreaterThan(950);
  });

  test('a clock that goes on again is believed again', () => {
    const counters = createCounters();
    const clock = new RowClock(counters, { rateHz: 100 });
    for (let i = 0; i < 100; i += 1) clock.fromTime(5, 10 * i);
    for (let i = 100; i < 200; i += 1) clock.fromTime(10 * i, 10 * i);
    const untimed = counters.untimedSamples;
    expect(untimed).toBeLessThan(120);
    clock.fromTime(2010, 2010);
    expect(counters.untimedSamples).toBe(untimed);
  });

  test('a pause is a pause', () => {
    const clock = new RowClock(createCounters(), { rateHz: 100 });
    for (let index = 0; index < 100; index += 1) clock.fromArrival(10 * index);
    expect(clock.fromArrival(5000)).toBeCloseTo(5000, 0);
  });

  test('rows that come all at once are spread at the stated rate', () => {
    const clock = new RowClock(createCounters(), { rateHz: 50 });
    const times = Array.from({ length: 1000 }, () => clock.fromArrival(7));
    expect(times[999]! - times[0]!).toBeGreaterThan(0.94 * 999 * 20);
    expect(times.every((time, index) => index === 0 || time > times[index - 1]!)).toBe(true);
  });
});

describe('with a time', () => {
  test('a time that loses or gains a digit does not tear the time line', () => {
    const clock = new RowClock(createCounters(), { rateHz: 100 });
    const read = [1000, 1010, 102, 1030, 10_400_000, 1050, 1060];
    const times = read.map((timeMs, index) => clock.fromTime(timeMs, 10 * index));
    expect(times[6]! - times[0]!).toBeLessThan(100 + 1000);
    expect(times.every((time, index) => index === 0 || time >= times[index - 1]!)).toBe(true);
  });

  test('a real gap stays a gap', () => {
    const clock = new RowClock(createCounters());
    clock.fromTime(1000, 0);
    expect(clock.fromTime(31_000, 30_000)).toBe(31_000);
  });

  test('a field of 16 bit wraps', () => {
    const clock = new RowClock(createCounters(), { timeWrapMs: 65_536 });
    clock.fromTime(65_530, 0);
    expect(clock.fromTime(4, 10)).toBe(65_540);
  });
});

test('a counter of 8 bit wraps and shows losses across the wrap', () => {
  const counters = createCounters();
  const clock = new RowClock(counters, { rateHz: 100, counterWrap: 256 });
  const times = [252, 253, 254, 2, 3].map((count, index) => clock.fromCounter(count, 10 * index));
  expect(times.map((time) => time - times[0]!)).toEqual([0, 10, 20, 60, 70]);
  expect(counters).toMatchObject({ lostFrames: 3, restarts: 0 });
});
