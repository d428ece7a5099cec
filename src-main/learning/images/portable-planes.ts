import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { PlaneOperations } from './plane-operations.ts';
import { lengthsAfter } from '../../recognizer/network/operations/operations.ts';

/** B × columns × 1: one inside the true columns, zero beyond. */
function columnMask(lengths: Int32Array, columns: number): Tensor3D {
  const values = new Float32Array(lengths.length * columns);
  lengths.forEach((length, sample) => values.fill(1, sample * columns, sample * columns + length));
  return tf.tensor3d(values, [lengths.length, columns, 1]);
}

/**
 * Composed of TensorFlow.js operations that have a gradient everywhere: padding, slices and one
 * product (there is no gradient of its own convolution on wasm).
 */
const convolution: PlaneOperations['convolution'] = (x, lengths, plane, kernel, bias) => {
  const [batch, columns] = x.shape;
  const { rows, channels } = plane;
  const [across, down, , filters] = kernel.shape as [number, number, number, number];
  const image = tf.reshape<tf.Rank.R4>(x, [batch, columns, rows, channels]);
  const wide = tf.pad(image, [
    [0, 0],
    [(across - 1) / 2, (across - 1) / 2],
    [(down - 1) / 2, (down - 1) / 2],
    [0, 0],
  ]);
  const taps = Array.from({ length: across * down }, (_, tap) =>
    tf.slice(wide, [0, Math.floor(tap / down), tap % down, 0], [batch, columns, rows, channels]),
  );
  const joined: Tensor4D = taps.length === 1 ? taps[0]! : tf.concat(taps, 3);
  const flat = tf.reshape<tf.Rank.R2>(joined, [batch * columns * rows, taps.length * channels]);
  const weights = tf.reshape<tf.Rank.R2>(kernel, [taps.length * channels, filters]);
  const y = tf.reshape(tf.add(tf.matMul(flat, weights), bias), [batch, columns, rows * filters]);
  return tf.mul(y, columnMask(lengths, columns));
};

const pool: PlaneOperations['pool'] = (x, lengths, { rows, channels }, [across, down]) => {
  const [batch, columns] = x.shape;
  const outputColumns = Math.ceil(columns / across);
  const outputRows = Math.ceil(rows / down);
  // What lies outside must never be the maximum.
  const excluded = tf.mul(tf.sub(columnMask(lengths, columns), 1), 1e30);
  const image = tf.reshape<tf.Rank.R4>(tf.add(x, excluded), [batch, columns, rows, channels]);
  const wide = tf.pad(
    image,
    [
      [0, 0],
      [0, outputColumns * across - columns],
      [0, outputRows * down - rows],
      [0, 0],
    ],
    -1e30,
  );
  const windows = tf.reshape<tf.Rank.R4>(wide, [
    batch * outputColumns,
    across,
    outputRows,
    down * channels,
  ]);
  const places = Array.from({ length: across * down }, (_, place) =>
    tf.slice(
      windows,
      [0, Math.floor(place / down), 0, (place % down) * channels],
      [batch * outputColumns, 1, outputRows, channels],
    ),
  );
  // Two at a time: of equal values the first gets the gradient.
  const highest = places.reduce((best, value) => tf.maximum(best, value));
  const y = tf.reshape(highest, [batch, outputColumns, outputRows * channels]);
  return tf.mul(y, columnMask(lengthsAfter(lengths, across), outputColumns));
};

export const portablePlanes: PlaneOperations = { convolution, pool };
