import { allChannels, maskOf, type SensorMask } from '../../contract/sensors.ts';
import type { RandomGenerator } from '../../simulator/random.ts';
import { forceMask, magnetometerMask, rearMask } from './augment-signal.ts';
import type { WordsRecipe } from '../kinds/words/words-recipe.ts';

const gyroscope = maskOf(['gx', 'gy', 'gz']);

/** Pens that lack sensors, by the names that recipes have for them. */
export const sensorSets = {
  magnetometer: allChannels & ~magnetometerMask,
  rearAndMagnetometer: allChannels & ~(rearMask | magnetometerMask),
  allButAccelerometerAndGyroscope: allChannels & ~(rearMask | magnetometerMask | forceMask),
  allButAccelerometerForceAndTwoAxes: allChannels & ~(rearMask | magnetometerMask | maskOf(['gz'])),
  allButAccelerometerAndForce: allChannels & ~(rearMask | magnetometerMask | gyroscope),
} as const satisfies Record<keyof WordsRecipe['samples']['lacking'], SensorMask>;

export function drawSensorSet(
  lacking: WordsRecipe['samples']['lacking'],
  random: RandomGenerator,
): SensorMask {
  let rest = random.uniform();
  for (const name of Object.keys(sensorSets) as (keyof typeof sensorSets)[]) {
    rest -= lacking[name];
    if (rest < 0) return sensorSets[name];
  }
  return allChannels;
}
