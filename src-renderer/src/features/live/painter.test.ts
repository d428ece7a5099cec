import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { drawIntervalMs, Painter } from './painter.ts';

beforeEach(() => {
  vi.useFakeTimers();
  // Node has no frames: one every 16 ms.
  vi.stubGlobal('requestAnimationFrame', (draw: () => void) => setTimeout(draw, 16));
  vi.stubGlobal('cancelAnimationFrame', (frame: ReturnType<typeof setTimeout>) =>
    clearTimeout(frame),
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('many requests make few drawings, none makes none, and the last is never lost', () => {
  let drawn = 0;
  const painter = new Painter(() => {
    drawn++;
  });
  vi.advanceTimersByTime(1000);
  expect(drawn).toBe(0);
  for (let batch = 0; batch < 25; batch++) {
    painter.request(100);
    vi.advanceTimersByTime(40);
  }
  expect(drawn).toBeGreaterThanOrEqual(8);
  expect(drawn).toBeLessThanOrEqual(11);
  vi.advanceTimersByTime(1000);
  const settled = drawn;
  painter.request();
  vi.advanceTimersByTime(16);
  expect(drawn).toBe(settled + 1);
});

test('a stopped painter draws no more', () => {
  let drawn = 0;
  const painter = new Painter(() => {
    drawn++;
  });
  painter.request();
  painter.request(100);
  painter.stop();
  vi.advanceTimersByTime(1000);
  expect(drawn).toBe(0);
});

test('a short stretch is drawn as often as samples come, a long one more rarely', () => {
  expect(drawIntervalMs(5)).toBe(40);
  expect(drawIntervalMs(10)).toBe(65);
  expect(drawIntervalMs(60)).toBe(250);
});
