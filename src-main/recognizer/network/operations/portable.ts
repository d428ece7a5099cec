import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { dropoutFactors } from './dropout.ts';
import {
  lengthsAfter,
  movingDecay,
  normalizationEpsilon,
  type ConvolutionGeometry,
  type LstmWeights,
  type NetworkOperations,
} from './operations.ts';

/** B × T × 1: one inside the true length, zero beyond. */
function frameMask(lengths: Int32Array, time: number): Tensor3D {
  const values = new Float32Array(lengths.length * time);
  lengths.forEach((length, sample) => values.fill(1, sample * time, sample * time + length));
  return tf.tensor3d(values, [lengths.length, time, 1]);
}

function masked(x: Tensor, lengths: Int32Array): Tensor3D {
  return tf.mul(x, frameMask(lengths, x.shape[1]!));
}

/** Taps side by side: B·T' × taps·inputs. `blocks` is the padded input as B × T/stride × stride·C. */
function gatherTaps(blocks: Tensor3D, channels: number, taps: readonly number[], frames: number) {
  const stride = blocks.shape[2] / channels;
  const parts = taps.map((offset) =>
    tf.slice(
      blocks,
      [0, Math.floor(offset / stride), (offset % stride) * channels],
      [blocks.shape[0], frames, channels],
    ),
  );
  const joined = parts.length === 1 ? parts[0]! : tf.concat(parts, 2);
  return tf.reshape<tf.Rank.R2>(joined, [blocks.shape[0] * frames, taps.length * channels]);
}

/**
 * Pad, slice, concat and one matrix product. The gradient transposes by hand: wasm's product is
 * fast only without transposes, and there is no gradient of its own convolution.
 */
function convolution(
  x: Tensor3D,
  lengths: Int32Array,
  kernel: Tensor,
  bias: Tensor,
  { stride, dilation, left }: ConvolutionGeometry,
): Tensor3D {
  const [batch, time, channels] = x.shape;
  const [size, , filters] = kernel.shape as [number, number, number];
  const frames = Math.ceil(time / stride);
  const taps = Array.from({ length: size }, (_, tap) => tap * dilation);
  const padded = Math.max(left + time, (frames + Math.floor(taps.at(-1)! / stride)) * stride);
  const total = Math.ceil(padded / stride) * stride;
  const columnsOf = (input: Tensor) => {
    const wide = tf.pad(input as Tensor3D, [
      [0, 0],
      [left, total - left - time],
      [0, 0],
    ]);
    const blocks = tf.reshape<tf.Rank.R3>(wide, [batch, total / stride, stride * channels]);
    return gatherTaps(blocks, channels, taps, frames);
  };
  const run = tf.customGrad((...inputs: (Tensor | tf.GradSaveFunc)[]) => {
    const [input, weights, save] = inputs as [Tensor, Tensor, tf.GradSaveFunc];
    const flat = tf.reshape(weights, [size * channels, filters]);
    save([input, weights]);
    return {
      value: tf.reshape(tf.matMul(columnsOf(input), flat), [batch, frames, filters]),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const rows = tf.reshape<tf.Rank.R2>(dy, [batch * frames, filters]);
        const dKernel = tf.reshape(
          tf.matMul(tf.transpose(columnsOf(saved[0]!)), rows),
          weights.shape,
        );
        const flipped = tf.transpose(tf.reshape(saved[1]!, [size * channels, filters]));
        const dColumns = tf.reshape(tf.matMul(rows, flipped), [batch, frames, size * channels]);
        const parts = taps.map((offset, tap) => {
          const before = Math.floor(offset / stride);
          const slot = offset % stride;
          return tf.pad(
            tf.slice(dColumns, [0, 0, tap * channels], [batch, frames, channels]) as Tensor3D,
            [
              [0, 0],
              [before, total / stride - before - frames],
              [slot * channels, (stride - 1 - slot) * channels],
            ],
          );
        });
        const wide = tf.reshape(tf.addN(parts), [batch, total, channels]);
        return [tf.slice(wide, [0, left, 0], [batch, time, channels]), dKernel];
      },
    };
  });
  const y = tf.add(run(x, kernel), bias);
  return masked(y, lengthsAfter(lengths, stride));
}

/** Shifted multiply-adds. */
function depthwise(x: Tensor3D, lengths: Int32Array, kernel: Tensor, bias: Tensor): Tensor3D {
  const [batch, time, channels] = x.shape;
  const [size, , multiplier] = kernel.shape as [number, number, number];
  const half = (size - 1) / 2;
  const wide = tf.pad(x, [
    [0, 0],
    [half, half],
    [0, 0],
  ]);
  const terms = Array.from({ length: size }, (_, tap) => {
    const shifted = tf.slice(wide, [0, tap, 0], [batch, time, channels]);
    const weights = tf.slice(kernel, [tap, 0, 0], [1, channels, multiplier]);
    return tf.mul(
      tf.reshape(shifted, [batch, time, channels, 1]),
      tf.reshape(weights, [1, 1, channels, multiplier]),
    );
  });
  const sum = tf.reshape(tf.addN(terms), [batch, time, channels * multiplier]);
  return masked(tf.add(sum, bias), lengths);
}

