import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor, Tensor3D } from '@tensorflow/tfjs-core';

export interface HostResult {
  readonly shape: readonly [number, number, number];
  readonly values: Float32Array;
  /** Gradients with regard to every input, in their order. Must not change `dy`. */
  readonly backward: (dy: Float32Array) => readonly Float32Array[];
}

/**
 * One TensorFlow.js operation with a gradient that runs over typed arrays in the process itself.
 * Only for backends that can hand over values at once (`wasm`: a copy; `cpu`: the array itself,
 * so inputs must not be changed).
 */
export function hostOperation(
  inputs: readonly Tensor[],
  run: (...values: Float32Array[]) => HostResult,
): Tensor3D {
  const operation = tf.customGrad((...parts: (Tensor | GradSaveFunc)[]) => {
    const tensors = parts.slice(0, inputs.length) as Tensor[];
    const { shape, values, backward } = run(...tensors.map(valuesOf));
    return {
      value: tf.tensor(values, [...shape], 'float32'),
      gradFunc: (dy: Tensor) =>
        backward(valuesOf(dy)).map((gradient, i) =>
          tf.tensor(gradient, inputs[i]!.shape, 'float32'),
        ),
    };
  });
  return operation(...inputs) as Tensor3D;
}

function valuesOf(tensor: Tensor): Float32Array {
  return tensor.dataSync<'float32'>();
}
