import { expect, test } from 'vitest';
import { hyperbolicTangent, logistic } from './logistic.ts';

test('equal the library’s functions to 1e-8', () => {
  for (let x = -25; x <= 25; x += 0.0007) {
    expect(Math.abs(logistic(x) - 1 / (1 + Math.exp(-x)))).toBeLessThan(1e-8);
    expect(Math.abs(hyperbolicTangent(x) - Math.tanh(x))).toBeLessThan(1e-8);
  }
});

test('have their limits, and what is no number stays none', () => {
  expect([logistic(Infinity), logistic(-Infinity)]).toEqual([
    expect.closeTo(1, 8),
    expect.closeTo(0, 8),
  ]);
  expect(logistic(0)).toBe(0.5);
  expect(hyperbolicTangent(0)).toBe(0);
  expect(logistic(NaN)).toBeNaN();
});
