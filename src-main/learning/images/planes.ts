import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { PlaneOperations, PlaneShape } from './plane-operations.ts';
import type { MatrixMultiply } from '../../compute/matrix.ts';
import { matrixProducts } from '../../compute/products.ts';
import {
  hostOperation,
  type HostResult,
} from '../../recognizer/network/operations/host/host-operation.ts';
import { floats, zeros } from '../../recognizer/network/operations/host/memory.ts';
import { portablePlanes } from './portable-planes.ts';

/*
 * What 2-D layers are made of. The columns of an image are the time of our networks, so features of
 * images are B × columns × (rows · channels): every operation over time that the pen's networks use
 * (normalisation, activation, dropout, LSTM, CTC) serves images as it is, with its treatment of
 * true lengths, and only these two are new.
 */

export function planeOperationsFor(backend: string): PlaneOperations {
  return backend === 'wasm' || backend === 'cpu'
    ? createHostPlanes(matrixProducts().multiply)
    : portablePlanes;
}

/** Over typed arrays, forward and backward, for backends whose values are at hand. */
export function createHostPlanes(multiply: MatrixMultiply): PlaneOperations {
  return {
    convolution: (x, lengths, { rows, channels }, kernel, bias) => {
      const [batch, columns] = x.shape;
      const [across, down, , filters] = kernel.shape as [number, number, number, number];
      const shape = { batch, columns, rows, channels, across, down, filters };
      return hostOperation([x, kernel, bias], (values, taps, offsets) =>
        convolvePlanes(multiply, shape, lengths, [values, taps, offsets]),
      );
    },
    pool: (x, lengths, plane, size) => {
      const [batch, columns] = x.shape;
      return hostOperation([x], (values) =>
        poolPlanes({ batch, columns, ...plane }, size, lengths, values),
      );
    },
  };
}

interface ImageShape extends PlaneShape {
  readonly batch: number;
  readonly columns: number;
}

interface ConvolutionShape extends ImageShape {
  readonly across: number;
  readonly down: number;
  readonly filters: number;
}

/**
 * The values around every place of a sample, side by side (`gather`), or what was computed for them
 * added to where they came from (`scatter`). Neighbouring rows are neighbours in memory.
 */
function movePatches(
  direction: 'gather' | 'scatter',
  { columns, rows, channels, across, down }: ConvolutionShape,
  [sample, length]: readonly [number, number],
  patches: Float32Array,
  image: Float32Array,
): void {
  const width = across * down * channels;
  const [halfAcross, halfDown] = [(across - 1) / 2, (down - 1) / 2];
  const gather = direction === 'gather';
  for (let column = 0; column < length; column++) {
    for (let tap = 0; tap < across; tap++) {
      const from = column + tap - halfAcross;
      // Beyond the true columns there is nothing but zeros.
      if (from < 0 || from >= length) continue;
      const source = (sample * columns + from) * rows;
      for (let row = 0; row < rows; row++) {
        const first = row < halfDown ? 0 : row - halfDown;
        const last = row + halfDown + 1 > rows ? rows : row + halfDown + 1;
        let patch =
          (column * rows + row) * width + (tap * down + first - row + halfDown) * channels;
        const end = (source + last) * channels;
        if (gather) {
          for (let at = (source + first) * channels; at < end; at++) patches[patch++] = image[at]!;
        } else {
          for (let at = (source + first) * channels; at < end; at++) {
            image[at]! += patches[patch++]!;
          }
        }
      }
    }
  }
}

/** One sample at a time: its patches stay in the cache, and padding costs nothing. */
function convolvePlanes(
  multiply: MatrixMultiply,
  shape: ConvolutionShape,
  lengths: Int32Array,
  [x, kernel, bias]: readonly [Float32Array, Float32Array, Float32Array],
): HostResult {
  const { batch, columns, rows, channels, across, down, filters } = shape;
  const width = across * down * channels;
  const longest = Math.max(...lengths);
  const patches = floats(longest * rows * width);
  const gather = (sample: number) => {
    const length = lengths[sample]!;
    patches.fill(0, 0, length * rows * width);
    movePatches('gather', shape, [sample, length], patches, x);
  };
  const part = (values: Float32Array, sample: number, channelCount: number) => {
    const start = sample * columns * rows * channelCount;
    return values.subarray(start, start + lengths[sample]! * rows * channelCount);
  };
  const y = zeros(batch * columns * rows * filters);
  for (let sample = 0; sample < batch; sample++) {
    const own = part(y, sample, filters);
    for (let start = 0; start < own.length; start += filters) {
      for (let i = 0; i < filters; i++) own[start + i] = bias[i]!;
    }
    gather(sample);
    multiply(false, false, lengths[sample]! * rows, filters, width, patches, kernel, own, true);
  }
  return {
    shape: [batch, columns, rows * filters],
    values: y,
    backward: (dy) => {
      const dx = zeros(x.length);
      const dKernel = zeros(kernel.length);
      const dBias = zeros(filters);
      const dPatches = floats(longest * rows * width);
      for (let sample = 0; sample < batch; sample++) {
        const slope = part(dy, sample, filters);
        const places = lengths[sample]! * rows;
        gather(sample);
        multiply(true, false, width, filters, places, patches, slope, dKernel, true);
        multiply(false, true, places, width, filters, slope, kernel, dPatches, false);
        movePatches('scatter', shape, [sample, lengths[sample]!], dPatches, dx);
        for (let start = 0; start < slope.length; start += filters) {
          for (let i = 0; i < filters; i++) dBias[i]! += slope[start + i]!;
        }
      }
      return [dx, dKernel, dBias];
    },
  };
}

function poolPlanes(
  { batch, columns, rows, channels }: ImageShape,
  [across, down]: readonly [number, number],
  lengths: Int32Array,
  x: Float32Array,
): HostResult {
  const outputColumns = Math.ceil(columns / across);
  const outputRows = Math.ceil(rows / down);
  const y = zeros(batch * outputColumns * outputRows * channels);
  /** Where a maximum came from. */
  const origin = new Int32Array(y.length).fill(-1);
  for (let sample = 0; sample < batch; sample++) {
    const length = lengths[sample]!;
    for (let column = 0; column < length; column++) {
      const to = (sample * outputColumns + Math.floor(column / across)) * outputRows;
      for (let row = 0; row < rows; row++) {
        const input = ((sample * columns + column) * rows + row) * channels;
        const output = (to + Math.floor(row / down)) * channels;
        for (let c = 0; c < channels; c++) {
          if (origin[output + c]! >= 0 && x[input + c]! <= y[output + c]!) continue;
          y[output + c] = x[input + c]!;
          origin[output + c] = input + c;
        }
      }
    }
  }
  return {
    shape: [batch, outputColumns, outputRows * channels],
    values: y,
    backward: (dy) => {
      const dx = zeros(x.length);
      origin.forEach((input, output) => {
        if (input >= 0) dx[input]! += dy[output]!;
      });
      return [dx];
    },
  };
}

/** Rows and channels become channels of a longer time, for what treats every plane as one. */
export function asPlaneFrames(x: Tensor3D, { rows, channels }: PlaneShape): Tensor3D {
  return tf.reshape(x, [x.shape[0], x.shape[1] * rows, channels]);
}
