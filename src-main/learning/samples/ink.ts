import type { InkStroke } from '../../contract/handwriting.ts';
import type { PageStroke } from '../../simulator/layout.ts';
import type { PenTrajectory } from '../../simulator/trajectory.ts';

/**
 * A line of ink, from a touch to a lift, in any unit; y up the page. The timed strokes of composed
 * texts are such lines as they are.
 */
export interface InkLine {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** 1 is the usual pressure of the hand; default 1 everywhere. */
  readonly pressure?: ArrayLike<number>;
  /** Which character of the text it belongs to. */
  readonly character?: number;
}

/** Where the pen touched the paper; a dot is a line of one point. */
export function inkOfTrajectory({ x, y, pressure }: PenTrajectory): InkLine[] {
  const lines: InkLine[] = [];
  const usual = usualPressure([pressure]);
  for (let start = 0; start < x.length; start++) {
    if (!(pressure[start]! > 0)) continue;
    let end = start + 1;
    while (end < x.length && pressure[end]! > 0) end++;
    lines.push({
      x: x.subarray(start, end),
      y: y.subarray(start, end),
      pressure: pressure.subarray(start, end).map((value) => value / usual),
    });
    start = end;
  }
  return lines;
}

/** Strokes as a tablet recorded them, in whatever unit it has pressure. */
export function inkOfStrokes(strokes: readonly InkStroke[]): InkLine[] {
  const usual = usualPressure(strokes.flatMap(({ pressure }) => (pressure ? [pressure] : [])));
  return strokes.map(({ x, y, pressure }) => ({
    x,
    y,
    ...(pressure && { pressure: pressure.map((value) => value / usual) }),
  }));
}

/** A text laid out in a font of the simulator. */
export function inkOfPage(strokes: readonly PageStroke[]): InkLine[] {
  return strokes.map(({ points, character }) => ({
    x: points.filter((_, i) => i % 2 === 0),
    y: points.filter((_, i) => i % 2 === 1),
    character,
  }));
}

/** Mean over what touches; 1 when nothing does. */
function usualPressure(columns: readonly ArrayLike<number>[]): number {
  let sum = 0;
  let count = 0;
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      if (!(column[i]! > 0)) continue;
      sum += column[i]!;
      count++;
    }
  }
  return count === 0 ? 1 : sum / count;
}
