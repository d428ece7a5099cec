/** x, y, x, y, …; y up. */
export type Polyline = readonly number[];

/** Fonts are drawn for plotters; these are the rules by which people order and direct strokes. */

/** Strokes smaller than this (x-heights) are dots: a touch of the pen, however the font draws it. */
const dotSize = 0.24;
const touch = 0.06;
/** Ends nearer than this (x-heights) meet. */
const meeting = 0.02;

/**
 * Brings the strokes of a font's glyph into the order and direction of a hand.
 * @param strokes lengths in x-heights, y up
 * @returns the strokes, and how many at the end are dots or marks above the body
 */
export function orderStrokes(
  character: string,
  strokes: readonly Polyline[],
): { strokes: Polyline[]; marks: number } {
  const body: Polyline[] = [];
  const dots: Polyline[] = [];
  for (const stroke of strokes) {
    if (isDot(character, stroke)) dots.push(asTouch(stroke));
    else body.push(stroke);
  }
  let ordered = chain(body);
  if (character === '4') ordered = ordered.flatMap(splitFour);
  ordered = ordered.map((stroke) => direct(character, stroke));
  dots.sort((a, b) => a[0]! - b[0]!);
  // In punctuation such as : and ; the upper dot comes first, in letters the dots come last.
  return { strokes: [...ordered, ...dots], marks: ordered.length > 0 ? dots.length : 0 };
}

function isDot(character: string, stroke: Polyline): boolean {
  if (/['"`´,]/.test(character)) return false;
  const tail = character === ';' && Math.min(...stroke.filter((_, i) => i % 2 === 1)) < -0.05;
  return extent(stroke) < dotSize && !tail;
}

/** Joins strokes where one ends and another begins: the pen was never lifted there. */
function chain(strokes: readonly Polyline[]): Polyline[] {
  const rest = [...strokes];
  for (let i = 0; i < rest.length; i++) {
    const next = rest.findIndex((other, j) => {
      const stroke = rest[i]!;
      return (
        j !== i &&
        Math.hypot(stroke.at(-2)! - other[0]!, stroke.at(-1)! - other[1]!) < meeting &&
        !isClosed(stroke) &&
        !isClosed(other)
      );
    });
    if (next >= 0) {
      rest[i] = [...rest[i]!, ...rest[next]!.slice(2)];
      rest.splice(next, 1);
      i = -1;
    }
  }
  return rest;
}

/** A four in one line is written as two: from the top down and across, and then the stem. */
function splitFour(stroke: Polyline): Polyline[] {
  let top = 0;
  for (let i = 2; i < stroke.length; i += 2) if (stroke[i + 1]! > stroke[top + 1]!) top = i;
  if (top === 0 || top === stroke.length - 2) return [stroke];
  const before = reverse(stroke.slice(0, top + 2));
  const after = stroke.slice(top);
  const isStem = (part: Polyline) => Math.abs(part[0]! - part.at(-2)!) < 0.4 * extent(part);
  return isStem(before) ? [after, before] : [before, after];
}

function direct(character: string, stroke: Polyline): Polyline {
  if (isClosed(stroke)) return character === '8' ? fromTop(stroke) : counterClockwise(stroke);
  const dx = stroke.at(-2)! - stroke[0]!;
  const dy = stroke.at(-1)! - stroke[1]!;
  if (/\d/.test(character)) return dy > 0.25 || (dy > -0.25 && dx < 0) ? reverse(stroke) : stroke;
  const straight = Math.hypot(dx, dy) > 0.95 * lengthOf(stroke);
  if (!straight) return stroke;
  const upward = dy > 0.3 && Math.abs(dx) < 0.5 * dy;
  const leftward = dx < 0 && Math.abs(dy) < 0.5 * -dx;
  return upward || leftward ? reverse(stroke) : stroke;
}

function fromTop(stroke: Polyline): Polyline {
  const points = stroke.length / 2 - 1;
  let top = 0;
  for (let i = 1; i < points; i++) if (stroke[2 * i + 1]! > stroke[2 * top + 1]!) top = i;
  const turned: number[] = [];
  for (let i = 0; i <= points; i++) {
    const point = (top + i) % points;
    turned.push(stroke[2 * point]!, stroke[2 * point + 1]!);
  }
  return turned;
}

function counterClockwise(stroke: Polyline): Polyline {
  let area = 0;
  for (let i = 0; i + 3 < stroke.length; i += 2) {
    area += stroke[i]! * stroke[i + 3]! - stroke[i + 2]! * stroke[i + 1]!;
  }
  return fromTop(area < 0 ? reverse(stroke) : stroke);
}

function isClosed(stroke: Polyline): boolean {
  return (
    Math.hypot(stroke.at(-2)! - stroke[0]!, stroke.at(-1)! - stroke[1]!) < meeting &&
    extent(stroke) >= dotSize
  );
}

function reverse(stroke: Polyline): Polyline {
  const reversed: number[] = [];
  for (let i = stroke.length - 2; i >= 0; i -= 2) reversed.push(stroke[i]!, stroke[i + 1]!);
  return reversed;
}

function asTouch(stroke: Polyline): Polyline {
  const x = stroke.filter((_, i) => i % 2 === 0);
  const y = stroke.filter((_, i) => i % 2 === 1);
  const [cx, cy] = [(Math.min(...x) + Math.max(...x)) / 2, (Math.min(...y) + Math.max(...y)) / 2];
  return [cx, cy, cx + touch * 0.5, cy - touch];
}

function extent(stroke: Polyline): number {
  const x = stroke.filter((_, i) => i % 2 === 0);
  const y = stroke.filter((_, i) => i % 2 === 1);
  return Math.max(Math.max(...x) - Math.min(...x), Math.max(...y) - Math.min(...y));
}

function lengthOf(stroke: Polyline): number {
  let length = 0;
  for (let i = 2; i < stroke.length; i += 2) {
    length += Math.hypot(stroke[i]! - stroke[i - 2]!, stroke[i + 1]! - stroke[i - 1]!);
  }
  return length;
}
