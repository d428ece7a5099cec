import { channelCount, channelIndex, standardGravity } from '../../contract/sensors.ts';
import type { RandomGenerator } from '../../simulator/random.ts';
import type { CharacterSpan, LabeledWindow } from './sample.ts';

/**
 * What stands between two joined recordings, and before the first and after the last:
 * - `none`: the next one follows at once
 * - `move`: one quick move from the last reading to the first of the next
 * - `rest`: the hand comes to rest, waits, and starts again
 */
export type GapKind = 'none' | 'move' | 'rest';

export interface JoinOptions {
  /** Length of a gap in ms, uniform between the two. Default 20–500. */
  readonly gapMs?: readonly [number, number];
  /** Kinds to choose from for each gap. Default all three. */
  readonly gapKinds?: readonly GapKind[];
  /** Chance of a rest before the first, and of one after the last. Default 0.5. */
  readonly restProbability?: number;
  /** Length of those rests in ms. Default 10–500. */
  readonly restMs?: readonly [number, number];
}

/** First channels of the triads that a joint has to know about. */
const accelerometers = [channelIndex('ax'), channelIndex('rx')];
const gyroscope = channelIndex('gx');

/**
 * Joins recordings of one pen to one longer recording, as if they had been written one after the
 * other. Joining is the largest known gain for sequences that training never saw (Tang et al. 2026
 * on OnHW), and with single characters as recordings it is the only source of sequences at all.
 *
 * @param parts at least one; all of the same rate
 * @returns a new window with the channels that every part has, and the span of each character
 */
export function joinWindows(
  parts: readonly LabeledWindow[],
  random: RandomGenerator,
  options: JoinOptions = {},
): LabeledWindow {
  const first = parts[0];
  if (!first) throw new RangeError('nothing to join');
  const { rateHz } = first.window;
  const gapMs = options.gapMs ?? [20, 500];
  const gapKinds = options.gapKinds ?? ['none', 'move', 'rest'];
  const restMs = options.restMs ?? [10, 500];
  const restProbability = options.restProbability ?? 0.5;
  const readings = ([low, high]: readonly [number, number]) =>
    Math.max(1, Math.round((random.uniform(low, high) * rateHz) / 1000));

  const pieces: Float32Array[] = [];
  const spans: CharacterSpan[] = [];
  let mask = first.window.mask;
  let length = 0;
  const append = (piece: Float32Array) => {
    pieces.push(piece);
    length += piece.length / channelCount;
  };

  if (random.chance(restProbability)) {
    append(reversed(rest(firstRow(first), readings(restMs), random)));
  }
  parts.forEach((part, index) => {
    if (part.window.rateHz !== rateHz) throw new RangeError('joined windows differ in rate');
    mask &= part.window.mask;
    const previous = parts[index - 1];
    if (previous) {
      const kind = random.pick(gapKinds);
      if (kind !== 'none') append(gap(kind, previous, part, readings(gapMs), random));
    }
    for (const span of part.spans) {
      spans.push({ ...span, start: span.start + length, end: span.end + length });
    }
    append(part.window.values);
  });
  const last = parts.at(-1)!;
  if (random.chance(restProbability)) append(rest(lastRow(last), readings(restMs), random));

  const values = new Float32Array(length * channelCount);
  let offset = 0;
  for (const piece of pieces) {
    values.set(piece, offset);
    offset += piece.length;
  }
  clearMissing(values, mask);
  const text = parts.map((part) => part.text).join('');
  return { text, spans, window: { rateHz, mask, length, values, startMs: 0 } };
}

function firstRow({ window }: LabeledWindow): Float32Array {
  return window.values.subarray(0, channelCount);
}

function lastRow({ window }: LabeledWindow): Float32Array {
  return window.values.subarray((window.length - 1) * channelCount, window.length * channelCount);
}

