import * as v from 'valibot';
import {
  channelCount,
  channelIndex,
  channelsIn,
  channels as channelTable,
  standardGravity,
  type ChannelName,
  type SampleWindow,
  type SensorKind,
} from '../../contract/sensors.ts';
import { stillness } from './stillness.ts';

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));

/**
 * Scales of `normalizePhysically`. The defaults are near what writing shows on simulated and real
 * pens, so that most of what a network reads lies within ± 3.
 */
export const physicalNormalizationSchema = v.strictObject({
  kind: v.literal('physical'),
  /** Length of the centred mean that tells slow from fast, s. */
  slowSeconds: v.optional(positive, 1),
  /** Of the fast part of accelerometers, m/s². */
  acceleration: v.optional(positive, 1),
  /** Of gyroscopes, rad/s. */
  rotation: v.optional(positive, 0.3),
  /** Mean of a gyroscope that is taken for its bias at most, rad/s. */
  rotationBias: v.optional(v.pipe(v.number(), v.minValue(0)), 0.15),
  /** Of the fast part of magnetometers, µT. */
  magneticField: v.optional(positive, 2),
});
export type PhysicalNormalization = v.InferOutput<typeof physicalNormalizationSchema>;

/**
 * What the sensors say in scales that mean the same in every window and for every pen:
 * - accelerometers: slow part in units of gravity (how the pen is held) plus the fast part over
 *   `acceleration` (how it moves)
 * - gyroscope: less its mean, over `rotation`. A whole word hardly turns the pen on balance, so the
 *   mean is bias; no more than `rotationBias` of it is taken away, because a short window may turn.
 * - magnetometer: slow part over the window's median field strength, so that only its direction is
 *   left, plus the fast part over `magneticField`: iron in the pen spoils the strength, not changes
 * - force: -1 when nothing presses, 1 at the 95th percentile: resistors differ in gain and offset
 *
 * Fast parts are compressed by asinh of the length of the vector, so that knocks do not drown
 * writing. All axes of a sensor share their numbers: another mounting turns what comes out and
 * changes nothing else. As a window grows, accelerometers change only in its last half
 * `slowSeconds`, the other sensors by one offset or factor.
 *
 * Missing channels are 0, and so is everything when nothing moves (`stillness`). A value that is not
 * finite is held from before.
 *
 * @param channels the model's channels in its order
 * @returns length × channels.length
 */
export function normalizePhysically(
  window: SampleWindow,
  channels: readonly ChannelName[],
  scales: PhysicalNormalization,
): Float32Array {
  const { length, rateHz } = window;
  const normalized = new Float32Array(length * channels.length);
  const columns = new Map<ChannelName, Float64Array>();
  for (const name of channelsIn(window.mask)) {
    const column = columnOf(window, name);
    if (column !== undefined) columns.set(name, column);
  }
  const moving = [...columns].some(
    ([name, column]) => deviationOf(column) >= stillness[sensorOf(name)],
  );
  if (!moving) return normalized;
  const half = Math.round((scales.slowSeconds * rateHz) / 2);
  for (const sensor of new Set(channels.map(sensorOf))) {
    // Axes that the model does not read belong to the vector all the same.
    const axes = [...columns].filter(([name]) => sensorOf(name) === sensor);
    if (axes.length === 0) continue;
    normalizeSensor(
      sensor,
      axes.map(([, column]) => column),
      scales,
      half,
    );
  }
  for (const [place, name] of channels.entries()) {
    const column = columns.get(name);
    if (column === undefined) continue;
    for (let index = 0; index < length; index++) {
      normalized[index * channels.length + place] = column[index]!;
    }
  }
  return normalized;
}

/** The axes of one sensor, each of the window's length. What takes them works in place. */
type Axes = readonly Float64Array[];

function normalizeSensor(
  sensor: SensorKind,
  axes: Axes,
  scales: PhysicalNormalization,
  half: number,
): void {
  switch (sensor) {
    case 'accelerometer':
    case 'rear-accelerometer':
      splitBySpeed(axes, half, standardGravity, scales.acceleration);
      break;
    case 'magnetometer': {
      const strength = quantile(lengthsOf(axes).sort(), 0.5);
      splitBySpeed(axes, half, Math.max(weakestField, strength), scales.magneticField);
      break;
    }
    case 'gyroscope':
      removeBias(axes, scales.rotationBias);
      compress(axes, scales.rotation);
      break;
    case 'force':
      axes.forEach(normalizeForce);
  }
}

