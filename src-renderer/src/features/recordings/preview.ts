import type { PreviewedCurve, PreviewedPiece } from '$contract/ipc.ts';

/** Least and most of a curve over its whole length; undefined where nothing was measured. */
export function rangeOf({ least, most }: PreviewedCurve): readonly [number, number] | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of least) if (value < low) low = value;
  for (const value of most) if (value > high) high = value;
  if (low > high) return undefined;
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** A column may be narrower than the pen's readings lie apart: only what is longer is a gap, s. */
const gapSeconds = 0.15;

/**
 * The band between least and most as an SVG path, x in seconds, y from 0 (most) to `height` (least);
 * a gap ends a band.
 */
export function bandPath(curve: PreviewedCurve, height: number): string {
  const range = rangeOf(curve);
  if (range === undefined) return '';
  const [low, high] = range;
  const yOf = (value: number) => round(height * (1 - (value - low) / (high - low)));
  const parts: string[] = [];
  let above: string[] = [];
  let below: string[] = [];
  const end = () => {
    if (above.length > 0) parts.push(`M${[...above, ...below.reverse()].join('L')}Z`);
    above = [];
    below = [];
  };
  let before = 0;
  curve.most.forEach((most, column) => {
    const least = curve.least[column]!;
    if (Number.isNaN(most)) return;
    if ((column - before) * curve.columnSeconds > gapSeconds + curve.columnSeconds) end();
    before = column;
    const x = round((column + 0.5) * curve.columnSeconds);
    above.push(`${x} ${yOf(most)}`);
    // A curve that stands still has a width all the same.
    below.push(`${x} ${Math.max(yOf(least), yOf(most) + 0.6)}`);
  });
  end();
  return parts.join('');
}

/** What a curve was between at this moment. */
export function valuesAt(
  { columnSeconds, least, most }: PreviewedCurve,
  seconds: number,
): readonly [number, number] | undefined {
  const reach = Math.ceil(gapSeconds / columnSeconds) - 1;
  const last = Math.floor(seconds / columnSeconds);
  for (let column = last; column >= Math.max(0, last - reach); column -= 1) {
    const [low, high] = [least[column], most[column]];
    if (low !== undefined && high !== undefined && !Number.isNaN(low)) return [low, high];
  }
  return undefined;
}

/** The piece that was being written at this moment, else the one before it. */
export function pieceAt(
  pieces: readonly PreviewedPiece[],
  seconds: number,
): PreviewedPiece | undefined {
  return pieces.findLast(({ startSeconds }) => startSeconds <= seconds);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
