import type { MatrixMultiply } from '../../../../compute/matrix.ts';
import { lengthsAfter, type ConvolutionGeometry } from '../operations.ts';
import type { HostResult } from './host-operation.ts';

export interface ConvolutionShape extends ConvolutionGeometry {
  readonly batch: number;
  readonly time: number;
  readonly inputs: number;
  readonly taps: number;
  readonly filters: number;
}

/** One row for every frame with what its taps see; zero beyond the true frames. */
function gatherColumns(
  x: Float32Array,
  frames: Int32Array,
  outputTime: number,
  { time, inputs, taps, stride, dilation, left }: ConvolutionShape,
): Float32Array {
  const width = taps * inputs;
  const columns = new Float32Array(frames.length * outputTime * width);
  frames.forEach((count, sample) => {
    const base = sample * time;
    for (let frame = 0; frame < count; frame++) {
      const row = (sample * outputTime + frame) * width;
      const start = frame * stride - left;
      if (dilation === 1) {
        // Neighbouring taps are neighbours in memory.
        const first = Math.max(0, start);
        const last = Math.min(time, start + taps);
        columns.set(
          x.subarray((base + first) * inputs, (base + last) * inputs),
          row + (first - start) * inputs,
        );
        continue;
      }
      for (let tap = 0; tap < taps; tap++) {
        const at = start + tap * dilation;
        if (at < 0 || at >= time) continue;
        const source = (base + at) * inputs;
        columns.set(x.subarray(source, source + inputs), row + tap * inputs);
      }
    }
  });
  return columns;
}

/** The transpose of `gatherColumns`: what the taps saw is added up where it came from. */
function scatterColumns(
  columns: Float32Array,
  frames: Int32Array,
  outputTime: number,
  { time, inputs, taps, stride, dilation, left }: ConvolutionShape,
): Float32Array {
  const x = new Float32Array(frames.length * time * inputs);
  frames.forEach((count, sample) => {
    for (let frame = 0; frame < count; frame++) {
      const row = (sample * outputTime + frame) * taps * inputs;
      for (let tap = 0; tap < taps; tap++) {
        const at = frame * stride - left + tap * dilation;
        if (at < 0 || at >= time) continue;
        const target = (sample * time + at) * inputs;
        const source = row + tap * inputs;
        for (let i = 0; i < inputs; i++) x[target + i]! += columns[source + i]!;
      }
    }
  });
  return x;
}

/** Column sums over the true frames. */
export function sumFrames(
  values: Float32Array,
  frames: Int32Array,
  time: number,
  width: number,
): Float32Array {
  const sums = new Float64Array(width);
  frames.forEach((count, sample) => {
    for (let row = sample * time; row < sample * time + count; row++) {
      for (let i = 0; i < width; i++) sums[i]! += values[row * width + i]!;
    }
  });
  return Float32Array.from(sums);
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
  const y = new Float32Array(rows * filters);
  frames.forEach((count, sample) => {
    const start = sample * outputTime;
    for (let row = start; row < start + count; row++) y.set(bias, row * filters);
  });
  // Rows of columns beyond the true frames are zero, and so are those of y.
  multiply(false, false, rows, filters, width, columns, kernel, y, true);
  return {
    shape: [batch, outputTime, filters],
    values: y,
    backward: (dy) => {
      const dKernel = new Float32Array(kernel.length);
      multiply(true, false, width, filters, rows, columns, dy, dKernel, false);
      const dColumns = new Float32Array(rows * width);
      multiply(false, true, rows, width, filters, dy, kernel, dColumns, false);
      if (plain) clearPadding(dColumns, lengths, time, width);
      return [
        plain ? dColumns : scatterColumns(dColumns, frames, outputTime, shape),
        dKernel,
        sumFrames(dy, frames, outputTime, filters),
      ];
    },
  };
}

/** Makes zero what lies beyond the true lengths; in place. */
export function clearPadding(
  values: Float32Array,
  lengths: Int32Array,
  time: number,
  width: number,
): void {
  lengths.forEach((length, sample) =>
    values.fill(0, (sample * time + length) * width, (sample + 1) * time * width),
  );
}
