import type { HostResult } from './host-operation.ts';
import { zeros } from './memory.ts';

export interface DepthwiseShape {
  readonly batch: number;
  readonly time: number;
  readonly channels: number;
  readonly taps: number;
  readonly multiplier: number;
}

/** Calls back for every true frame and every tap that falls inside the sample. */
function forEachTap(
  { time, taps }: DepthwiseShape,
  lengths: Int32Array,
  visit: (outputRow: number, inputRow: number, tap: number) => void,
): void {
  const half = (taps - 1) / 2;
  lengths.forEach((length, sample) => {
    for (let frame = 0; frame < length; frame++) {
      const first = Math.max(0, half - frame);
      const last = Math.min(taps, length + half - frame);
      for (let tap = first; tap < last; tap++) {
        visit(sample * time + frame, sample * time + frame + tap - half, tap);
      }
    }
  });
}

export function convolveDepthwise(
  shape: DepthwiseShape,
  lengths: Int32Array,
  [x, kernel, bias]: readonly [Float32Array, Float32Array, Float32Array],
): HostResult {
  const { batch, time, channels, multiplier } = shape;
  const width = channels * multiplier;
  const y = zeros(batch * time * width);
  lengths.forEach((length, sample) => {
    for (let row = sample * time; row < sample * time + length; row++) y.set(bias, row * width);
  });
  forEachTap(shape, lengths, (outputRow, inputRow, tap) => {
    let output = outputRow * width;
    let weight = tap * width;
    for (let channel = 0; channel < channels; channel++) {
      const value = x[inputRow * channels + channel]!;
      for (let m = 0; m < multiplier; m++) y[output++]! += value * kernel[weight++]!;
    }
  });
  return {
    shape: [batch, time, width],
    values: y,
    backward: (dy) => {
      const dx = zeros(x.length);
      const dKernel = zeros(kernel.length);
      const dBias = zeros(width);
      lengths.forEach((length, sample) => {
        for (let row = sample * time; row < sample * time + length; row++) {
          for (let i = 0; i < width; i++) dBias[i]! += dy[row * width + i]!;
        }
      });
      forEachTap(shape, lengths, (outputRow, inputRow, tap) => {
        let output = outputRow * width;
        let weight = tap * width;
        for (let channel = 0; channel < channels; channel++) {
          const input = inputRow * channels + channel;
          const value = x[input]!;
          let sum = 0;
          for (let m = 0; m < multiplier; m++, output++, weight++) {
            const slope = dy[output]!;
            sum += slope * kernel[weight]!;
            dKernel[weight]! += slope * value;
          }
          dx[input]! += sum;
        }
      });
      return [dx, dKernel, dBias];
    },
  };
}
