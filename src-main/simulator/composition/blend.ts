import type { HandStroke } from './writer-hand.ts';

/** Two samples that lie further apart than this (x-heights, mean) were not made by one movement. */
const alike = 0.3;

/**
 * A sample between two of the same character, stroke by stroke at equal shares of their lengths.
 * @param share 0 is the first, 1 the second; a little beyond either will do
 * @returns undefined when the two were not written by the same movement
 */
export function blendStrokes(
  one: readonly HandStroke[],
  other: readonly HandStroke[],
  share: number,
): HandStroke[] | undefined {
  if (one.length !== other.length) return undefined;
  const blended: HandStroke[] = [];
  let [sum, count] = [0, 0];
  for (const [index, stroke] of one.entries()) {
    const second = other[index]!;
    if (!stroke.seconds !== !second.seconds || !stroke.pressure !== !second.pressure) return;
    if (Math.min(stroke.x.length, second.x.length) < 2) {
      blended.push(stroke);
      continue;
    }
    const places = placesAlong(stroke);
    const others = placesAlong(second);
    const x = new Float64Array(stroke.x.length);
    const y = new Float64Array(stroke.x.length);
    const seconds = stroke.seconds && new Float64Array(stroke.x.length);
    const pressure = stroke.pressure && new Float64Array(stroke.x.length);
    let segment = 0;
    for (let i = 0; i < x.length; i += 1) {
      const place = places[i]!;
      while (segment < others.length - 2 && others[segment + 1]! < place) segment += 1;
      const span = others[segment + 1]! - others[segment]!;
      const at = span > 0 ? Math.min(1, Math.max(0, (place - others[segment]!) / span)) : 0;
      const there = (values: Float64Array) =>
        values[segment]! + (values[segment + 1]! - values[segment]!) * at;
      const [dx, dy] = [there(second.x) - stroke.x[i]!, there(second.y) - stroke.y[i]!];
      sum += Math.hypot(dx, dy);
      count += 1;
      x[i] = stroke.x[i]! + share * dx;
      y[i] = stroke.y[i]! + share * dy;
      if (seconds) {
        // Times are mixed within the two samples only: beyond them they might run backward.
        const mixed = Math.min(1, Math.max(0, share));
        const time = stroke.seconds[i]!;
        seconds[i] = time + mixed * (there(second.seconds!) - time);
        if (i > 0) seconds[i] = Math.max(seconds[i]!, seconds[i - 1]! + 1e-4);
      }
      if (pressure) pressure[i] = stroke.pressure[i]!;
    }
    blended.push({ x, y, ...(seconds && { seconds }), ...(pressure && { pressure }) });
  }
  return count > 0 && sum / count > alike ? undefined : blended;
}

/** Shares of a stroke's length at its points, 0..1. */
function placesAlong({ x, y }: HandStroke): Float64Array {
  const places = new Float64Array(x.length);
  for (let i = 1; i < x.length; i += 1) {
    places[i] = places[i - 1]! + Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  }
  const length = places.at(-1)!;
  if (length > 0) for (let i = 1; i < x.length; i += 1) places[i]! /= length;
  return places;
}
