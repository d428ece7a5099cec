import { channelCount, channels, hasChannel, type SensorMask } from '../contract/sensors.ts';

/** What can be wrong with a take before anybody has read it. */
export type TakeFault = 'saturated' | 'lost-samples' | 'too-short';

/** A stretch of samples as the pen sent them. */
export interface TakeSamples {
  readonly mask: SensorMask;
  /** Device clock, ms, increasing. */
  readonly timesMs: Float64Array;
  /** n × 13, row by row, in the units of the channel table. */
  readonly values: Float32Array;
}

/** So many equal readings at the end of its range are no chance; force is pressed flat more easily. */
const stuckReadings = 4;
const stuckForce = 10;
/**
 * Smallest ends of range that pens are built with: ±2 g, ±250 °/s, ±400 µT; a level below is no end.
 * A force sensor's range is not known: its highest level counts wherever it stands.
 */
const leastRange = {
  accelerometer: 18,
  'rear-accelerometer': 18,
  gyroscope: 4.2,
  magnetometer: 390,
  force: 1,
} as const;
/** A gap is this many times the usual spacing; more than this share of a take may not be missing. */
const gapFactor = 1.8;
const longestGapMs = 60;
const mostMissing = 0.03;
/** Nobody writes a character faster, margins around the piece not counted; ms. */
const leastMsPerCharacter = 55;
const leastMs = 120;

export interface TakeExpectation {
  /** Characters that were to be written, blanks not counted. */
  readonly characters: number;
  /** Readings before and after the writing that belong to the piece, ms. Default 240. */
  readonly marginMs?: number;
}

/** The faults of a take, worst first; none for a good one. */
export function findTakeFaults(
  samples: TakeSamples,
  { characters, marginMs = 240 }: TakeExpectation,
): TakeFault[] {
  const { timesMs } = samples;
  const faults: TakeFault[] = [];
  if (losesSamples(timesMs)) faults.push('lost-samples');
  if (saturates(samples)) faults.push('saturated');
  const duration = (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0) - marginMs;
  if (duration < Math.max(leastMs, leastMsPerCharacter * characters)) faults.push('too-short');
  return faults;
}

function losesSamples(timesMs: Float64Array): boolean {
  if (timesMs.length < 3) return true;
  const spacings = Float64Array.from({ length: timesMs.length - 1 }, (_, i) => {
    return timesMs[i + 1]! - timesMs[i]!;
  });
  const usual = spacings.slice().sort()[Math.floor(spacings.length / 2)]!;
  let missing = 0;
  let longest = 0;
  for (const spacing of spacings) {
    if (spacing <= gapFactor * usual) continue;
    missing += spacing - usual;
    longest = Math.max(longest, spacing);
  }
  const whole = timesMs.at(-1)! - timesMs[0]!;
  return missing > mostMissing * whole || longest > Math.max(longestGapMs, 3 * usual);
}

function saturates({ mask, values }: TakeSamples): boolean {
  return channels.some(
    ({ sensor }, channel) =>
      hasChannel(mask, channel) &&
      isStuck(values, channel, leastRange[sensor], sensor === 'force' ? stuckForce : stuckReadings),
  );
}

/** Whether a channel stands at its largest magnitude for many readings in a row. */
function isStuck(values: Float32Array, channel: number, least: number, readings: number): boolean {
  let largest = 0;
  for (let at = channel; at < values.length; at += channelCount) {
    largest = Math.max(largest, Math.abs(values[at]!));
  }
  if (largest < least) return false;
  let run = 0;
  for (let at = channel; at < values.length; at += channelCount) {
    run = Math.abs(values[at]!) === largest ? run + 1 : 0;
    if (run >= readings) return true;
  }
  return false;
}
