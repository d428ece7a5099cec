import { channelCount } from '../contract/sensors.ts';

/**
 * What one pen's sensors need before their values mean what the channel table says:
 * corrected = (measured − bias) × scale, per channel in table order.
 */
export interface SensorCalibration {
  readonly bias: Float32Array;
  readonly scale: Float32Array;
}

export const neutralCalibration: SensorCalibration = {
  bias: new Float32Array(channelCount),
  scale: new Float32Array(channelCount).fill(1),
};

/** Corrects `values`, rows of channelCount, in place. */
export function applyCalibration(values: Float32Array, calibration: SensorCalibration): void {
  const { bias, scale } = calibration;
  for (let index = 0; index < values.length; index += channelCount) {
    for (let channel = 0; channel < channelCount; channel += 1) {
      values[index + channel] = (values[index + channel]! - bias[channel]!) * scale[channel]!;
    }
  }
}

/** Takes a correction back, in place: what the sensors measured. */
export function removeCalibration(values: Float32Array, calibration: SensorCalibration): void {
  const { bias, scale } = calibration;
  for (let index = 0; index < values.length; index += channelCount) {
    for (let channel = 0; channel < channelCount; channel += 1) {
      values[index + channel] = values[index + channel]! / scale[channel]! + bias[channel]!;
    }
  }
}
