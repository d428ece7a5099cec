import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { hostOperation } from '../../recognizer/network/operations/host/host-operation.ts';
import { zeros } from '../../recognizer/network/operations/host/memory.ts';

/**
 * The two modalities have different lengths: a pen at 25 frames a second and an image with some
 * columns a letter. At the shared layer both become the same number of steps: step s of a sample is
 * the mean of its features between two boundaries, in frames, which may lie within a frame. Every
 * true frame counts, none beyond the true length does, and one step is the mean of all (pooling).
 */

/** samples × (steps + 1), rising within each sample: step s is boundaries[s] … boundaries[s + 1]. */
export type Boundaries = Float64Array;

/** Equal parts of the true frames of each sample. @param frames true frames, at least 1 */
export function uniformBoundaries(frames: ArrayLike<number>, steps: number): Boundaries {
  return Float64Array.from(
    { length: frames.length * (steps + 1) },
    (_, i) => (frames[Math.floor(i / (steps + 1))]! * (i % (steps + 1))) / steps,
  );
}

/** The frames from the first to behind the last that show a character. */
export interface CharacterSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * Equal parts of the text instead: step s covers the same letters in either modality, however long
 * each took. Between two letters the border is in the middle; a dot set later does not count.
 *
 * @param spans of every character of one sample, in the order of the text
 * @param frames true frames of the sample
 */
export function textBoundaries(
  spans: readonly CharacterSpan[],
  frames: number,
  steps: number,
): Boundaries {
  const borders = new Float64Array(spans.length + 1);
  borders[spans.length] = frames;
  for (let i = 1; i < spans.length; i++) {
    const border = (spans[i - 1]!.end + spans[i]!.start) / 2;
    borders[i] = Math.min(frames, Math.max(borders[i - 1]!, border));
  }
  return Float64Array.from({ length: steps + 1 }, (_, step) => {
    const at = (step * spans.length) / steps;
    const index = Math.min(Math.floor(at), spans.length - 1);
    const [low, high] = [borders[index]!, borders[index + 1]!];
    return low + (high - low) * (at - index);
  });
}

interface StepShape {
  readonly samples: number;
  readonly frames: number;
  readonly width: number;
  readonly steps: number;
}

/** Calls with every frame that has a share in a step; shares of a step sum to 1. */
function visitShares(
  { samples, frames, steps }: StepShape,
  boundaries: Boundaries,
  visit: (step: number, frame: number, share: number) => void,
): void {
  for (let sample = 0; sample < samples; sample++) {
    for (let step = 0; step < steps; step++) {
      const at = sample * (steps + 1) + step;
      const low = Math.max(0, boundaries[at]!);
      const high = Math.min(frames, boundaries[at + 1]!);
      const row = sample * steps + step;
      const first = Math.min(frames - 1, Math.floor(low));
      // A letter that took no time still has the frame it stands in.
      if (high - low < 1e-9) {
        visit(row, sample * frames + first, 1);
        continue;
      }
      for (let frame = first; frame < high; frame++) {
        const share = (Math.min(high, frame + 1) - Math.max(low, frame)) / (high - low);
        if (share > 0) visit(row, sample * frames + frame, share);
      }
    }
  }
}

/** @param values samples × frames × width @returns samples × steps × width */
export function poolSteps(
  shape: StepShape,
  values: Float32Array,
  boundaries: Boundaries,
): Float32Array {
  const { samples, steps, width } = shape;
  const pooled = zeros(samples * steps * width);
  visitShares(shape, boundaries, (step, frame, share) => {
    for (let i = 0; i < width; i++) {
      pooled[step * width + i]! += share * values[frame * width + i]!;
    }
  });
  return pooled;
}

/** The transpose of `poolSteps`: samples × steps × width → samples × frames × width. */
export function spreadSteps(
  shape: StepShape,
  gradient: Float32Array,
  boundaries: Boundaries,
): Float32Array {
  const { samples, frames, width } = shape;
  const spread = zeros(samples * frames * width);
  visitShares(shape, boundaries, (step, frame, share) => {
    for (let i = 0; i < width; i++) {
      spread[frame * width + i]! += share * gradient[step * width + i]!;
    }
  });
  return spread;
}

/** The same as a differentiable operation, on every backend. @param x B × T × C @returns B × steps × C */
export function sharedSteps(x: Tensor3D, boundaries: Boundaries, steps: number): Tensor3D {
  const [samples, frames, width] = x.shape;
  const shape = { samples, frames, width, steps };
  if (boundaries.length !== samples * (steps + 1)) {
    throw new RangeError(`${samples} × ${steps + 1} boundaries expected, got ${boundaries.length}`);
  }
  if (!['wasm', 'cpu'].includes(tf.getBackend())) return sharedStepsByProduct(x, boundaries, steps);
  return hostOperation([x], (values) => ({
    shape: [samples, steps, width],
    values: poolSteps(shape, values, boundaries),
    backward: (dy) => [spreadSteps(shape, dy, boundaries)],
  }));
}

/** As a matrix product, for backends whose values are not at hand. */
export function sharedStepsByProduct(x: Tensor3D, boundaries: Boundaries, steps: number): Tensor3D {
  const [samples, frames, width] = x.shape;
  const shares = new Float32Array(samples * steps * frames);
  visitShares({ samples, frames, width, steps }, boundaries, (step, frame, share) => {
    shares[step * frames + (frame % frames)]! += share;
  });
  return tf.matMul(tf.tensor3d(shares, [samples, steps, frames]), x);
}
