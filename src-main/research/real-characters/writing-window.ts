import { channelCount, channelIndex, type SampleWindow } from '../../contract/sensors.ts';
import type { PenRecording } from '../../data/recording.ts';
import { resampleUniform } from '../../signal/resample.ts';

export interface WritingOptions {
  /** Longer gaps between two readings are shortened to this: nothing is known of them. Default: none. */
  readonly longestGapMs?: number;
  /** Cuts off what stands still before and after the writing. Default false. */
  readonly trim?: boolean;
}

/** A recording as it is learnt from and tested on; the label has no part in it. */
export function writingWindow(
  { timesMs, values, mask }: Pick<PenRecording, 'timesMs' | 'values' | 'mask'>,
  rateHz: number,
  { longestGapMs = Infinity, trim = false }: WritingOptions = {},
): SampleWindow {
  const window = resampleUniform(shortened(timesMs, longestGapMs), values, mask, rateHz);
  return trim ? trimmed(window) : window;
}

function shortened(timesMs: Float64Array, longestGapMs: number): Float64Array {
  const times = new Float64Array(timesMs.length);
  for (let index = 1; index < times.length; index += 1) {
    const gap = Math.min(longestGapMs, timesMs[index]! - timesMs[index - 1]!);
    times[index] = times[index - 1]! + gap;
  }
  return times;
}

const gyroscope = channelIndex('gx');
/** The pen moves where it turns at so much of its own quick turning (90th percentile). */
const movingShare = 0.2;
/** The speed of turning is smoothed over this, s, and so much is kept beside what moves. */
const smoothing = 0.1;
const margin = 0.12;
const fewestReadings = 16;

function trimmed(window: SampleWindow): SampleWindow {
  const { length, rateHz, values } = window;
  const speed = new Float64Array(length);
  for (let axis = 0; axis < 3; axis += 1) {
    const turning = Float64Array.from(
      { length },
      (_, index) => values[index * channelCount + gyroscope + axis]!,
    );
    // Of a pen that rests half of the time the median is the bias.
    const bias = quantile(turning, 0.5);
    for (let index = 0; index < length; index += 1) speed[index]! += (turning[index]! - bias) ** 2;
  }
  const half = Math.max(1, Math.round((smoothing * rateHz) / 2));
  const smooth = speed.map((_, index) => {
    const part = speed.subarray(Math.max(0, index - half), index + half + 1);
    return Math.sqrt(part.reduce((sum, one) => sum + one, 0) / part.length);
  });
  const threshold = movingShare * quantile(smooth, 0.9);
  const moves = (value: number) => value > threshold;
  const beside = Math.round(margin * rateHz);
  const start = Math.max(0, smooth.findIndex(moves) - beside);
  const end = Math.min(length, smooth.findLastIndex(moves) + 1 + beside);
  if (end - start < fewestReadings) return window;
  return {
    ...window,
    length: end - start,
    values: values.slice(start * channelCount, end * channelCount),
    startMs: window.startMs + (start * 1000) / rateHz,
  };
}

function quantile(values: Float64Array, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}
