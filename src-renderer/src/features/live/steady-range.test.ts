import { expect, test } from 'vitest';
import { SteadyRange } from './steady-range.ts';

test('grows at once, shrinks slowly, never below the least height', () => {
  const range = new SteadyRange(1);
  expect(range.next([])).toEqual([-0.5, 0.5]);
  const [low, high] = range.next([Float32Array.of(-10, Number.NaN), Float32Array.of(10)]);
  expect(low).toBeCloseTo(-11.6);
  expect(high).toBeCloseTo(11.6);
  const [after] = range.next([Float32Array.of(0)]);
  expect(after).toBeGreaterThan(low);
  expect(after).toBeLessThan(low * 0.9);
  for (let frame = 0; frame < 500; frame++) range.next([Float32Array.of(0)]);
  expect(range.next([Float32Array.of(0)])[1]).toBeCloseTo(0.5, 2);
});

test('a picture that stands still is fitted at once, and the same every time', () => {
  const range = new SteadyRange(1);
  range.next([Float32Array.of(-10, 10)]);
  const fitted = range.fit([Float32Array.of(0, 2)]);
  expect(fitted).toEqual([-0.16, 2.16]);
  expect(range.fit([Float32Array.of(0, 2)])).toEqual(fitted);
});