/** Below this a magnetometer has no direction (the earth's field is 25 to 65 µT). */
const weakestField = 5;

/** slow / field + compressed fast / scale for a sensor that stands in a constant field. */
function splitBySpeed(axes: Axes, half: number, field: number, scale: number): void {
  const slow = axes.map((axis) => centredMean(axis, half));
  for (const [i, axis] of axes.entries()) {
    const mean = slow[i]!;
    for (let index = 0; index < axis.length; index++) axis[index]! -= mean[index]!;
  }
  compress(axes, scale);
  for (const [i, axis] of axes.entries()) {
    const mean = slow[i]!;
    for (let index = 0; index < axis.length; index++) axis[index]! += mean[index]! / field;
  }
}

/** Each vector v to v / |v| · asinh(|v| / scale): v / scale where it is small. */
function compress(axes: Axes, scale: number): void {
  const factors = lengthsOf(axes);
  for (let index = 0; index < factors.length; index++) {
    const size = factors[index]! / scale;
    // asinh written out; Math.asinh is several times as slow.
    factors[index] = (size < 1e-3 ? 1 : Math.log(size + Math.sqrt(size * size + 1)) / size) / scale;
  }
  for (const axis of axes) {
    for (let index = 0; index < axis.length; index++) axis[index]! *= factors[index]!;
  }
}

/** @param most length of the vector of means that may be bias */
function removeBias(axes: Axes, most: number): void {
  const means = axes.map(meanOf);
  const size = Math.hypot(...means);
  const share = size > most ? most / size : 1;
  for (const [i, axis] of axes.entries()) {
    const bias = means[i]! * share;
    for (let index = 0; index < axis.length; index++) axis[index]! -= bias;
  }
}

/** A pen that is only hovered over the paper must not have its noise blown up; N. */
const lightestTouch = 0.05;
/** What is called resting is at most this share of pressing: a window may hold no hovering. */
const mostRest = 0.25;
/** Force is cut off here, in units of `high`: what is above presses, no matter how much. */
const mostForce = 2;

function normalizeForce(force: Float64Array): void {
  const sorted = force.slice().sort();
  const high = quantile(sorted, 0.95);
  const rest = Math.min(quantile(sorted, 0.02), mostRest * Math.max(0, high));
  const range = Math.max(high - rest, lightestTouch);
  for (let index = 0; index < force.length; index++) {
    const share = (force[index]! - rest) / range;
    force[index] = 2 * Math.min(mostForce, Math.max(0, share)) - 1;
  }
}

function sensorOf(name: ChannelName): SensorKind {
  return channelTable[channelIndex(name)]!.sensor;
}

/** A channel with what is not finite held from before; undefined when nothing is finite. */
function columnOf({ length, values }: SampleWindow, name: ChannelName): Float64Array | undefined {
  const channel = channelIndex(name);
  let first = 0;
  while (first < length && !Number.isFinite(values[first * channelCount + channel])) first++;
  if (first === length) return undefined;
  const column = new Float64Array(length);
  let held = values[first * channelCount + channel]!;
  for (let index = 0; index < length; index++) {
    const value = values[index * channelCount + channel]!;
    if (Number.isFinite(value)) held = value;
    column[index] = held;
  }
  return column;
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]!;
  return sum / values.length;
}

function deviationOf(values: Float64Array): number {
  const mean = meanOf(values);
  let squares = 0;
  for (let index = 0; index < values.length; index++) squares += (values[index]! - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

/** Mean over the readings at most `half` away; fewer at the ends. */
function centredMean(values: Float64Array, half: number): Float64Array {
  const means = new Float64Array(values.length);
  let sum = 0;
  let from = 0;
  let to = 0;
  for (let index = 0; index < values.length; index++) {
    const end = Math.min(values.length, index + half + 1);
    while (to < end) sum += values[to++]!;
    while (from < index - half) sum -= values[from++]!;
    means[index] = sum / (to - from);
  }
  return means;
}

/** Length of the vector at every reading. */
function lengthsOf(axes: Axes): Float64Array {
  const lengths = new Float64Array(axes[0]!.length);
  for (const axis of axes) {
    for (let index = 0; index < axis.length; index++) lengths[index]! += axis[index]! ** 2;
  }
  return lengths.map(Math.sqrt);
}

function quantile(sorted: Float64Array, share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}
