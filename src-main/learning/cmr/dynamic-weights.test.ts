import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DynamicWeights, dynamicWeights } from './dynamic-weights.ts';

test('the loss that falls more slowly gets more weight', () => {
  // Rates 1/2 and 1: 2·e^0.5 / (e^0.5 + e), 2·e / (e^0.5 + e)
  const total = Math.exp(0.5) + Math.exp(1);
  const [fast, slow] = dynamicWeights([1, 3], [2, 3]) as [number, number];
  expect(fast).toBeCloseTo((2 * Math.exp(0.5)) / total, 12);
  expect(slow).toBeCloseTo((2 * Math.exp(1)) / total, 12);
  const [warmFast] = dynamicWeights([1, 3], [2, 3], 1000) as [number, number];
  expect(warmFast).toBeCloseTo(1, 3);
});

test('weights sum to the number of losses, whatever the losses', () => {
  const losses = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1e6 }), fc.double({ min: 0, max: 1e6 })),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(losses, (pairs) => {
      const weights = dynamicWeights(
        pairs.map(([last]) => last),
        pairs.map(([, before]) => before),
      );
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(pairs.length, 9);
      expect(weights.every((weight) => weight >= 0)).toBe(true);
    }),
  );
});

test('all 1 for two epochs; a checkpoint goes on where the other was', () => {
  const weights = new DynamicWeights(3);
  weights.finishEpoch([3, 2, 1]);
  expect(weights.weights).toEqual([1, 1, 1]);
  weights.finishEpoch([2, 2, 0.5]);
  const state = JSON.parse(JSON.stringify(weights.state)) as typeof weights.state;
  const resumed = new DynamicWeights(3, { state });
  expect(resumed.weights).toEqual(dynamicWeights([2, 2, 0.5], [3, 2, 1]));
  weights.finishEpoch([1, 1, 1]);
  resumed.finishEpoch([1, 1, 1]);
  expect(resumed.weights).toEqual(weights.weights);
  expect(() => weights.finishEpoch([1])).toThrow(RangeError);
});
