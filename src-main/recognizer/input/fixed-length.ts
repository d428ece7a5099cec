import * as v from 'valibot';
import { channelCount, hasChannel, type SampleWindow } from '../../contract/sensors.ts';

/** How a window of any length becomes one of a fixed length. */
export const fixedLengthSchema = v.strictObject({
  /** Readings that it has then, at equal distances from the first to the last. */
  readings: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(4096)),
  /** Deviation of the Gaussian that smooths it, in readings that it had before. */
  smoothing: v.pipe(v.number(), v.minValue(0.5), v.maxValue(100)),
  /** Where the pen rests before and after its motion is cut off first. Default: it is not. */
  trimmed: v.exactOptional(v.boolean()),
});
export type FixedLength = v.InferOutput<typeof fixedLengthSchema>;

/** Deviations after which a Gaussian is nothing. */
const reach = 4;

/**
 * A window at another pace, so that fast and slow writing are alike long: every new reading is the
 * mean of those near its place, weighted by a Gaussian (Nadaraya 1964, Watson 1964). Values that are not
 * finite have no part in it. The rate is said to be the same, the times are those of the new readings.
 */
export function toFixedLength(
  window: SampleWindow,
  { readings, smoothing }: FixedLength,
): SampleWindow {
  const { length, mask, values } = window;
  if (length === 0) return window;
  const result = new Float32Array(readings * channelCount);
  const distance = (length - 1) / (readings - 1);
  for (let reading = 0; reading < readings; reading += 1) {
    const place = reading * distance;
    const from = Math.max(0, Math.ceil(place - reach * smoothing));
    const to = Math.min(length - 1, Math.floor(place + reach * smoothing));
    const weights = Float64Array.from({ length: to - from + 1 }, (_, index) =>
      Math.exp(-0.5 * ((from + index - place) / smoothing) ** 2),
    );
    for (let channel = 0; channel < channelCount; channel += 1) {
      if (!hasChannel(mask, channel)) continue;
      let sum = 0;
      let total = 0;
      for (let row = from; row <= to; row += 1) {
        const value = values[row * channelCount + channel]!;
        if (!Number.isFinite(value)) continue;
        sum += weights[row - from]! * value;
        total += weights[row - from]!;
      }
      result[reading * channelCount + channel] = total > 0 ? sum / total : NaN;
    }
  }
  return { ...window, length: readings, values: result };
}
