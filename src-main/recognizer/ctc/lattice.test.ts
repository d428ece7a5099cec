import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logAdd, logAdd3, logZero, requiredFrames } from './lattice.ts';

const logs = fc.oneof(fc.double({ min: -200, max: 50, noNaN: true }), fc.constant(logZero));

test('sums of logarithms are logarithms of sums, log 0 included', () => {
  fc.assert(
    fc.property(logs, logs, logs, (a, b, c) => {
      const high = Math.max(a, b, c);
      const sum = Math.exp(a - high) + Math.exp(b - high) + Math.exp(c - high);
      expect(logAdd3(a, b, c)).toBeCloseTo(high + Math.log(sum), 10);
      expect(logAdd(logAdd(a, b), c)).toBeCloseTo(logAdd3(a, b, c), 10);
    }),
  );
});

test('equal neighbours need a blank between them', () => {
  expect(requiredFrames([])).toBe(0);
  expect(requiredFrames([1, 2, 1])).toBe(3);
  expect(requiredFrames([1, 1, 1, 2])).toBe(6);
});
