import type { HandStroke } from './writer-hand.ts';

/** Bands of this height, x-heights, from the deepest descender to the top of an umlaut. */
const bandHeight = 0.25;
const lowest = -1.25;
const bandCount = 16;
/** A letter reaches this far under or over its neighbour at most, x-heights. */
const deepestOverlap = 0.3;

/** How far ink reaches to one side in each band of height. */
export type SideProfile = Float64Array;

/** @param side 1 for how far it reaches to the right, −1 for how far to the left (negated) */
export function profileOf(strokes: readonly HandStroke[], side: 1 | -1): SideProfile {
  const profile = new Float64Array(bandCount).fill(-Infinity);
  const reach = (band: number, x: number) => {
    if (band >= 0 && band < bandCount) profile[band] = Math.max(profile[band]!, side * x);
  };
  for (const { x, y } of strokes) {
    for (let i = 0; i < x.length; i++) {
      const band = Math.floor((y[i]! - lowest) / bandHeight);
      // Neighbouring bands too: ink must not touch ink a little above it.
      for (let near = band - 1; near <= band + 1; near++) reach(near, x[i]!);
    }
  }
  return profile;
}

/**
 * Where a character begins so that the smallest distance to the ink before it, measured along
 * the line, is `spacing`.
 * @param right of the character before, absolute
 * @param rightEdge of the character before, absolute
 * @param left of the character to place, from its own left edge
 */
export function placeAfter(
  right: SideProfile,
  rightEdge: number,
  left: SideProfile,
  spacing: number,
): number {
  let start = rightEdge - deepestOverlap;
  for (let band = 0; band < bandCount; band++) {
    if (right[band] === -Infinity || left[band] === -Infinity) continue;
    start = Math.max(start, right[band]! + left[band]! + spacing);
  }
  return start;
}
