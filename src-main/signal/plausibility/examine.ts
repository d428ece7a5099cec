import {
  channelCount,
  channels,
  hasChannel,
  standardGravity,
  type SensorKind,
} from '../../contract/sensors.ts';
import type { ReadingStretch } from './recent-readings.ts';

/**
 * What cannot be right in a stretch of readings:
 * - `gravity`: the acceleration is not as long as gravity makes it
 * - `scale`: at rest it is a half, a quarter or a multiple of gravity: the range is another one
 * - `rotation`: faster than a hand turns, or turning while the acceleration says that it rests
 * - `force`: more than a hand presses
 * - `dead`: a channel that never changes, while others do
 * - `saturated`: a channel stays at the end of its range
 */
export type FindingKind = 'gravity' | 'scale' | 'rotation' | 'force' | 'dead' | 'saturated';

export interface Finding {
  readonly kind: FindingKind;
  /** Length of the acceleration in m/s², of the rotation in rad/s, the force in N. */
  readonly measured?: number;
  /** Gravity by what is measured, when it is a simple factor. */
  readonly factor?: number;
  readonly channels?: readonly string[];
}

/** Fewer readings say nothing. */
const fewestReadings = 60;
/** Median length of the acceleration of a hand that writes or rests, m/s². */
const gravityRange = [5, 20] as const;
/** At rest it is gravity, within the error of cheap sensors. */
const restTolerance = 0.15;
/** A sensor that rests on the table or in the hand moves less, m/s² around its mean. */
const restMotion = 0.35;
/** Faster no hand turns a pen for long, rad/s. */
const fastestTurn = 15;
/** Gravity is always there: nine times in ten an acceleration is longer than this share of its median. */
const leastShare = 0.3;
/** A pen that turned so fast in the mean would turn round and round, rad/s. */
const steadyTurn = 1.5;
/** A gyroscope that rests is not further from zero, rad/s. */
const restTurn = 0.7;
/** N; counts of a converter are far beyond. */
const strongestHand = 40;
/** A value at the end of its range comes so often in a row. */
const saturatedRun = 4;

/** What physics says of readings of some seconds; an empty list when nothing is wrong. */
export function examine(all: ReadingStretch): Finding[] {
  const stretch = withoutRepeats(all);
  const count = stretch.timesMs.length;
  if (count < fewestReadings) return [];
  return [
    ...gravityFindings(stretch),
    ...rotationFindings(stretch),
    ...forceFindings(stretch),
    ...channelFindings(stretch),
  ];
}

/** A reading that only repeats the one before is no measurement: a pen that was paused, or froze. */
function withoutRepeats({ mask, timesMs, values }: ReadingStretch): ReadingStretch {
  const rows = [...timesMs.keys()].filter((row) => row === 0 || !repeats(values, row));
  if (rows.length === timesMs.length) return { mask, timesMs, values };
  const kept = new Float32Array(rows.length * channelCount);
  for (const [i, row] of rows.entries()) {
    kept.set(values.subarray(row * channelCount, (row + 1) * channelCount), i * channelCount);
  }
  return { mask, timesMs: Float64Array.from(rows, (row) => timesMs[row]!), values: kept };
}

function repeats(values: Float32Array, row: number): boolean {
  const at = row * channelCount;
  for (let i = at; i < at + channelCount; i++) {
    if (values[i] !== values[i - channelCount]) return false;
  }
  return true;
}

function gravityFindings(stretch: ReadingStretch): Finding[] {
  const lengths = vectorLengths(stretch, 0);
  if (!lengths) return [];
  const measured = median(lengths);
  const rest = restStretch(stretch);
  const atRest = rest && median(lengths.subarray(rest.from, rest.to));
  if (atRest !== undefined) {
    const factor = standardGravity / atRest;
    const simple = [1 / 8, 1 / 4, 1 / 2, 2, 4, 8].find(
      (candidate) => Math.abs(factor / candidate - 1) < restTolerance / 2,
    );
    if (simple !== undefined) return [{ kind: 'scale', measured: atRest, factor: simple }];
    if (Math.abs(atRest / standardGravity - 1) > restTolerance) {
      return [{ kind: 'gravity', measured: atRest }];
    }
    return [];
  }
  const possible =
    measured >= gravityRange[0] &&
    measured <= gravityRange[1] &&
    quantile(lengths, 0.1) >= leastShare * measured;
  return possible ? [] : [{ kind: 'gravity', measured }];
}

function rotationFindings(stretch: ReadingStretch): Finding[] {
  const lengths = vectorLengths(stretch, 6);
  if (!lengths) return [];
  const fast = quantile(lengths, 0.9);
  if (fast > fastestTurn) return [{ kind: 'rotation', measured: fast }];
  const steady = Math.hypot(...[6, 7, 8].map((channel) => meanOf(column(stretch.values, channel))));
  if (steady > steadyTurn) return [{ kind: 'rotation', measured: steady }];
  const rest = restStretch(stretch);
  if (!rest) return [];
  const resting = median(lengths.subarray(rest.from, rest.to));
  return resting > restTurn ? [{ kind: 'rotation', measured: resting }] : [];
}

