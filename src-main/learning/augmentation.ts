import { channelCount, channelIndex, maskOf, type SensorMask } from '../contract/sensors.ts';
import type { RandomGenerator } from '../simulator/random.ts';
import type { LabeledWindow } from './sample.ts';

/**
 * Variations of a recording, each with the probability that it is drawn with. Multiplicative noise,
 * drift, drop-out and time warp follow the REWI recipe (Li et al. 2025); they act on values in SI
 * units, before any normalisation. A variation that is left out is not applied.
 */
export interface AugmentationRecipe {
  /** Faster and slower: `speedChanges` knots, each by up to `ratio`, on top of `overall` for the whole. */
  readonly timeWarp?: {
    readonly probability: number;
    readonly speedChanges: number;
    readonly ratio: number;
    readonly overall: number;
  };
  /** The pen sits otherwise in the hand: sensor axes turned by about `degrees` (normal, each axis). */
  readonly rotation?: { readonly probability: number; readonly degrees: number };
  /** Every sensor's scale off by a factor exp(N(0, deviation)). */
  readonly gain?: { readonly probability: number; readonly deviation: number };
  /** Up to `start` and `end` of the window's length are cut off. */
  readonly crop?: { readonly probability: number; readonly start: number; readonly end: number };
  /** White noise with a deviation of up to so much, m/s² and rad/s. */
  readonly noise?: {
    readonly probability: number;
    readonly acceleration: number;
    readonly rotation: number;
  };
  readonly multiplicativeNoise?: { readonly probability: number; readonly deviation: number };
  /** A slow factor 1 ± `maximum`, linear between `knots`. */
  readonly drift?: {
    readonly probability: number;
    readonly maximum: number;
    readonly knots: number;
  };
  /** About `share` of each channel's readings repeat the last one, in blocks of `block` readings. */
  readonly dropOut?: {
    readonly probability: number;
    readonly share: number;
    readonly block: readonly [number, number];
  };
  /** Pens with fewer sensors: whole sensors are taken away. */
  readonly sensors?: {
    /** Only front accelerometer and gyroscope remain. */
    readonly sixAxisProbability: number;
    /** Otherwise each of rear accelerometer, magnetometer and force is missing this often. */
    readonly missingProbability: number;
  };
}

const accelerometer = channelIndex('ax');
const rearAccelerometer = channelIndex('rx');
const gyroscope = channelIndex('gx');
const magnetometer = channelIndex('mx');
const force = channelIndex('force');
const sensorStarts = [accelerometer, rearAccelerometer, gyroscope, magnetometer];

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

