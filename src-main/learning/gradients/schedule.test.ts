import { expect, test } from 'vitest';
import { learningRateAt } from './schedule.ts';

const options = { steps: 110, warmUpSteps: 10, learningRate: 0.002 };

test('warms up to the peak, then falls to nothing along a cosine', () => {
  expect(learningRateAt(0, options)).toBeLessThan(0.0003);
  expect(learningRateAt(10, options)).toBeCloseTo(0.002, 8);
  expect(learningRateAt(60, options)).toBeCloseTo(0.001, 8);
  expect(learningRateAt(109, options)).toBeLessThan(1e-6);
  expect(learningRateAt(110, { ...options, finalShare: 0.1 })).toBeCloseTo(0.0002, 8);
});

test('never rises after the warm-up', () => {
  for (let step = 10; step < 109; step += 1) {
    expect(learningRateAt(step + 1, options)).toBeLessThan(learningRateAt(step, options));
  }
});

test('going on from a later step, it warms up again from there', () => {
  const later = { ...options, firstStep: 40 };
  expect(learningRateAt(40, later)).toBeCloseTo(learningRateAt(0, options), 12);
  expect(learningRateAt(50, later)).toBeCloseTo(0.002, 8);
  expect(learningRateAt(80, later)).toBeCloseTo(0.001, 8);
  expect(learningRateAt(109, later)).toBeLessThan(3e-6);
});
