import type { HandwritingSample, InkStroke } from '../../contract/handwriting.ts';
import { findGlyph } from '../fonts.ts';
import { timeStroke } from '../stroke-timing.ts';
import { drawWriterStyle } from '../writer.ts';

export interface BoxOptions {
  readonly writer?: string;
  readonly hand?: 'left' | 'right';
  readonly clean?: boolean;
  /** Each character in the middle of its box, or all on a common line; default middle. */
  readonly placed?: 'middle' | 'line';
  readonly timed?: boolean;
}

const xHeight = 6;
const box = 20;

/** A character as a person would write it into a box of a form: large, slowly, in mm. */
export function boxedCharacter(label: string, options: BoxOptions = {}): HandwritingSample {
  const { placed = 'middle', timed = true } = options;
  const glyph = findGlyph('sans', label)!;
  const ys = glyph.strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === 1));
  const middle = (Math.min(...ys) + Math.max(...ys)) / 2;
  const down = placed === 'middle' ? box / 2 - xHeight * middle : 7;
  const style = drawWriterStyle(1);
  let clock = 0;
  const strokes = glyph.strokes.map((points): InkStroke => {
    const page = Float64Array.from(points, (value, i) =>
      i % 2 === 0 ? box / 2 + xHeight * (value - glyph.left - 0.5) : down + xHeight * value,
    );
    const { x, y, times } = timeStroke({ points: page, character: 0, joined: false }, style, 1);
    const timesMs = times.map((time) => clock + 1000 * time);
    clock = timesMs.at(-1)! + 150;
    return {
      x: Float32Array.from(x),
      y: Float32Array.from(y),
      ...(timed && { timesMs, pressure: new Float32Array(x.length).fill(0.4) }),
    };
  });
  const { writer, hand, clean } = options;
  return {
    label,
    ...(writer !== undefined && { writer }),
    ...(hand && { hand }),
    ...(clean !== undefined && { clean }),
    strokes,
  };
}

/** The same for every character of a text. */
export function boxedCharacters(text: string, options: BoxOptions = {}): HandwritingSample[] {
  return Array.from(text, (character) => boxedCharacter(character, options));
}

/** A word in running text from the same font. */
export function runningWord(
  label: string,
  options: { readonly unit: number; readonly timed: boolean; readonly writer?: string },
): HandwritingSample {
  let right = 0;
  let clock = 0;
  const strokes = Array.from(label).flatMap((character) => {
    const glyph = findGlyph('sans', character)!;
    const start = right - glyph.left;
    right += glyph.right - glyph.left + 0.4;
    return glyph.strokes.map((points): InkStroke => {
      const count = points.length / 2;
      const at = (axis: number) =>
        Float32Array.from(
          { length: count },
          (_, i) => options.unit * (points[2 * i + axis]! + (axis === 0 ? start : 0)),
        );
      const timesMs = Float64Array.from({ length: count }, (_, i) => clock + 40 * i);
      clock = timesMs.at(-1)! + 120;
      return { x: at(0), y: at(1), ...(options.timed && { timesMs }) };
    });
  });
  return { label, ...(options.writer !== undefined && { writer: options.writer }), strokes };
}
