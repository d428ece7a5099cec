import { channelCount, channelIndex, maskOf, type SensorMask } from '../../contract/sensors.ts';
import { smooth } from '../../signal/smooth.ts';
import type { RandomGenerator } from '../../simulator/random.ts';
import type { AugmentationRecipe } from '../recipes/augmentation-recipe.ts';
import { interpolate } from './interpolate.ts';
import type { LabeledWindow } from './sample.ts';

type Variation<Name extends keyof AugmentationRecipe> = NonNullable<AugmentationRecipe[Name]>;

const gyroscope = channelIndex('gx');
const magnetometer = channelIndex('mx');

/** What happens to a whole window, in place: what sensors and radio add to it. */
export function augmentSignal(
  sample: LabeledWindow,
  recipe: AugmentationRecipe,
  random: RandomGenerator,
): LabeledWindow {
  const { values, mask } = sample.window;
  const { noise, multiplicativeNoise, drift, dropOut, smoothing, lostAxis, sensors } = recipe;
  if (multiplicativeNoise && random.chance(multiplicativeNoise.probability)) {
    for (let at = 0; at < values.length; at += 1) {
      values[at] = values[at]! * (1 + random.normal(0, multiplicativeNoise.deviation));
    }
  }
  if (drift && random.chance(drift.probability)) applyDrift(values, drift, random);
  if (dropOut && random.chance(dropOut.probability)) repeatBlocks(values, dropOut, random);
  if (noise && random.chance(noise.probability)) addNoise(values, mask, noise, random);
  if (smoothing && random.chance(smoothing.probability)) {
    const hz = random.logUniform(...smoothing.hz);
    values.set(smooth(values, hz / sample.window.rateHz));
  }
  if (lostAxis && random.chance(lostAxis.probability)) loseAxis(values, random);
  return sensors ? withSensors(sample, chooseSensors(mask, sensors, random)) : sample;
}

function applyDrift(
  values: Float32Array,
  drift: Variation<'drift'>,
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
  dropOut: Variation<'dropOut'>,
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
  noise: Variation<'noise'>,
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

function loseAxis(values: Float32Array, random: RandomGenerator): void {
  const direction = [random.normal(), random.normal(), random.normal()];
  const norm = Math.hypot(...direction);
  const axis = direction.map((one) => one / norm);
  for (let at = gyroscope; at < values.length; at += channelCount) {
    const along = axis.reduce((sum, one, i) => sum + one * values[at + i]!, 0);
    axis.forEach((one, i) => (values[at + i]! -= along * one));
  }
}

/** Channels of the sensors that a pen may lack. */
export const rearMask = maskOf(['rx', 'ry', 'rz']);
export const magnetometerMask = maskOf(['mx', 'my', 'mz']);
export const forceMask = maskOf(['force']);

function chooseSensors(
  mask: SensorMask,
  sensors: Variation<'sensors'>,
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