function gap(
  kind: 'move' | 'rest',
  before: LabeledWindow,
  after: LabeledWindow,
  length: number,
  random: RandomGenerator,
): Float32Array {
  if (kind === 'move') return move(lastRow(before), firstRow(after), length, random);
  const half = Math.ceil(length / 2);
  const result = new Float32Array(length * channelCount);
  result.set(rest(lastRow(before), half, random));
  result.set(reversed(rest(firstRow(after), length - half, random)), half * channelCount);
  return result;
}

/** From one reading to another along a raised cosine, with more or less of the rotation kept. */
function move(
  from: Float32Array,
  to: Float32Array,
  length: number,
  random: RandomGenerator,
): Float32Array {
  const result = new Float32Array(length * channelCount);
  const rotation = random.uniform();
  for (let index = 0; index < length; index += 1) {
    const weight = (1 - Math.cos((Math.PI * (index + 1)) / (length + 1))) / 2;
    for (let channel = 0; channel < channelCount; channel += 1) {
      const value = from[channel]! * (1 - weight) + to[channel]! * weight;
      const turns = channel >= gyroscope && channel < gyroscope + 3;
      result[index * channelCount + channel] = turns ? value * rotation : value;
    }
  }
  return result;
}

/** How often a pen that rests repeats its last reading, and how often it sends zeros. */
const frozen = 0.1;
const silent = 0.03;

/** A pen at rest after a reading: usually a resting hand, sometimes an interface that stands still. */
function rest(from: Float32Array, length: number, random: RandomGenerator): Float32Array {
  const kind = random.uniform();
  if (kind >= frozen + silent) return restingHand(from, length, random);
  const result = new Float32Array(length * channelCount);
  if (kind >= silent) {
    for (let index = 0; index < length; index += 1) result.set(from, index * channelCount);
  }
  return result;
}

/**
 * The hand comes to rest: rotation and force die away within 30 to 150 ms, and what is left of the
 * acceleration is gravity, in about the direction that the last reading tells, with the sensors' noise.
 */
function restingHand(from: Float32Array, length: number, random: RandomGenerator): Float32Array {
  const result = new Float32Array(length * channelCount);
  const decay = random.uniform(3, 15);
  const target = Float32Array.from(from);
  target.fill(0, gyroscope, gyroscope + 3);
  target[channelCount - 1] = 0;
  for (const start of accelerometers) scaleToGravity(target.subarray(start, start + 3));
  const noise = { acceleration: random.uniform(0, 0.1), rotation: random.uniform(0, 0.02) };
  for (let index = 0; index < length; index += 1) {
    const kept = Math.exp(-(index + 1) / decay);
    for (let channel = 0; channel < channelCount; channel += 1) {
      const goal = target[channel]!;
      result[index * channelCount + channel] = goal + (from[channel]! - goal) * kept;
    }
    const row = index * channelCount;
    for (let axis = 0; axis < 3; axis += 1) {
      for (const start of accelerometers) {
        const at = row + start + axis;
        result[at] = result[at]! + random.normal(0, noise.acceleration);
      }
      const at = row + gyroscope + axis;
      result[at] = result[at]! + random.normal(0, noise.rotation);
    }
  }
  return result;
}

function scaleToGravity(vector: Float32Array): void {
  const norm = Math.hypot(vector[0]!, vector[1]!, vector[2]!);
  if (norm < 1e-3) return;
  for (let axis = 0; axis < 3; axis += 1) vector[axis] = (vector[axis]! * standardGravity) / norm;
}

/** The rows in the opposite order; rotation keeps its sign, for it dies away to zero either way. */
function reversed(rows: Float32Array): Float32Array {
  const result = new Float32Array(rows.length);
  for (let offset = 0; offset < rows.length; offset += channelCount) {
    result.set(rows.subarray(offset, offset + channelCount), rows.length - offset - channelCount);
  }
  return result;
}

/** Channels that the mask does not name are exactly 0 (the noise of a rest must not show there). */
function clearMissing(values: Float32Array, mask: number): void {
  for (let channel = 0; channel < channelCount; channel += 1) {
    if (((mask >> channel) & 1) === 1) continue;
    for (let at = channel; at < values.length; at += channelCount) values[at] = 0;
  }
}
