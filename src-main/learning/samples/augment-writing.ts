import { channelCount, channelIndex } from '../../contract/sensors.ts';
import type { RandomGenerator } from '../../simulator/random.ts';
import { sensorStarts, turnAxes } from '../../simulator/turn-axes.ts';
import type { AugmentationRecipe } from '../recipes/augmentation-recipe.ts';
import { interpolate } from './interpolate.ts';
import type { LabeledWindow } from './sample.ts';

const accelerometer = channelIndex('ax');
const rearAccelerometer = channelIndex('rx');
const gyroscope = channelIndex('gx');
const force = channelIndex('force');

/** What happens to one recording before it is joined with others: how the hand wrote it. */
export function augmentWriting(
  sample: LabeledWindow,
  recipe: AugmentationRecipe,
  random: RandomGenerator,
): LabeledWindow {
  let result = sample;
  const { timeWarp, crop, rotation, gain } = recipe;
  if (timeWarp && random.chance(timeWarp.probability)) result = warpTime(result, timeWarp, random);
  if (crop && random.chance(crop.probability)) result = cropEnds(result, crop, random);
  if (result === sample) result = ownValues(result);
  const { values } = result.window;
  if (rotation && random.chance(rotation.probability)) {
    turnAxes(values, randomRotation(rotation.degrees, random));
  }
  if (gain && random.chance(gain.probability)) scaleSensors(values, gain.deviation, random);
  return result;
}

function ownValues(sample: LabeledWindow): LabeledWindow {
  return { ...sample, window: { ...sample.window, values: sample.window.values.slice() } };
}

/**
 * Reads the recording at another, changing speed. A motion done s times as fast turns s times as
 * fast and accelerates s² times as much, so rotation rates and what acceleration has beyond its
 * mean (gravity) are scaled with it: the strokes keep their shape.
 */
export function warpTime(
  sample: LabeledWindow,
  warp: { readonly speedChanges: number; readonly ratio: number; readonly overall: number },
  random: RandomGenerator,
): LabeledWindow {
  const { window } = sample;
  if (window.length < 4) return sample;
  const overall = Math.exp(random.uniform(-1, 1) * Math.log(warp.overall));
  const knots = Array.from(
    { length: warp.speedChanges + 1 },
    () => overall * Math.exp(random.uniform(-1, 1) * Math.log(warp.ratio)),
  );
  // positions[k]: where reading k of the result lies in the source; speeds[k]: how fast it is read.
  const positions: number[] = [];
  const speeds: number[] = [];
  const last = window.length - 1;
  for (let position = 0; position <= last;) {
    const speed = interpolate(knots, position / last);
    positions.push(position);
    speeds.push(speed);
    position += speed;
  }
  const length = positions.length;
  const values = new Float32Array(length * channelCount);
  for (let index = 0; index < length; index += 1) {
    const low = Math.floor(positions[index]!);
    const weight = positions[index]! - low;
    const left = low * channelCount;
    const right = Math.min(low + 1, last) * channelCount;
    for (let channel = 0; channel < channelCount; channel += 1) {
      values[index * channelCount + channel] =
        window.values[left + channel]! * (1 - weight) + window.values[right + channel]! * weight;
    }
  }
  for (let axis = 0; axis < 3; axis += 1) {
    scaleBySpeed(values, accelerometer + axis, speeds, 2);
    scaleBySpeed(values, rearAccelerometer + axis, speeds, 2);
    scaleBySpeed(values, gyroscope + axis, speeds, 1);
  }
  const moved = (at: number) => {
    const index = positions.findIndex((position) => position >= at);
    return index < 0 ? length : index;
  };
  return {
    text: sample.text,
    window: { ...window, length, values },
    spans: sample.spans.map((span) => ({
      character: span.character,
      start: moved(span.start),
      end: moved(span.end),
    })),
  };
}

/** Rotation rates are scaled about zero, accelerations (power 2) about their mean. */
function scaleBySpeed(
  values: Float32Array,
  channel: number,
  speeds: readonly number[],
  power: 1 | 2,
): void {
  let centre = 0;
  if (power === 2) {
    for (let index = 0; index < speeds.length; index += 1) {
      centre += values[index * channelCount + channel]! / speeds.length;
    }
  }
  for (let index = 0; index < speeds.length; index += 1) {
    const at = index * channelCount + channel;
    values[at] = centre + (values[at]! - centre) * speeds[index]! ** power;
  }
}

function cropEnds(
  sample: LabeledWindow,
  shares: { readonly start: number; readonly end: number },
  random: RandomGenerator,
): LabeledWindow {
  const { window } = sample;
  const start = Math.floor(random.uniform(0, shares.start) * window.length);
  const end = window.length - Math.floor(random.uniform(0, shares.end) * window.length);
  if (end - start < 4) return sample;
  return {
    text: sample.text,
    window: {
      ...window,
      length: end - start,
      values: window.values.slice(start * channelCount, end * channelCount),
      startMs: window.startMs + (start * 1000) / window.rateHz,
    },
    spans: sample.spans.map((span) => ({
      character: span.character,
      start: Math.max(0, span.start - start),
      end: Math.min(end, span.end) - start,
    })),
  };
}

/** Row-major 3 × 3 rotation about a random axis (Rodrigues), each component N(0, degrees). */
export function randomRotation(degrees: number, random: RandomGenerator): Float64Array {
  const deviation = (degrees * Math.PI) / 180;
  const [x, y, z] = [
    random.normal(0, deviation),
    random.normal(0, deviation),
    random.normal(0, deviation),
  ];
  const angle = Math.hypot(x, y, z);
  if (angle < 1e-9) return Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  const [u, v, w] = [x / angle, y / angle, z / angle];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const t = 1 - c;
  return Float64Array.of(
    ...[c + u * u * t, u * v * t - w * s, u * w * t + v * s],
    ...[v * u * t + w * s, c + v * v * t, v * w * t - u * s],
    ...[w * u * t - v * s, w * v * t + u * s, c + w * w * t],
  );
}

function scaleSensors(values: Float32Array, deviation: number, random: RandomGenerator): void {
  const factors = new Float64Array(channelCount);
  for (const start of [...sensorStarts, force]) {
    factors.fill(Math.exp(random.normal(0, deviation)), start, Math.min(start + 3, channelCount));
  }
  for (let at = 0; at < values.length; at += 1) {
    values[at] = values[at]! * factors[at % channelCount]!;
  }
}
