import { normalizationEpsilon } from '../operations.ts';
import type { HostResult } from './host-operation.ts';
import { zeros } from './memory.ts';

/** Per channel. */
export interface Statistics {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

export interface NormalizationTask {
  readonly over: 'instance' | 'layer' | 'batch';
  readonly shape: readonly [number, number, number];
  readonly lengths: Int32Array;
  /** Use these instead of measuring; only with `batch`. */
  readonly fixed?: Statistics;
  /** Hears of what was measured; only with `batch`. */
  readonly onStatistics?: (statistics: Statistics) => void;
}

type Weights = readonly [scale: Float32Array | undefined, offset: Float32Array | undefined];

/** Some rows normalised together, written into arrays that are shared. */
interface Part {
  forward(normal: Float32Array): void;
  /** @param scaled gradient with regard to `normal` */
  backward(scaled: Float32Array, normal: Float32Array, dx: Float32Array): void;
}

/**
 * x, scale and offset → values with mean 0 and variance 1 over the true frames, scaled and shifted.
 * Two passes for the variance: one would lose it where the mean is large.
 */
export function normalizeGroups(
  task: NormalizationTask,
  [x, ...weights]: readonly [Float32Array, ...Weights],
): HostResult {
  const { over, shape, lengths, fixed, onStatistics } = task;
  const [, time, channels] = shape;
  const rows = Array.from(lengths, (length, sample) => trueRows(sample * time, length));
  const parts =
    over === 'layer'
      ? rows.map((part) => frameNormalization(x, channels, part))
      : over === 'instance'
        ? rows.map((part) => channelNormalization(x, channels, [part]))
        : [channelNormalization(x, channels, rows, fixed, onStatistics)];
  const normal = zeros(x.length);
  for (const part of parts) part.forward(normal);
  return {
    shape,
    values: affine(normal, channels, rows, weights),
    backward: (dy) => {
      const { scaled, gradients } = affineGradient(dy, normal, channels, rows, weights);
      const dx = zeros(x.length);
      for (const part of parts) part.backward(scaled, normal, dx);
      return [dx, ...gradients];
    },
  };
}

interface Rows {
  readonly first: number;
  readonly end: number;
}

function trueRows(first: number, length: number): Rows {
  return { first, end: first + length };
}

/** Every channel over all frames of some samples. */
function channelNormalization(
  x: Float32Array,
  channels: number,
  samples: readonly Rows[],
  fixed?: Statistics,
  onStatistics?: (statistics: Statistics) => void,
): Part {
  const count = samples.reduce((sum, { first, end }) => sum + end - first, 0);
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  if (fixed !== undefined) {
    mean.set(fixed.mean);
    variance.set(fixed.variance);
  } else {
    for (const { first, end } of samples) {
      for (let row = first; row < end; row++) {
        const start = row * channels;
        for (let c = 0; c < channels; c++) mean[c]! += x[start + c]!;
      }
    }
    for (let c = 0; c < channels; c++) mean[c]! /= count;
    for (const { first, end } of samples) {
      for (let row = first; row < end; row++) {
        const start = row * channels;
        for (let c = 0; c < channels; c++) {
          const centred = x[start + c]! - mean[c]!;
          variance[c]! += centred * centred;
        }
      }
    }
    for (let c = 0; c < channels; c++) variance[c]! /= count;
    onStatistics?.({ mean: Float32Array.from(mean), variance: Float32Array.from(variance) });
  }
  const inverse = variance.map((value) => 1 / Math.sqrt(value + normalizationEpsilon));
  return {
    forward: (normal) => {
      for (const { first, end } of samples) {
        for (let row = first; row < end; row++) {
          const start = row * channels;
          for (let c = 0; c < channels; c++) {
            normal[start + c] = (x[start + c]! - mean[c]!) * inverse[c]!;
          }
        }
      }
    },
    backward: (scaled, normal, dx) => {
      const slope = new Float64Array(channels);
      const tilt = new Float64Array(channels);
      if (fixed === undefined) {
        for (const { first, end } of samples) {
          for (let row = first; row < end; row++) {
            const start = row * channels;
            for (let c = 0; c < channels; c++) {
              const gradient = scaled[start + c]!;
              slope[c]! += gradient;
              tilt[c]! += gradient * normal[start + c]!;
            }
          }
        }
      }
      for (const { first, end } of samples) {
        for (let row = first; row < end; row++) {
          const start = row * channels;
          for (let c = 0; c < channels; c++) {
            const shared = (slope[c]! + normal[start + c]! * tilt[c]!) / count;
            dx[start + c] = inverse[c]! * (scaled[start + c]! - shared);
          }
        }
      }
    },
  };
}

/** Every frame of a sample over its channels. */
function frameNormalization(x: Float32Array, channels: number, { first, end }: Rows): Part {
  const inverse = new Float64Array(end - first);
  return {
    forward: (normal) => {
      for (let row = first; row < end; row++) {
        const start = row * channels;
        let mean = 0;
        for (let c = 0; c < channels; c++) mean += x[start + c]!;
        mean /= channels;
        let variance = 0;
        for (let c = 0; c < channels; c++) variance += (x[start + c]! - mean) ** 2;
        const factor = 1 / Math.sqrt(variance / channels + normalizationEpsilon);
        inverse[row - first] = factor;
        for (let c = 0; c < channels; c++) normal[start + c] = (x[start + c]! - mean) * factor;
      }
    },
    backward: (scaled, normal, dx) => {
      for (let row = first; row < end; row++) {
        const start = row * channels;
        let slope = 0;
        let tilt = 0;
        for (let c = 0; c < channels; c++) {
          slope += scaled[start + c]!;
          tilt += scaled[start + c]! * normal[start + c]!;
        }
        for (let c = 0; c < channels; c++) {
          const shared = (slope + normal[start + c]! * tilt) / channels;
          dx[start + c] = inverse[row - first]! * (scaled[start + c]! - shared);
        }
      }
    },
  };
}

function affine(
  normal: Float32Array,
  channels: number,
  samples: readonly Rows[],
  [scale, offset]: Weights,
): Float32Array {
  if (scale === undefined || offset === undefined) return normal;
  const y = zeros(normal.length);
  for (const { first, end } of samples) {
    for (let row = first; row < end; row++) {
      const start = row * channels;
      for (let c = 0; c < channels; c++) y[start + c] = normal[start + c]! * scale[c]! + offset[c]!;
    }
  }
  return y;
}

/** Gradients with regard to the normalised values, and to scale and offset where there are any. */
function affineGradient(
  dy: Float32Array,
  normal: Float32Array,
  channels: number,
  samples: readonly Rows[],
  [scale, offset]: Weights,
): { scaled: Float32Array; gradients: Float32Array[] } {
  if (scale === undefined || offset === undefined) return { scaled: dy, gradients: [] };
  const dScale = new Float64Array(channels);
  const dOffset = new Float64Array(channels);
  const scaled = zeros(dy.length);
  for (const { first, end } of samples) {
    for (let row = first; row < end; row++) {
      const start = row * channels;
      for (let c = 0; c < channels; c++) {
        const gradient = dy[start + c]!;
        dOffset[c]! += gradient;
        dScale[c]! += gradient * normal[start + c]!;
        scaled[start + c] = gradient * scale[c]!;
      }
    }
  }
  return { scaled, gradients: [Float32Array.from(dScale), Float32Array.from(dOffset)] };
}
