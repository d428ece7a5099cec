import { expect, test } from 'vitest';
import { ctcLoss } from '../../recognizer/ctc/loss.ts';
import { createRandom } from '../../recognizer/network/random.ts';
import { branchLoss } from './label-losses.ts';

const shape = { frames: 3, classes: 2 };

test('one label: softmax of the mean over the true frames', () => {
  // Means (1, 0) over two frames and (0, ln 3) over one; the rest is padding.
  const logits = Float32Array.of(2, 1, 0, -1, 9, 9, 0, Math.log(3), 7, 7, 7, 7);
  const targets = { labels: [[0], [0]], frames: [2, 1] };
  const { loss, gradient, leftOut } = branchLoss('single', logits, shape, targets);
  expect(loss).toBeCloseTo((Math.log(1 + Math.exp(-1)) + Math.log(4)) / 2, 6);
  expect(leftOut).toBe(0);
  // Second sample: probabilities 1/4 and 3/4, one frame, two samples.
  expect(gradient[6]).toBeCloseTo((0.25 - 1) / 2, 6);
  expect(gradient[7]).toBeCloseTo(0.75 / 2, 6);
  expect([...gradient.subarray(8)]).toEqual([0, 0, 0, 0]);
  expect(() => branchLoss('single', logits, shape, { ...targets, labels: [[0], [2]] })).toThrow();
});

test('one label: gradient equals finite differences', () => {
  const random = createRandom(4);
  const logits = Float32Array.from({ length: 12 }, () => 2 * random() - 1);
  const targets = { labels: [[1], [0]], frames: [3, 2] };
  const { gradient } = branchLoss('single', logits, shape, targets);
  logits.forEach((_, index) => {
    const moved = (by: number) =>
      branchLoss(
        'single',
        logits.map((value, i) => (i === index ? value + by : value)),
        shape,
        targets,
      ).loss;
    expect(gradient[index]).toBeCloseTo((moved(1e-2) - moved(-1e-2)) / 2e-2, 3);
  });
});

test('samples that are no numbers, or too short for their text, are left out', () => {
  const logits = new Float32Array(12).fill(NaN, 0, 6);
  const single = branchLoss('single', logits, shape, { labels: [[1], [1]], frames: [3, 3] });
  expect(single.leftOut).toBe(1);
  expect(single.loss).toBeCloseTo(Math.log(2), 6);
  expect([...single.gradient.subarray(0, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
  const sequence = branchLoss('sequence', new Float32Array(12), shape, {
    labels: [[1, 1], [1]],
    frames: [2, 3],
  });
  expect(sequence.leftOut).toBe(1);
  expect(sequence.loss).toBeCloseTo(ctcLoss(new Float32Array(6), 3, 2, [1]).loss, 6);
});
