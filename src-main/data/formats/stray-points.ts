import type { InkStroke } from '../../contract/handwriting.ts';

/** Ink does not leave the rest of a sample by so many times its median distance from the middle. */
const farthest = 1000;

/**
 * Points far beyond all others were not written: a pen that went there would be on its way for
 * hours.
 * @returns the strokes without them, and how many there were
 */
export function withoutStrays(strokes: readonly InkStroke[]): {
  readonly strokes: readonly InkStroke[];
  readonly strays: number;
} {
  const x = spreadOf(strokes.map((stroke) => stroke.x));
  const y = spreadOf(strokes.map((stroke) => stroke.y));
  const limit = farthest * Math.max(x.spread, y.spread);
  // All but a few points are one: nothing says what is far.
  if (limit === 0) return { strokes, strays: 0 };
  const isNear = (px: number, py: number) =>
    Math.abs(px - x.middle) <= limit && Math.abs(py - y.middle) <= limit;
  let strays = 0;
  const kept = strokes.flatMap((stroke): InkStroke[] => {
    const near = Array.from(stroke.x, (px, i) => isNear(px, stroke.y[i]!));
    const lost = near.filter((good) => !good).length;
    if (lost === 0) return [stroke];
    strays += lost;
    if (lost === near.length) return [];
    const { timesMs, pressure } = stroke;
    return [
      {
        x: stroke.x.filter((_, i) => near[i]),
        y: stroke.y.filter((_, i) => near[i]),
        ...(timesMs && { timesMs: timesMs.filter((_, i) => near[i]) }),
        ...(pressure && { pressure: pressure.filter((_, i) => near[i]) }),
      },
    ];
  });
  return { strokes: kept, strays };
}

function spreadOf(columns: readonly ArrayLike<number>[]): { middle: number; spread: number } {
  const values = Float64Array.from(columns.flatMap((column) => Array.from(column))).sort();
  const middle = values[values.length >> 1] ?? 0;
  const distances = values.map((value) => Math.abs(value - middle)).sort();
  return { middle, spread: distances[distances.length >> 1] ?? 0 };
}
