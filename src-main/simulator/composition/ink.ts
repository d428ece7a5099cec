import type { HandwritingSample, InkStroke } from '../../contract/handwriting.ts';

/** Points of a stroke. */
export interface Points {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** The smallest upright rectangle around ink. */
export interface Bounds {
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

export function boundsOf(strokes: readonly Points[]): Bounds {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of strokes) {
    for (let i = 0; i < x.length; i++) {
      left = Math.min(left, x[i]!);
      right = Math.max(right, x[i]!);
      bottom = Math.min(bottom, y[i]!);
      top = Math.max(top, y[i]!);
    }
  }
  return { left, right, bottom, top };
}

/** Length of ink, without what is between the strokes. */
export function inkLength(strokes: readonly Points[]): number {
  let length = 0;
  for (const { x, y } of strokes) {
    for (let i = 1; i < x.length; i++) {
      length += Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
    }
  }
  return length;
}

/** From the first touch to the last lift, ms; undefined without times. */
export function durationMs({ strokes }: HandwritingSample): number | undefined {
  const start = strokes[0]?.timesMs?.[0];
  const end = strokes.at(-1)?.timesMs?.at(-1);
  return start === undefined || end === undefined ? undefined : end - start;
}

/** @returns NaN of nothing */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Where the line is. Most turns at the bottom are on the line; the median passes over descenders and joins.
 */
export function lineUnder(strokes: readonly Points[]): number {
  const bottoms: number[] = [];
  for (const { y } of strokes) {
    for (let i = 1; i + 1 < y.length; i += 1) {
      if (y[i]! <= y[i - 1]! && y[i]! < y[i + 1]!) bottoms.push(y[i]!);
    }
  }
  return bottoms.length > 0 ? median(bottoms) : boundsOf(strokes).bottom;
}

/** A longer rest of the pen on the paper is no writing; seconds. */
const longestStep = 0.25;
/** Of a rest at either end this much is kept, seconds. */
const keptRest = 0.012;

/** Times of a stroke in seconds from its touch, without the waiting at both ends and within. */
export function strokeSeconds({ x, y, timesMs }: InkStroke): Float64Array | undefined {
  if (!timesMs) return undefined;
  const count = timesMs.length;
  const moves = (i: number) => x[i] !== x[i - 1] || y[i] !== y[i - 1];
  let first = 1;
  while (first < count && !moves(first)) first++;
  let last = count - 1;
  while (last > 0 && !moves(last)) last--;
  const seconds = new Float64Array(count);
  for (let i = 1; i < count; i++) {
    const step = Math.min(longestStep, (timesMs[i]! - timesMs[i - 1]!) / 1000);
    const rest = i < first ? keptRest / (first - 1) : i > last ? keptRest / (count - 1 - last) : 1;
    seconds[i] = seconds[i - 1]! + Math.min(step, rest);
  }
  return seconds;
}
