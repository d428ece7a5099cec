import { channelCount, channelIndex, type SensorMask } from '../contract/sensors.ts';
import type { Matrix3 } from './rotation.ts';

const rearAccelerometer = channelIndex('rx');
/** First axes of the sensors that have three. */
export const sensorStarts = [
  channelIndex('ax'),
  rearAccelerometer,
  channelIndex('gx'),
  channelIndex('mx'),
];

/**
 * Turns every sensor triad as if the whole pen were turned in the hand. The rear accelerometer's
 * axes stand as (x, −y, −z) to those of the front (DigiPen; Ott et al. 2022).
 */
export function turnAxes(values: Float32Array, rotation: Matrix3 | Float64Array): void {
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

/** A sensor that was turned has a part in all three directions, however many of its axes are there. */
export function maskOfTurned(mask: SensorMask): SensorMask {
  return sensorStarts.reduce((all, start) => {
    const three = 0b111 << start;
    return (mask & three) === 0 ? all : all | three;
  }, mask);
}
