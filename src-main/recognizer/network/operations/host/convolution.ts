import type { MatrixMultiply } from '../../../../compute/matrix.ts';
import { lengthsAfter, type ConvolutionGeometry } from '../operations.ts';
import type { HostResult } from './host-operation.ts';
import { floats, zeros } from './memory.ts';

export interface ConvolutionShape extends ConvolutionGeometry {
  readonly batch: number;
  readonly time: number;
  readonly inputs: number;
  readonly taps: number;
  readonly filters: number;
}

/**
 * One row for every frame with what its taps see; zero beyond the true frames. Neighbouring taps
 * are neighbours in memory unless they are dilated.
 */
function gatherColumns(
  x: Float32Array,
  frames: Int32Array,
  outputTime: number,
  { time, inputs, taps, stride, dilation, left }: ConvolutionShape,
): Float32Array {
  const width = taps * inputs;
  const columns = zeros(frames.length * outputTime * width);
  const together = dilation === 1 ? taps : 1;
  for (let sample = 0; sample < frames.length; sample++) {
    const base = sample * time;
    for (let frame = 0; frame < frames[sample]!; frame++) {
      const row = (sample * outputTime + frame) * width;
      for (let tap = 0; tap < taps; tap += together) {
        const start = frame * stride - left + tap * dilation;
        const first = Math.max(0, start);
        const last = Math.min(time, start + together);
        const source = (base + first) * inputs;
        const target = row + (tap + first - start) * inputs;
        const count = (last - first) * inputs;
        for (let i = 0; i < count; i++) columns[target + i] = x[source + i]!;
      }
    }
  }
  return columns;
}

/** The transpose of `gatherColumns`: what the taps saw is added up where it came from. */
function scatterColumns(
  columns: Float32Array,
  frames: Int32Array,
  outputTime: number,
  { time, inputs, taps, stride, dilation, left }: ConvolutionShape,
): Float32Array {
  const width = taps * inputs;
  const x = zeros(frames.length * time * inputs);
  const together = dilation === 1 ? taps : 1;
  for (let sample = 0; sample < frames.length; sample++) {
    const base = sample * time;
    for (let frame = 0; frame < frames[sample]!; frame++) {
      const row = (sample * outputTime + frame) * width;
      for (let tap = 0; tap < taps; tap += together) {
        const start = frame * stride - left + tap * dilation;
        const first = Math.max(0, start);
        const last = Math.min(time, start + together);
        const target = (base + first) * inputs;
        const source = row + (tap + first - start) * inputs;
        const count = (last - first) * inputs;
        for (let i = 0; i < count; i++) x[target + i]! += columns[source + i]!;
      }
    }
  }
  return x;
}

/** Column sums over the true frames, as a product with a row of ones (zeros on padding). */
function sumFrames(
  multiply: MatrixMultiply,
  values: Float32Array,
  frames: Int32Array,
  time: number,
  width: number,
): Float32Array {
  const rows = frames.length * time;
  const present = zeros(rows);
  frames.forEach((count, sample) => present.fill(1, sample * time, sample * time + count));
  const sums = floats(width);
  multiply(false, false, 1, width, rows, present, values, sums, false);
  return sums;
}

export function convolve(
  multiply: MatrixMultiply,
  shape: ConvolutionShape,
  lengths: Int32Array,
  [x, kernel, bias]: readonly [Float32Array, Float32Array, Float32Array],
): HostResult {
  const { batch, time, inputs, taps, filters, stride } = shape;
  const frames = lengthsAfter(lengths, stride);
  const outputTime = Math.ceil(time / stride);
  const rows = batch * outputTime;
  const width = taps * inputs;
  // With one tap the input is its own columns: beyond the true lengths it is zero already.
  const plain = taps === 1 && stride === 1;
  const columns = plain ? x : gatherColumns(x, frames, outputTime, shape);
  const y = floats(rows * filters);
  for (let sample = 0; sample < batch; sample++) {
    const start = sample * outputTime * filters;
    const end = start + frames[sample]! * filters;
    for (let row = start; row < end; row += filters) {
      for (let i = 0; i < filters; i++) y[row + i] = bias[i]!;
    }
    y.fill(0, end, start + outputTime * filters);
  }
  // Rows of columns beyond the true frames are zero, and so are those of y.
  multiply(false, false, rows, filters, width, columns, kernel, y, true);
  return {
    shape: [batch, outputTime, filters],
    values: y,
    backward: (dy) => {
      const dKernel = floats(kernel.length);
      multiply(true, false, width, filters, rows, columns, dy, dKernel, false);
      const dColumns = floats(rows * width);
      multiply(false, true, rows, width, filters, dy, kernel, dColumns, false);
      if (plain) clearPadding(dColumns, lengths, time, width);
      return [
        plain ? dColumns : scatterColumns(dColumns, frames, outputTime, shape),
        dKernel,
        sumFrames(multiply, dy, frames, outputTime, filters),
      ];
    },
  };
}

/** Makes zero what lies beyond the true lengths; in place. */
function clearPadding(
  values: Float32Array,
  lengths: Int32Array,
  time: number,
  width: number,
): void {
  lengths.forEach((length, sample) =>
    values.fill(0, (sample * time + length) * width, (sample + 1) * time * width),
  );
}
