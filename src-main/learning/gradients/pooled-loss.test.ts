import { expect, test } from 'vitest';
import { RandomGenerator } from '../../simulator/random.ts';
import { pooledLoss } from './pooled-loss.ts';

const shape = { frames: 3, classes: 4 };
const random = new RandomGenerator(1);
const logits = Float32Array.from({ length: 2 * 3 * 4 }, () => random.normal(0, 2));
const targets = { labels: [[2], [1]], frames: [3, 2] };

test('is the cross-entropy of the mean logits', () => {
  const one = Float32Array.of(7, 0, Math.log(4), 0, 7, 0, Math.log(4), 0);
  const { total } = pooledLoss(one, { frames: 2, classes: 4 }, { labels: [[2]], frames: [2] });
  expect(total).toBeCloseTo(Math.log(6 / 4), 6);
});

test.each([0, 0.1])('its gradient is that of finite differences (smoothing %d)', (smoothing) => {
  const { gradient } = pooledLoss(logits, shape, targets, smoothing);
  const step = 1e-2;
  for (const at of logits.keys()) {
    const moved = (by: number) => {
      const changed = logits.slice();
      changed[at]! += by;
      return pooledLoss(changed, shape, targets, smoothing).total;
    };
    expect(gradient[at]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 3);
  }
});

test('padding and blanks get no gradient; what is no number is counted and teaches nothing', () => {
  const { gradient } = pooledLoss(logits, shape, targets);
  expect([...gradient.subarray(20)]).toEqual([0, 0, 0, 0]);
  expect([0, 4, 8, 12, 16].map((at) => gradient[at])).toEqual([0, 0, 0, 0, 0]);
  const spoilt = logits.slice();
  spoilt[1] = NaN;
  const result = pooledLoss(spoilt, shape, targets);
  expect(result.nonFinite).toBe(1);
  expect(result.gradient.every(Number.isFinite)).toBe(true);
  expect(result.gradient.subarray(0, 12).every((value) => value === 0)).toBe(true);
});
