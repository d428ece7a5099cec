import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { assignValues } from './assign-values.ts';
import { useTensorflow, withoutLeak } from './tensorflow.ts';

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  test('a variable takes values and keeps nothing of the array', async () => {
    await useTensorflow(backend);
    const variable = tf.variable(tf.tensor2d([1, 2, 3, 4], [2, 2]));
    const values = Float32Array.of(5, 6, 7, 8);
    await withoutLeak(() => assignValues(variable, values));
    expect([...(await variable.data())]).toEqual([5, 6, 7, 8]);
    expect(variable.shape).toEqual([2, 2]);
    const own = await variable.data<'float32'>();
    own[0] = 9;
    await withoutLeak(() => assignValues(variable, own));
    expect([...(await variable.data())]).toEqual([9, 6, 7, 8]);
    expect(() => assignValues(variable, Float32Array.of(1))).toThrow(RangeError);
    variable.dispose();
  });
});
