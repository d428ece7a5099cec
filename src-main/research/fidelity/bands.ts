import {
  channelCount,
  channelIndex,
  type ChannelName,
  hasChannel,
} from '../../contract/sensors.ts';
import type { SensorMask } from '../../contract/sensors.ts';
import { bandEdges, bandRms, sumOfSpectra, type Spectrum, welch } from './spectrum.ts';

export const accelerometer = ['ax', 'ay', 'az'] as const satisfies ChannelName[];
export const gyroscope = ['gx', 'gy', 'gz'] as const satisfies ChannelName[];

/** One channel of rows of thirteen. */
export function channelOf(values: Float32Array, name: ChannelName): Float64Array {
  const channel = channelIndex(name);
  return Float64Array.from(
    { length: values.length / channelCount },
    (_, i) => values[i * channelCount + channel]!,
  );
}

/** The channels of a group that a recording has. */
export function present(names: readonly ChannelName[], mask: SensorMask): ChannelName[] {
  return names.filter((name) => hasChannel(mask, channelIndex(name)));
}

/** Of a sensor as a whole: the axes' powers added, so that mounting does not matter. */
function sensorSpectrum(axes: readonly Float64Array[], rateHz: number): Spectrum {
  return sumOfSpectra(axes.map((axis) => welch(axis, rateHz)));
}

/** Rms of a sensor in each of the bands; NaN where the rate does not reach. */
export function sensorBands(axes: readonly Float64Array[], rateHz: number): number[] {
  const spectrum = sensorSpectrum(axes, rateHz);
  return bandEdges.map(([low, high]) => bandRms(spectrum, low, high));
}

export const bandNames = bandEdges.map(([low, high]) => `${low}–${high} Hz`);

/** Root of the mean power of several recordings in each band. */
export function meanBands(recordings: readonly (readonly number[])[]): number[] {
  return bandEdges.map((_, band) =>
    Math.sqrt(recordings.reduce((sum, bands) => sum + bands[band]! ** 2, 0) / recordings.length),
  );
}