/** What happens to a whole window, in place: what sensors and radio add to it. */
export function augmentSignal(
  sample: LabeledWindow,
  recipe: AugmentationRecipe,
  random: RandomGenerator,
): LabeledWindow {
  const { values, mask } = sample.window;
  const { noise, multiplicativeNoise, drift, dropOut, sensors } = recipe;
  if (multiplicativeNoise && random.chance(multiplicativeNoise.probability)) {
    for (let at = 0; at < values.length; at += 1) {
      values[at] = values[at]! * (1 + random.normal(0, multiplicativeNoise.deviation));
    }
  }
  if (drift && random.chance(drift.probability)) applyDrift(values, drift, random);
  if (dropOut && random.chance(dropOut.probability)) repeatBlocks(values, dropOut, random);
  if (noise && random.chance(noise.probability)) addNoise(values, mask, noise, random);
  return sensors ? withSensors(sample, chooseSensors(mask, sensors, random)) : sample;
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

/** Linear between equally spaced knots; `position` 0..1. */
function interpolate(knots: readonly number[], position: number): number {
  const scaled = Math.min(1, Math.max(0, position)) * (knots.length - 1);
  const low = Math.min(knots.length - 1, Math.floor(scaled));
  const high = Math.min(knots.length - 1, low + 1);
  return knots[low]! + (knots[high]! - knots[low]!) * (scaled - low);
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

/**
 * Turns every sensor triad as if the whole pen were turned in the hand. The rear accelerometer's
 * axes stand as (x, −y, −z) to those of the front (DigiPen; Ott et al. 2022).
 */
export function turnAxes(values: Float32Array, rotation: Float64Array): void {
  const vector = [0, 0, 0];
  for (let row = 0; row < values.length; row += channelCount) {
    for (const start of sensorStarts) {
      const at = row + start;
      const sign = start === rearAccelerometer ? -1 : 1;
      for (let axis = 0; axis < 3; axis += 1) {
        const base = 3 * axis;
        const product =
          rotation[base]! * values[at]! +
          rotation[base + 1]! * sign * values[at + 1]! +
          rotation[base + 2]! * sign * values[at + 2]!;
        vector[axis] = axis === 0 ? product : sign * product;
      }
      for (let axis = 0; axis < 3; axis += 1) values[at + axis] = vector[axis]!;
    }
  }
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

function applyDrift(
  values: Float32Array,
  drift: { readonly maximum: number; readonly knots: number },
  random: RandomGenerator,
): void {
  const length = values.length / channelCount;
  for (let channel = 0; channel < channelCount; channel += 1) {
    const knots = Array.from(
      { length: drift.knots },
      () => 1 + random.uniform(-drift.maximum, drift.maximum),
    );
    for (let index = 0; index < length; index += 1) {
      const at = index * channelCount + channel;
      values[at] = values[at]! * interpolate(knots, index / Math.max(1, length - 1));
    }
  }
}

function repeatBlocks(
  values: Float32Array,
  dropOut: { readonly share: number; readonly block: readonly [number, number] },
  random: RandomGenerator,
): void {
  const length = values.length / channelCount;
  const [shortest, longest] = dropOut.block;
  const startProbability = (2 * dropOut.share) / (shortest + longest);
  for (let channel = 0; channel < channelCount; channel += 1) {
    for (let index = 1; index < length; index += 1) {
      if (!random.chance(startProbability)) continue;
      const held = values[(index - 1) * channelCount + channel]!;
      const end = Math.min(length, index + random.integer(shortest, longest));
      for (; index < end; index += 1) values[index * channelCount + channel] = held;
    }
  }
}

function addNoise(
  values: Float32Array,
  mask: SensorMask,
  noise: { readonly acceleration: number; readonly rotation: number },
  random: RandomGenerator,
): void {
  const acceleration = random.uniform(0, noise.acceleration);
  const rotation = random.uniform(0, noise.rotation);
  for (let channel = 0; channel < magnetometer; channel += 1) {
    if (((mask >> channel) & 1) === 0) continue;
    const deviation = channel >= gyroscope ? rotation : acceleration;
    for (let at = channel; at < values.length; at += channelCount) {
      values[at] = values[at]! + random.normal(0, deviation);
    }
  }
}

const rearMask = maskOf(['rx', 'ry', 'rz']);
const magnetometerMask = maskOf(['mx', 'my', 'mz']);
const forceMask = maskOf(['force']);

function chooseSensors(
  mask: SensorMask,
  sensors: { readonly sixAxisProbability: number; readonly missingProbability: number },
  random: RandomGenerator,
): SensorMask {
  if (random.chance(sensors.sixAxisProbability)) {
    return mask & ~(rearMask | magnetometerMask | forceMask);
  }
  let kept = mask;
  for (const group of [rearMask, magnetometerMask, forceMask]) {
    if (random.chance(sensors.missingProbability)) kept &= ~group;
  }
  return kept;
}

/** Takes away every channel that `mask` does not name, in place. */
export function withSensors(sample: LabeledWindow, mask: SensorMask): LabeledWindow {
  const { window } = sample;
  if ((window.mask & ~mask) === 0) return sample;
  for (let channel = 0; channel < channelCount; channel += 1) {
    if (((mask >> channel) & 1) === 1) continue;
    for (let at = channel; at < window.values.length; at += channelCount) window.values[at] = 0;
  }
  return { ...sample, window: { ...window, mask: window.mask & mask } };
}
