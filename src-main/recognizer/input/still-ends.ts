import {
  channelCount,
  channelIndex,
  hasChannel,
  type SampleWindow,
} from '../../contract/sensors.ts';

/** What a sensor measures of a hand that writes, about; motion of both is added in these units. */
const sensors = [
  { first: channelIndex('ax'), usual: 1 },
  { first: channelIndex('gx'), usual: 0.6 },
] as const;
/** The pen moves where it does at so much of its own quick motion (90th percentile). */
const movingShare = 0.25;
/** Motion is smoothed over this, s, and so much is kept beside what moves. */
const smoothing = 0.1;
const margin = 0.05;
const fewestReadings = 16;

/**
 * A window from where the pen begins to move to where it ends: before and after, a hand waits for as long
 * as it likes. Comes back as it is where nothing stands out.
 */
export function withoutStillEnds(window: SampleWindow): SampleWindow {
  const { length, rateHz, values } = window;
  const motion = smoothed(motionOf(window), Math.max(1, Math.round((smoothing * rateHz) / 2)));
  const threshold = movingShare * quantile(motion, 0.9);
  const moves = (value: number) => value > threshold;
  const beside = Math.round(margin * rateHz);
  const start = Math.max(0, motion.findIndex(moves) - beside);
  const end = Math.min(length, motion.findLastIndex(moves) + 1 + beside);
  if (end - start < fewestReadings) return window;
  return {
    ...window,
    length: end - start,
    values: values.slice(start * channelCount, end * channelCount),
    startMs: window.startMs + (start * 1000) / rateHz,
  };
}

/** How far each reading lies from where the pen rests, squared, all axes together. */
function motionOf({ length, mask, values }: SampleWindow): Float64Array {
  const motion = new Float64Array(length);
  for (const { first, usual } of sensors) {
    for (let channel = first; channel < first + 3; channel += 1) {
      if (!hasChannel(mask, channel)) continue;
      const own = Float64Array.from({ length }, (_, row) => values[row * channelCount + channel]!);
      const rest = quantile(own, 0.5);
      for (let row = 0; row < length; row += 1) motion[row]! += ((own[row]! - rest) / usual) ** 2;
    }
  }
  return motion;
}

/** Root of the mean over a reading and `half` on either side. */
function smoothed(squares: Float64Array, half: number): Float64Array {
  return squares.map((_, row) => {
    const part = squares.subarray(Math.max(0, row - half), row + half + 1);
    return Math.sqrt(part.reduce((sum, one) => sum + one, 0) / part.length);
  });
}

function quantile(values: Float64Array, share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}
