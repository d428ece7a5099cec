import * as v from 'valibot';
import {
  channelCount,
  channelIndex,
  channels as channelTable,
  hasChannel,
  type ChannelName,
  type SampleWindow,
} from '../../contract/sensors.ts';
import { stillness } from './stillness.ts';

/**
 * How a model's input is made of readings:
 * - `recording`: each channel to mean 0 and standard deviation 1 over the window itself. Forgives
 *   unknown units and scales, but takes away how large a motion was, and what has been read of a
 *   window changes as it grows.
 * - `fixed`: (value - offset) / scale with one number each for every channel of the model, in the
 *   units of the channel table. Keeps the size of motions (the pen turns further in a 0 than in a 6)
 *   and leaves readings alone once they are there.
 * - `centred`: each channel to mean 0 over the window, then by one scale each. Keeps the size of motions,
 *   and forgives that a pen is held otherwise each time.
 */
export const normalizationSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('recording') }),
  v.strictObject({
    kind: v.literal('fixed'),
    offset: v.array(v.pipe(v.number(), v.finite())),
    scale: v.array(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  }),
  v.strictObject({
    kind: v.literal('centred'),
    scale: v.array(v.pipe(v.number(), v.finite(), v.gtValue(0))),
  }),
]);
export type Normalization = v.InferOutput<typeof normalizationSchema>;

/**
 * What a network reads. Channels that the window's mask lacks are exactly 0; values that are not
 * finite become 0. Recordings are normalised by this very function for training, as a whole.
 *
 * @param channels the model's channels in its order
 * @param normalization default `recording`
 * @returns length × channels.length
 * @throws RangeError when a fixed normalisation has not one offset and scale for every channel
 */
export function normalizeWindow(
  window: SampleWindow,
  channels: readonly ChannelName[],
  normalization: Normalization = { kind: 'recording' },
): Float32Array {
  switch (normalization.kind) {
    case 'recording':
      return normalizeRecording(window, channels);
    case 'fixed':
      return normalizeFixed(window, channels, normalization);
    case 'centred': {
      const offset = channels.map((name) => meanOf(window, channelIndex(name)));
      return normalizeFixed(window, channels, { offset, scale: normalization.scale });
    }
  }
}

/** Of what is finite; 0 where nothing is. */
function meanOf({ values }: SampleWindow, channel: number): number {
  let [sum, count] = [0, 0];
  for (let at = channel; at < values.length; at += channelCount) {
    if (!Number.isFinite(values[at])) continue;
    sum += values[at]!;
    count += 1;
  }
  return count > 0 ? sum / count : 0;
}

function normalizeFixed(
  { length, values, mask }: SampleWindow,
  channels: readonly ChannelName[],
  { offset, scale }: { readonly offset: readonly number[]; readonly scale: readonly number[] },
): Float32Array {
  if (offset.length !== channels.length || scale.length !== channels.length) {
    throw new RangeError(
      `normalisation for ${offset.length} channels, the model has ${channels.length}`,
    );
  }
  const normalized = new Float32Array(length * channels.length);
  for (const [column, name] of channels.entries()) {
    const channel = channelIndex(name);
    if (!hasChannel(mask, channel)) continue;
    for (let index = 0; index < length; index++) {
      const value = values[index * channelCount + channel]!;
      if (!Number.isFinite(value)) continue;
      normalized[index * channels.length + column] = (value - offset[column]!) / scale[column]!;
    }
  }
  return normalized;
}

/** Channels that do not move (`stillness`) become 0; the statistics leave out what is not finite. */
function normalizeRecording(window: SampleWindow, channels: readonly ChannelName[]): Float32Array {
  const { length, values } = window;
  const normalized = new Float32Array(length * channels.length);
  for (const [column, name] of channels.entries()) {
    const channel = channelIndex(name);
    if (!hasChannel(window.mask, channel)) continue;
    // Two passes: the mean of a magnetometer is a hundred times its deviation.
    let count = 0;
    let sum = 0;
    for (let index = 0; index < length; index++) {
      const value = values[index * channelCount + channel]!;
      if (!Number.isFinite(value)) continue;
      count++;
      sum += value;
    }
    if (count === 0) continue;
    const mean = sum / count;
    let squares = 0;
    for (let index = 0; index < length; index++) {
      const value = values[index * channelCount + channel]!;
      if (Number.isFinite(value)) squares += (value - mean) ** 2;
    }
    const deviation = Math.sqrt(squares / count);
    if (!(deviation >= stillness[channelTable[channel]!.sensor])) continue;
    for (let index = 0; index < length; index++) {
      const value = values[index * channelCount + channel]!;
      if (Number.isFinite(value)) {
        normalized[index * channels.length + column] = (value - mean) / deviation;
      }
    }
  }
  return normalized;
}
