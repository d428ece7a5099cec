import { describe, expect, test } from 'vitest';
import { ctcLoss } from '../../recognizer/ctc/loss.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { sequenceLoss, unknownClass, type SequenceTargets } from './loss.ts';

const shape = { frames: 4, classes: 3 };
const targets: SequenceTargets = {
  labels: [[1, 2], [2]],
  frames: [4, 3],
  frameClasses: Int32Array.of(0, 1, unknownClass, 2, unknownClass, 2, 0, unknownClass),
};

function randomLogits(): Float32Array {
  const random = new RandomGenerator(3);
  return Float32Array.from({ length: 2 * 4 * 3 }, () => random.normal());
}

describe('sequenceLoss', () => {
  test('without the frame-wise part is the mean CTC loss', () => {
    const logits = randomLogits();
    const { total, ctc, frameWise } = sequenceLoss(logits, shape, targets, 0);
    const first = ctcLoss(logits.slice(0, 12), 4, 3, [1, 2]).loss;
    const second = ctcLoss(logits.slice(12, 21), 3, 3, [2]).loss;
    expect(ctc).toBeCloseTo((first + second) / 2, 10);
    expect(total).toBe(ctc);
    expect(frameWise).toBe(0);
  });

  test('the frame-wise part of uniform logits is the logarithm of the number of classes', () => {
    const { frameWise } = sequenceLoss(new Float32Array(24), shape, targets, 1);
    expect(frameWise).toBeCloseTo(Math.log(3), 10);
  });

  test('the gradient is that of finite differences', () => {
    const logits = randomLogits();
    const { gradient } = sequenceLoss(logits, shape, targets, 0.7);
    const step = 1e-2;
    for (let index = 0; index < logits.length; index += 1) {
      const at = (offset: number) => {
        const moved = logits.slice();
        moved[index]! += offset;
        return sequenceLoss(moved, shape, targets, 0.7).total;
      };
      expect(gradient[index]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 3);
    }
  });

  test('says which samples cannot be written in their frames', () => {
    const { impossible } = sequenceLoss(
      randomLogits(),
      shape,
      { ...targets, labels: [[1, 1, 1], [2]] },
      0,
    );
    expect(impossible).toBe(1);
  });
});
