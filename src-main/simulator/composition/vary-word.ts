import type { HandwritingSample, InkStroke } from '../../contract/handwriting.ts';
import type { RandomGenerator } from '../random.ts';
import { boundsOf, lineUnder } from './ink.ts';
import { drawInkWarp, warpInk } from './ink-warp.ts';

/** Letters that may be begun at the top: an entry that leads up to them is a habit, no part of them. */
const withoutEntry = /^[acdgijmnopqrtuvwy]/;
/** Words whose small high strokes can only be dots and bars. */
const onlyLetters = /^[\p{Ll}]+$/u;

interface Ink {
  x: Float64Array;
  y: Float64Array;
}

/**
 * A word as another person who joins letters might have written it: leaning and stretched another
 * way, rounder or more pointed, its loops wider or narrower, with or without the stroke that leads
 * into it, its dots and bars earlier or later. For samples without times.
 * @param xHeight of the source
 * @param strength 0 changes nothing; 1 makes another person's word of it
 */
export function varyWord(
  sample: HandwritingSample,
  xHeight: number,
  strength: number,
  random: RandomGenerator,
): HandwritingSample {
  if (strength === 0 || sample.strokes.some(({ timesMs }) => timesMs)) return sample;
  const { left } = boundsOf(sample.strokes);
  const line = lineUnder(sample.strokes);
  let strokes = sample.strokes.map((stroke): Ink => ({
    x: Float64Array.from(stroke.x, (x) => (x - left) / xHeight),
    y: Float64Array.from(stroke.y, (y) => (y - line) / xHeight),
  }));
  if (random.chance(0.35 * strength) && withoutEntry.test(sample.label ?? ''))
    cutEntry(strokes[0]!);
  if (onlyLetters.test(sample.label ?? '') && random.chance(0.35 * strength)) {
    strokes = marksLast(strokes);
  }
  travelOn(strokes, random.uniform(-0.05, 0.12) * strength);
  const pointed = random.uniform(-0.9, 0.6) * strength;
  const warp = drawInkWarp(random, strength);
  for (const stroke of strokes) {
    withoutSteps(stroke);
    sharpen(stroke, pointed);
    warpInk(stroke.x, stroke.y, warp);
  }
  return {
    ...sample,
    strokes: strokes.map(({ x, y }): InkStroke => ({
      x: Float32Array.from(x, (value) => left + value * xHeight),
      y: Float32Array.from(y, (value) => line + value * xHeight),
    })),
  };
}

/**
 * Two words of one writer on one line, both with times or neither.
 * @param gap between their ink, in the unit of the source
 * @param options.rise added to the height of the other
 * @param options.pauseMs from the last lift of the one to the first touch of the other
 */
export function sideBySide(
  one: HandwritingSample,
  other: HandwritingSample,
  gap: number,
  { rise = 0, pauseMs = 0 }: { readonly rise?: number; readonly pauseMs?: number } = {},
): HandwritingSample {
  const offset = boundsOf(one.strokes).right + gap - boundsOf(other.strokes).left;
  const lift = one.strokes.at(-1)?.timesMs?.at(-1) ?? 0;
  const later = lift + pauseMs - (other.strokes[0]?.timesMs?.[0] ?? 0);
  const moved = <T extends Timed>(line: T): T => ({
    ...line,
    x: line.x.map((value) => value + offset),
    y: line.y.map((value) => value + rise),
    ...(line.timesMs && { timesMs: line.timesMs.map((time) => time + later) }),
  });
  const air = [...(one.air ?? []), ...(other.air ?? []).map(moved)];
  return {
    ...one,
    label: `${one.label ?? ''} ${other.label ?? ''}`,
    strokes: [...one.strokes, ...other.strokes.map(moved)],
    ...(air.length > 0 && { air }),
  };
}

interface Timed {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly timesMs?: Float64Array;
}

/** Takes off the way up into the first letter, if the stroke begins with one. */
function cutEntry(stroke: Ink): void {
  const { x, y } = stroke;
  if (y[0]! > 0.35) return;
  let top = 0;
  while (top + 1 < y.length && y[top + 1]! >= y[top]!) top += 1;
  if (y[top]! < 0.6 || y[top]! > 1.4 || top + 4 > y.length) return;
  stroke.x = x.slice(top);
  stroke.y = y.slice(top);
}

function marksLast(strokes: readonly Ink[]): Ink[] {
  const isMark = (stroke: Ink) => {
    const { bottom, top } = boundsOf([stroke]);
    return bottom > 0.75 && top - bottom < 0.6;
  };
  return [
    ...strokes.filter((stroke) => !isMark(stroke)),
    ...strokes.filter((stroke) => isMark(stroke)),
  ];
}

/**
 * Hands that move up and down alike but travel faster or slower along the line write the same
 * letters with open or with closed loops (Hollerbach 1981): adds to the travel in proportion to
 * the ink. What stands above (dots, bars) goes along with what is below it.
 * @param travel x-heights along the line for each x-height of ink
 */
function travelOn(strokes: readonly Ink[], travel: number): void {
  const places: number[] = [];
  const shifts: number[] = [];
  let shift = 0;
  const original = strokes.map(({ x }) => x.slice());
  for (const [index, { x, y }] of strokes.entries()) {
    const source = original[index]!;
    if (places.length > 0) shift = shiftAt(source[0]!, places, shifts);
    for (let i = 0; i < x.length; i += 1) {
      if (i > 0) shift += travel * Math.abs(y[i]! - y[i - 1]!);
      x[i] = source[i]! + shift;
      places.push(source[i]!);
      shifts.push(shift);
    }
  }
}

function shiftAt(x: number, places: readonly number[], shifts: readonly number[]): number {
  let nearest = 0;
  for (let i = 1; i < places.length; i += 1) {
    if (Math.abs(places[i]! - x) < Math.abs(places[nearest]! - x)) nearest = i;
  }
  return shifts[nearest]!;
}

/** The points of the source were rounded to a grid, which sharpening would bring out. */
function withoutSteps({ x, y }: Ink): void {
  for (const values of [x, y]) {
    let before = values[0]!;
    for (let i = 1; i + 1 < values.length; i += 1) {
      const here = values[i]!;
      values[i] = (before + 2 * here + values[i + 1]!) / 4;
      before = here;
    }
  }
}

/** Moves points away from (above 0) or toward (below 0) the mean of their surroundings. */
function sharpen(stroke: Ink, amount: number): void {
  const { x, y } = stroke;
  const count = x.length;
  const reach = 3;
  if (count < 4) return;
  const [sx, sy] = [x.slice(), y.slice()];
  for (let i = 1; i < count - 1; i += 1) {
    const half = Math.min(reach, i, count - 1 - i);
    let [mx, my] = [0, 0];
    for (let k = i - half; k <= i + half; k += 1) {
      mx += x[k]!;
      my += y[k]!;
    }
    const size = 2 * half + 1;
    sx[i] = x[i]! + amount * (x[i]! - mx / size);
    sy[i] = y[i]! + amount * (y[i]! - my / size);
  }
  stroke.x = sx;
  stroke.y = sy;
}
