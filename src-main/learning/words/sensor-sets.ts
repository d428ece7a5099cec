import { allChannels, maskOf, type SensorMask } from '../../contract/sensors.ts';
import type { RandomGenerator } from '../../simulator/random.ts';
import type { WordsRecipe } from './words-recipe.ts';

const rear = maskOf(['rx', 'ry', 'rz']);
const magnetometer = maskOf(['mx', 'my', 'mz']);
const gyroscope = maskOf(['gx', 'gy', 'gz']);
const force = maskOf(['force']);

/** Pens that lack sensors, by the names that recipes have for them. */
export const sensorSets = {
  magnetometer: allChannels & ~magnetometer,
  rearAndMagnetometer: allChannels & ~(rear | magnetometer),
  allButAccelerometerAndGyroscope: allChannels & ~(rear | magnetometer | force),
  allButAccelerometerForceAndTwoAxes: allChannels & ~(rear | magnetometer | maskOf(['gz'])),
  allButAccelerometerAndForce: allChannels & ~(rear | magnetometer | gyroscope),
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
