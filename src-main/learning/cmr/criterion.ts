import * as tf from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor } from '@tensorflow/tfjs-core';

/** A loss computed over typed arrays and its gradients with regard to what it was computed from. */
export interface HostLoss {
  readonly loss: number;
  /** One for each input, of its size. */
  readonly gradients: readonly ArrayLike<number>[];
}

/**
 * A loss over typed arrays as the end of a graph: its value, and its gradient where
 * `tf.variableGrads` asks for it. For backends that hand out values at once (`wasm`, `cpu`,
 * `tensorflow`); on others fetch the features with `data()`, compute the loss, and enter the
 * gradients as constants: `sum(features · gradient)` has the same derivatives.
 */
export function hostCriterion(
  inputs: readonly Tensor[],
  run: (...values: Float32Array[]) => HostLoss,
): Scalar {
  const criterion = tf.customGrad((...parts: (Tensor | GradSaveFunc)[]) => {
    const tensors = parts.slice(0, inputs.length) as Tensor[];
    const { loss, gradients } = run(...tensors.map((tensor) => tensor.dataSync<'float32'>()));
    return {
      value: tf.scalar(loss),
      gradFunc: (dy: Tensor) => {
        const factor = dy.dataSync<'float32'>()[0]!;
        return gradients.map((gradient, i) =>
          tf.tensor(scaled(gradient, factor), inputs[i]!.shape, 'float32'),
        );
      },
    };
  });
  return criterion(...inputs) as Scalar;
}

/** In a loop: `Float32Array.from` with a function takes many times as long. */
export function scaled(values: ArrayLike<number>, factor: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let i = 0; i < result.length; i++) result[i] = factor * values[i]!;
  return result;
}
