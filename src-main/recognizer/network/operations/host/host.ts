import * as tf from '@tensorflow/tfjs-core';
import type { MatrixMultiply } from '../../../../compute/matrix.ts';
import { dropoutFactors } from '../dropout.ts';
import { movingDecay, type LstmWeights, type NetworkOperations } from '../operations.ts';
import { convolve } from './convolution.ts';
import { convolveDepthwise } from './depthwise.ts';
import { activateValues, multiplyBy } from './elementwise.ts';
import { hostOperation } from './host-operation.ts';
import { runBidirectionalLstm, type LstmArrays } from './lstm.ts';
import { floats } from './memory.ts';
import { normalizeGroups, type Statistics } from './normalize.ts';
import { poolFrames } from './pool.ts';
import { addToOutput } from './residual.ts';

/**
 * Every layer as one operation over typed arrays, forward and backward, for backends whose values
 * are at hand (`wasm`, `cpu`). Same results as `portableOperations`, several times as fast.
 *
 * @param multiply where matrix products run
 */
export function createHostOperations(multiply: MatrixMultiply): NetworkOperations {
  return {
    convolution: (x, lengths, kernel, bias, geometry) => {
      const [batch, time, inputs] = x.shape;
      const [taps, , filters] = kernel.shape as [number, number, number];
      const shape = { ...geometry, batch, time, inputs, taps, filters };
      return hostOperation([x, kernel, bias], (...values) =>
        convolve(multiply, shape, lengths, values as [Float32Array, Float32Array, Float32Array]),
      );
    },
    depthwise: (x, lengths, kernel, bias) => {
      const [batch, time, channels] = x.shape;
      const [taps, , multiplier] = kernel.shape as [number, number, number];
      const shape = { batch, time, channels, taps, multiplier };
      return hostOperation([x, kernel, bias], (...values) =>
        convolveDepthwise(shape, lengths, values as [Float32Array, Float32Array, Float32Array]),
      );
    },
    normalize,
    activate: (x, activation) =>
      hostOperation([x], (values) => activateValues(activation, x.shape, values)),
    pool: (x, lengths, size, mode) =>
      hostOperation([x], (values) => poolFrames(size, mode, x.shape, lengths, values)),
    dropout: (x, rate, seed) =>
      hostOperation([x], (values) =>
        multiplyBy(dropoutFactors(x.size, rate, seed, floats(x.size)), x.shape, values),
      ),
    residual: addToOutput,
    bidirectionalLstm: (x, lengths, forward, backward) => {
      const [batch, time, inputs] = x.shape;
      const units = forward.recurrentKernel.shape[0];
      const shape = { batch, time, inputs, units };
      return hostOperation(
        [x, ...tensorsOf(forward), ...tensorsOf(backward)],
        (values, ...weights) =>
          runBidirectionalLstm(
            multiply,
            shape,
            lengths,
            values,
            weights.slice(0, 4) as unknown as LstmArrays,
            weights.slice(4) as unknown as LstmArrays,
          ),
      );
    },
  };
}

function tensorsOf({ kernel, recurrentKernel, bias, recurrentBias }: LstmWeights): tf.Tensor[] {
  return [kernel, recurrentKernel, bias, recurrentBias];
}

const normalize: NetworkOperations['normalize'] = (x, lengths, over, weights, training) => {
  const { scale, offset, movingMean, movingVariance } = weights;
  const moving = over === 'batch' ? ([movingMean!, movingVariance!] as const) : undefined;
  const fixed: Statistics | undefined =
    moving === undefined || training
      ? undefined
      : {
          mean: moving[0].dataSync<'float32'>(),
          variance: moving[1].dataSync<'float32'>(),
        };
  const onStatistics = ({ mean, variance }: Statistics) => {
    if (moving === undefined) return;
    updateMoving(moving[0], mean);
    updateMoving(moving[1], variance);
  };
  const task = { over, shape: x.shape, lengths, onStatistics, ...(fixed ? { fixed } : {}) };
  const affine = scale !== undefined && offset !== undefined ? [scale, offset] : [];
  return hostOperation([x, ...affine], (values, scales, offsets) =>
    normalizeGroups(task, [values, scales, offsets]),
  );
};

function updateMoving(moving: tf.Variable, measured: Float32Array): void {
  const updated = moving
    .dataSync<'float32'>()
    .map((value, i) => movingDecay * value + (1 - movingDecay) * measured[i]!);
  tf.tidy(() => moving.assign(tf.tensor(updated, moving.shape, 'float32')));
}