function forceFindings({ mask, values }: ReadingStretch): Finding[] {
  const force = channelCount - 1;
  if (!hasChannel(mask, force)) return [];
  const measured = quantile(column(values, force).map(Math.abs), 0.9);
  return measured > strongestHand ? [{ kind: 'force', measured }] : [];
}

function channelFindings({ mask, values }: ReadingStretch): Finding[] {
  const present = channels.flatMap(({ name, sensor }, index) =>
    hasChannel(mask, index) ? [{ name, sensor, values: column(values, index) }] : [],
  );
  const moving = present.filter((one) => !isConstant(one.values));
  // All of them still is another matter: the sensor froze.
  if (moving.length === 0) return [];
  const dead = present.filter((one) => mayDie(one.sensor) && isConstant(one.values));
  const saturated = moving.filter((one) => mayDie(one.sensor) && isSaturated(one.values));
  return [
    ...(dead.length > 0 ? [{ kind: 'dead' as const, channels: dead.map(({ name }) => name) }] : []),
    ...(saturated.length > 0
      ? [{ kind: 'saturated' as const, channels: saturated.map(({ name }) => name) }]
      : []),
  ];
}

/** Force is 0 as long as nothing is written, and slow fields may stay within one step. */
function mayDie(sensor: SensorKind): boolean {
  return sensor !== 'force' && sensor !== 'magnetometer';
}

function isConstant(values: Float32Array): boolean {
  return values.every((value) => value === values[0]);
}

/** At the largest or smallest value again and again, and several times in a row. */
function isSaturated(values: Float32Array): boolean {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return [low, high].some((end) => {
    let run = 0;
    let held = 0;
    for (const value of values) {
      run = value === end ? run + 1 : 0;
      if (run === saturatedRun) held += saturatedRun;
      else if (run > saturatedRun) held += 1;
    }
    // At rest a coarse sensor stays within two or three steps: those are no end of a range.
    return held > 0.02 * values.length && Math.abs(end) > 6 * deviationWithout(values, end);
  });
}

/** How far values move that are not at this end. */
function deviationWithout(values: Float32Array, end: number): number {
  const others = values.filter((value) => value !== end);
  if (others.length === 0) return Infinity;
  const mean = others.reduce((sum, value) => sum + value, 0) / others.length;
  const squares = others.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / others.length) / 3;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The stillest half second, when the pen rests in it. */
function restStretch({ timesMs, values, mask }: ReadingStretch): Stretch | undefined {
  for (let axis = 0; axis < 3; axis++) if (!hasChannel(mask, axis)) return undefined;
  const count = timesMs.length;
  const spanMs = Math.abs(timesMs[count - 1]! - timesMs[0]!);
  const length = Math.max(20, Math.round((500 * count) / Math.max(500, spanMs)));
  let best: (Stretch & { readonly motion: number }) | undefined;
  for (let from = 0; from + length <= count; from += Math.ceil(length / 4)) {
    const motion = motionIn(values, from, from + length);
    if (!best || motion < best.motion) best = { from, to: from + length, motion };
  }
  return best && best.motion < restMotion ? best : undefined;
}

/** Deviation of the front acceleration from its mean, over all three axes. */
function motionIn(values: Float32Array, from: number, to: number): number {
  let variance = 0;
  for (let axis = 0; axis < 3; axis++) {
    let sum = 0;
    let squares = 0;
    for (let row = from; row < to; row++) {
      const value = values[row * channelCount + axis]!;
      sum += value;
      squares += value * value;
    }
    const mean = sum / (to - from);
    variance += Math.max(0, squares / (to - from) - mean * mean);
  }
  return Math.sqrt(variance);
}

/** Lengths of the vector of three channels; undefined when one of them is missing. */
function vectorLengths({ mask, values }: ReadingStretch, first: number): Float32Array | undefined {
  for (let axis = 0; axis < 3; axis++) if (!hasChannel(mask, first + axis)) return undefined;
  const lengths = new Float32Array(values.length / channelCount);
  return lengths.map((_, row) => {
    const at = row * channelCount + first;
    return Math.hypot(values[at]!, values[at + 1]!, values[at + 2]!);
  });
}

function column(values: Float32Array, channel: number): Float32Array {
  const numbers = new Float32Array(values.length / channelCount);
  return numbers.map((_, row) => values[row * channelCount + channel]!);
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: Float32Array): number {
  return quantile(values, 0.5);
}

function quantile(values: Float32Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