function statistics(
  x: Tensor3D,
  lengths: Int32Array,
  over: 'instance' | 'layer' | 'batch',
): { centred: Tensor; mean: Tensor; variance: Tensor } {
  if (over === 'layer') {
    const mean = tf.mean(x, 2, true);
    const centred = tf.sub(x, mean);
    return { centred, mean, variance: tf.mean(tf.square(centred), 2, true) };
  }
  const axes = over === 'instance' ? [1] : [0, 1];
  const frames = lengths.reduce((sum, length) => sum + length, 0);
  const counts =
    over === 'instance'
      ? tf.tensor3d(
          Float32Array.from(lengths, (length) => Math.max(1, length)),
          [lengths.length, 1, 1],
        )
      : tf.scalar(Math.max(1, frames));
  // What lies beyond the length is zero already, so sums see true frames only.
  const mean = tf.div(tf.sum(x, axes, true), counts);
  const centred = masked(tf.sub(x, mean), lengths);
  return { centred, mean, variance: tf.div(tf.sum(tf.square(centred), axes, true), counts) };
}

const normalize: NetworkOperations['normalize'] = (x, lengths, over, weights, training) => {
  const { scale, offset, movingMean, movingVariance } = weights;
  let centred: Tensor;
  let variance: Tensor;
  if (over === 'batch' && !training) {
    centred = tf.sub(x, movingMean!);
    variance = movingVariance!;
  } else {
    const measured = statistics(x, lengths, over);
    ({ centred, variance } = measured);
    if (over === 'batch') {
      updateMoving(movingMean!, measured.mean);
      updateMoving(movingVariance!, measured.variance);
    }
  }
  let y = tf.mul(centred, tf.rsqrt(tf.add(variance, normalizationEpsilon)));
  if (scale !== undefined) y = tf.mul(y, scale);
  if (offset !== undefined) y = tf.add(y, offset);
  return masked(y, lengths);
};

function updateMoving(moving: tf.Variable, measured: Tensor): void {
  moving.assign(
    tf.tidy(() =>
      tf.add(
        tf.mul(moving, movingDecay),
        tf.mul(tf.reshape(measured, moving.shape), 1 - movingDecay),
      ),
    ),
  );
}

const activate: NetworkOperations['activate'] = (x, activation) => {
  switch (activation) {
    case 'relu':
      return tf.relu(x);
    case 'tanh':
      return tf.tanh(x);
    case 'gelu': {
      const cube = tf.mul(x, tf.square(x));
      const inner = tf.mul(tf.add(x, tf.mul(cube, 0.044715)), Math.sqrt(2 / Math.PI));
      return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
    }
  }
};

const pool: NetworkOperations['pool'] = (x, lengths, size, mode) => {
  const [batch, time, channels] = x.shape;
  const frames = Math.ceil(time / size);
  const windows = (values: Tensor, width: number) =>
    tf.reshape(
      tf.pad(values as Tensor3D, [
        [0, 0],
        [0, frames * size - time],
        [0, 0],
      ]),
      [batch, frames, size, width],
    );
  const inside = frameMask(lengths, time);
  const slots = windows(inside, 1);
  if (mode === 'average') {
    return tf.div<Tensor3D>(tf.sum(windows(x, channels), 2), tf.maximum(tf.sum(slots, 2), 1));
  }
  const excluded = tf.mul(tf.sub(slots, 1), 1e30);
  const values = tf.unstack(tf.add(windows(x, channels), excluded), 2);
  // Two at a time: of equal values the first gets the gradient.
  const highest = values.reduce((best, value) => tf.maximum(best, value));
  return masked(highest, lengthsAfter(lengths, size));
};

const dropout: NetworkOperations['dropout'] = (x, rate, seed) =>
  rate === 0 ? x : tf.mul(x, tf.tensor3d(dropoutFactors(x.size, rate, seed), x.shape));

/** One direction, a round of kernels for every time step. */
function lstm(x: Tensor3D, lengths: Int32Array, weights: LstmWeights, reverse: boolean): Tensor3D {
  const [batch, time, channels] = x.shape;
  const units = weights.recurrentKernel.shape[0];
  const flat = tf.reshape<tf.Rank.R2>(x, [batch * time, channels]);
  const bias = tf.add(weights.bias, weights.recurrentBias);
  const projected = tf.reshape(tf.add(tf.matMul(flat, weights.kernel as Tensor2D), bias), [
    batch,
    time,
    4 * units,
  ]);
  const steps = tf.unstack(projected, 1);
  const masks = tf.unstack(frameMask(lengths, time), 1);
  const outputs: Tensor[] = [];
  let hidden: Tensor = tf.zeros([batch, units]);
  let cell: Tensor = tf.zeros([batch, units]);
  for (let step = 0; step < time; step++) {
    const t = reverse ? time - 1 - step : step;
    const gates = tf.add(
      steps[t]!,
      tf.matMul(hidden as Tensor2D, weights.recurrentKernel as Tensor2D),
    );
    const [input, forget, candidate, output] = tf.split(gates, 4, 1) as [
      Tensor,
      Tensor,
      Tensor,
      Tensor,
    ];
    cell = tf.add(tf.mul(tf.sigmoid(forget), cell), tf.mul(tf.sigmoid(input), tf.tanh(candidate)));
    // Zero beyond the true length: backwards, the state then starts at zero at the true end.
    cell = tf.mul(cell, masks[t]!);
    hidden = tf.mul(tf.mul(tf.sigmoid(output), tf.tanh(cell)), masks[t]!);
    outputs[t] = hidden;
  }
  return tf.stack(outputs, 1) as Tensor3D;
}

/** Composed of TensorFlow.js operations only: runs and trains on every backend. */
export const portableOperations: NetworkOperations = {
  convolution,
  depthwise,
  normalize,
  activate,
  pool,
  dropout,
  residual: (x, block) => tf.add(x, block(x)),
  bidirectionalLstm: (x, lengths, forward, backward) =>
    tf.concat([lstm(x, lengths, forward, false), lstm(x, lengths, backward, true)], 2),
};
