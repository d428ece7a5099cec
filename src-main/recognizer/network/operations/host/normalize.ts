import { normalizationEpsilon } from '../operations.ts';
import type { HostResult } from './host-operation.ts';
import { floats, zeros } from './memory.ts';

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

/** Values with mean 0 and variance 1, and scaled and shifted: one array where nothing scales. */
interface Outputs {
  readonly normal: Float32Array;
  readonly y: Float32Array;
}

/** Gradients that are written (dx) and added to (the others, Float64 for the sake of sums). */
interface Gradients {
  readonly dx: Float32Array;
  readonly dScale: Float64Array;
  readonly dOffset: Float64Array;
}

/** Some rows normalised together, written into arrays that are shared. */
interface Part {
  forward(outputs: Outputs): void;
  backward(dy: Float32Array, normal: Float32Array, gradients: Gradients): void;
}

/**
 * x, scale and offset → values with mean 0 and variance 1 over the true frames, scaled and shifted.
 * Two passes for the variance: one would lose it where the mean is large.
 */
export function normalizeGroups(
  task: NormalizationTask,
  [x, scale, offset]: readonly [Float32Array, ...Weights],
): HostResult {
  const { over, shape, lengths, fixed, onStatistics } = task;
  const [, time, channels] = shape;
  const affine = scale !== undefined && offset !== undefined;
  const factors = scale ?? new Float32Array(channels).fill(1);
  const shifts = offset ?? new Float32Array(channels);
  const rows = Array.from(lengths, (length, sample) => trueRows(sample * time, length));
  const source = { x, channels, factors, shifts };
  const parts =
    over === 'layer'
      ? rows.map((part) => frameNormalization(source, part))
      : over === 'instance'
        ? rows.map((part) => channelNormalization(source, [part]))
        : [channelNormalization(source, rows, fixed, onStatistics)];
  const normal = zeros(x.length);
  const y = affine ? zeros(x.length) : normal;
  for (const part of parts) part.forward({ normal, y });
  return {
    shape,
    values: y,
    backward: (dy) => {
      const dx = zeros(x.length);
      const dScale = new Float64Array(channels);
      const dOffset = new Float64Array(channels);
      for (const part of parts) part.backward(dy, normal, { dx, dScale, dOffset });
      return affine ? [dx, narrow(dScale), narrow(dOffset)] : [dx];
    },
  };
}

function narrow(values: Float64Array): Float32Array {
  const result = floats(values.length);
  result.set(values);
  return result;
}

interface Source {
  readonly x: Float32Array;
  readonly channels: number;
  readonly factors: Float32Array;
  readonly shifts: Float32Array;
}

interface Rows {
  readonly first: number;
  readonly end: number;
}

function trueRows(first: number, length: number): Rows {
  return { first, end: first + length };
}

/** Mean and variance of every channel over all frames of some samples. */
function measure(
  x: Float32Array,
  channels: number,
  samples: readonly Rows[],
  count: number,
): { mean: Float64Array; variance: Float64Array } {
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  for (const { first, end } of samples) {
    for (let start = first * channels; start < end * channels; start += channels) {
      for (let c = 0; c < channels; c++) mean[c]! += x[start + c]!;
    }
  }
  for (let c = 0; c < channels; c++) mean[c]! /= count;
  for (const { first, end } of samples) {
    for (let start = first * channels; start < end * channels; start += channels) {
      for (let c = 0; c < channels; c++) {
        const centred = x[start + c]! - mean[c]!;
        variance[c]! += centred * centred;
      }
    }
  }
  for (let c = 0; c < channels; c++) variance[c]! /= count;
  return { mean, variance };
}

/** Every channel over all frames of some samples. */
function channelNormalization(
  { x, channels, factors, shifts }: Source,
  samples: readonly Rows[],
  fixed?: Statistics,
  onStatistics?: (statistics: Statistics) => void,
): Part {
  const count = samples.reduce((sum, { first, end }) => sum + end - first, 0);
  const { mean, variance } = fixed ?? measure(x, channels, samples, count);
  if (fixed === undefined) {
    onStatistics?.({ mean: Float32Array.from(mean), variance: Float32Array.from(variance) });
  }
  const inverse = Float64Array.from(
    variance,
    (value) => 1 / Math.sqrt(value + normalizationEpsilon),
  );
  return {
    forward: ({ normal, y }) => {
      for (const { first, end } of samples) {
        for (let start = first * channels; start < end * channels; start += channels) {
          for (let c = 0; c < channels; c++) {
            const value = (x[start + c]! - mean[c]!) * inverse[c]!;
            normal[start + c] = value;
            y[start + c] = value * factors[c]! + shifts[c]!;
          }
        }
      }
    },
    backward: (dy, normal, { dx, dScale, dOffset }) => {
      const slope = new Float64Array(channels);
      const tilt = new Float64Array(channels);
      for (const { first, end } of samples) {
        for (let start = first * channels; start < end * channels; start += channels) {
          for (let c = 0; c < channels; c++) {
            const gradient = dy[start + c]!;
            slope[c]! += gradient;
            tilt[c]! += gradient * normal[start + c]!;
          }
        }
      }
      for (let c = 0; c < channels; c++) {
        dOffset[c]! += slope[c]!;
        dScale[c]! += tilt[c]!;
      }
      // Fixed statistics do not depend on x.
      const share = fixed === undefined ? 1 / count : 0;
      const steepness = inverse.map((value, c) => value * factors[c]!);
      for (const { first, end } of samples) {
        for (let start = first * channels; start < end * channels; start += channels) {
          for (let c = 0; c < channels; c++) {
            const shared = (slope[c]! + normal[start + c]! * tilt[c]!) * share;
            dx[start + c] = steepness[c]! * (dy[start + c]! - shared);
          }
        }
      }
    },
  };
}

/** Every frame of a sample over its channels. */
function frameNormalization({ x, channels, factors, shifts }: Source, { first, end }: Rows): Part {
  const inverse = new Float64Array(end - first);
  return {
    forward: ({ normal, y }) => {
      for (let row = first; row < end; row++) {
        const start = row * channels;
        let mean = 0;
        for (let c = 0; c < channels; c++) mean += x[start + c]!;
        mean /= channels;
        let variance = 0;
        for (let c = 0; c < channels; c++) variance += (x[start + c]! - mean) ** 2;
        const factor = 1 / Math.sqrt(variance / channels + normalizationEpsilon);
        inverse[row - first] = factor;
        for (let c = 0; c < channels; c++) {
          const value = (x[start + c]! - mean) * factor;
          normal[start + c] = value;
          y[start + c] = value * factors[c]! + shifts[c]!;
        }
      }
    },
    backward: (dy, normal, { dx, dScale, dOffset }) => {
      for (let row = first; row < end; row++) {
        const start = row * channels;
        let slope = 0;
        let tilt = 0;
        for (let c = 0; c < channels; c++) {
          const gradient = dy[start + c]!;
          dOffset[c]! += gradient;
          dScale[c]! += gradient * normal[start + c]!;
          slope += gradient * factors[c]!;
          tilt += gradient * factors[c]! * normal[start + c]!;
        }
        for (let c = 0; c < channels; c++) {
          const shared = (slope + normal[start + c]! * tilt) / channels;
          dx[start + c] = inverse[row - first]! * (dy[start + c]! * factors[c]! - shared);
        }
      }
    },
  };
}
