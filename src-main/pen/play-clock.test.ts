import { expect, test } from 'vitest';
import { PlayClock } from './play-clock.ts';

test('a moment is due after its time at the speed, never while stopped', () => {
  const clock = new PlayClock(2, { positionMs: 1000, nowMs: 50 });
  expect(clock.due(1000)).toBe(50);
  expect(clock.due(3000)).toBe(1050);
  clock.change({ paused: true }, { positionMs: 2000, nowMs: 600 });
  expect(clock.due(2001)).toBe(Infinity);
  clock.change({ paused: false, speed: 0.5 }, { positionMs: 2000, nowMs: 9000 });
  expect(clock.due(2100)).toBe(9200);
  expect(clock).toMatchObject({ paused: false, speed: 0.5 });
});

test('without a limit of speed everything is due at once', () => {
  const clock = new PlayClock(Infinity, { positionMs: 0, nowMs: 7 });
  expect(clock.due(1e9)).toBe(7);
});
