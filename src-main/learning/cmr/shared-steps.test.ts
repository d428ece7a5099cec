import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { useTensorflow, withoutLeak } from '../../compute/tensorflow.ts';
import { createRandom } from '../../recognizer/network/random.ts';
import { hostCriterion } from './criterion.ts';
import {
  poolSteps,
  sharedSteps,
  sharedStepsByProduct,
  spreadSteps,
  textBoundaries,
  uniformBoundaries,
} from './shared-steps.ts';

test('means of equal parts of the true frames', () => {
  const shape = { samples: 2, frames: 4, width: 1, steps: 2 };
  // The second sample has three true frames: a step is one and a half.
  const boundaries = uniformBoundaries([4, 3], 2);
  expect([...boundaries]).toEqual([0, 2, 4, 0, 1.5, 3]);
  const pooled = poolSteps(shape, Float32Array.of(1, 3, 5, 9, 6, 9, 3, 100), boundaries);
  expect(pooled[0]).toBe(2);
  expect(pooled[1]).toBe(7);
  expect(pooled[2]).toBeCloseTo((6 + 0.5 * 9) / 1.5, 6);
  expect(pooled[3]).toBeCloseTo((0.5 * 9 + 3) / 1.5, 6);
});

test('fewer frames than steps: neighbours share them', () => {
  const shape = { samples: 1, frames: 2, width: 1, steps: 4 };
  const pooled = poolSteps(shape, Float32Array.of(1, 2), uniformBoundaries([2], 4));
  expect([...pooled]).toEqual([1, 1, 2, 2]);
});

test('equal parts of the text: a slow letter has as many steps as a quick one', () => {
  const spans = [
    { start: 1, end: 8 },
    { start: 10, end: 11 },
  ];
  // The border between the letters is 9.
  expect([...textBoundaries(spans, 12, 4)]).toEqual([0, 4.5, 9, 10.5, 12]);
});

test('letters out of order do not turn time back', () => {
  const spans = [
    { start: 0, end: 9 },
    { start: 2, end: 4 },
    { start: 5, end: 9 },
  ];
  const boundaries = [...textBoundaries(spans, 9, 3)];
  expect(boundaries).toEqual([0, 5.5, 5.5, 9]);
  const shape = { samples: 1, frames: 9, width: 1, steps: 3 };
  const values = Float32Array.from({ length: 9 }, (_, i) => i);
  expect(poolSteps(shape, values, Float64Array.from(boundaries))[1]).toBe(5);
});

test('spreading is the transpose of pooling', () => {
  const random = createRandom(2);
  const draw = (length: number) => Float32Array.from({ length }, random);
  const shape = { samples: 2, frames: 7, width: 3, steps: 4 };
  const boundaries = uniformBoundaries([7, 5], 4);
  const [x, dy] = [draw(42), draw(24)];
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((s, v, i) => s + v * b[i]!, 0);
  expect(dot(poolSteps(shape, x, boundaries), dy)).toBeCloseTo(
    dot(x, spreadSteps(shape, dy, boundaries)),
    4,
  );
});

describe.each(['cpu', 'wasm'] as const)('as an operation on %s', (backend) => {
  beforeAll(() => useTensorflow(backend));

  test.each([sharedSteps, sharedStepsByProduct])(
    '%o: values and gradients, through a loss computed on the host',
    async (operation) => {
      await withoutLeak(() => {
        const boundaries = uniformBoundaries([3, 2], 2);
        const x = tf.tidy(() => tf.variable(tf.tensor3d([1, 5, 9, 2, 4, 0], [2, 3, 1])));
        let seen: number[] = [];
        const { value, grads } = tf.variableGrads(
          () =>
            tf.mul(
              hostCriterion([operation(x as tf.Tensor as Tensor3D, boundaries, 2)], (values) => {
                seen = [...values];
                return { loss: 7, gradients: [[1, 0, 0, 2]] };
              }),
              0.5,
            ),
          [x],
        );
        expect(seen[0]).toBeCloseTo((1 + 2.5) / 1.5, 6);
        expect(seen.slice(2)).toEqual([2, 4]);
        expect(value.dataSync()[0]).toBe(3.5);
        const gradient = [...grads[x.name]!.dataSync()];
        [1 / 3, 1 / 6, 0, 0, 1, 0].forEach((expected, i) =>
          expect(gradient[i]).toBeCloseTo(expected, 6),
        );
        tf.dispose([value, grads, x]);
      });
    },
  );
});
