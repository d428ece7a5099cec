import type { Polyline } from '../stroke-order.ts';
import { findGlyph, type FontName } from '../fonts.ts';

/** One way to write a letter of a joined hand; x-heights, the line at y = 0, upright. */
export interface CursiveLetter {
  /**
   * Written without a lift, from entry to exit; more than one where the pen is lifted within the
   * letter. x, y, x, y, …; the first begins at x = 0.
   */
  readonly body: readonly Polyline[];
  /** Dots and bars that may wait until the word is done. */
  readonly marks: readonly Polyline[];
}

/** Fonts whose small letters are made to meet. */
export const cursiveFonts = ['allure', 'script'] as const satisfies readonly FontName[];
export type CursiveFont = (typeof cursiveFonts)[number];

/** Letters that a plotter may draw like this but no hand runs through in one go. */
const unlike: Readonly<Record<CursiveFont, string>> = { allure: 'bpsß', script: 'ß' };
/** Letters whose last stroke is a bar. */
const crossed = 'tx';
/** The pen stays down over a gap of this size, or back along an upright stem; x-heights. */
const bridge = 0.52;
const stem = 0.15;

const letters = new Map<string, CursiveLetter | undefined>();

/** @returns undefined for what is not a small letter of this font */
export function cursiveLetter(font: CursiveFont, character: string): CursiveLetter | undefined {
  const key = font + character;
  if (!letters.has(key)) letters.set(key, makeLetter(font, character));
  return letters.get(key);
}

function makeLetter(font: CursiveFont, character: string): CursiveLetter | undefined {
  if (!/^\p{Ll}$/u.test(character) || unlike[font].includes(character)) return undefined;
  const glyph = findGlyph(font, character);
  if (!glyph?.cursive) return undefined;
  const bars = crossed.includes(character) && glyph.strokes.length > 1 ? 1 : 0;
  const count = glyph.strokes.length - glyph.marks - bars;
  const body = chained(directed(glyph.strokes.slice(0, count)));
  const start = body[0]![0]!;
  const shifted = (stroke: Polyline) =>
    stroke.map((value, i) => (i % 2 === 0 ? value - start : value));
  return {
    body: body.map((stroke) => rounded(shifted(stroke))),
    marks: glyph.strokes.slice(count).map(shifted),
  };
}

/** Plotters draw some entries and exits backward: both run from left to right. */
function directed(strokes: readonly Polyline[]): Polyline[] {
  return strokes.map((stroke, index) => {
    const [x0, x1] = [stroke[0]!, stroke.at(-2)!];
    const whole = strokes.length === 1 && x0 - x1 > 0.5;
    const entry = index === 0 && strokes.length > 1 && stroke.length <= 8 && x1 < x0;
    return whole || entry ? reversed(stroke) : stroke;
  });
}

function reversed(stroke: Polyline): number[] {
  const turned: number[] = [];
  for (let i = stroke.length - 2; i >= 0; i -= 2) turned.push(stroke[i]!, stroke[i + 1]!);
  return turned;
}

function chained(strokes: readonly Polyline[]): Polyline[] {
  const chains: number[][] = [];
  for (const stroke of strokes) {
    const last = chains.at(-1);
    if (!last) {
      chains.push([...stroke]);
      continue;
    }
    const [dx, dy] = [stroke[0]! - last.at(-2)!, stroke[1]! - last.at(-1)!];
    if (Math.abs(dx) < stem || Math.hypot(dx, dy) < bridge) last.push(...stroke);
    else chains.push([...stroke]);
  }
  return chains;
}

/** Cuts the corners of a polyline twice (Chaikin 1974); the ends stay. */
function rounded(stroke: Polyline): Polyline {
  let points = stroke;
  for (let pass = 0; pass < 2; pass += 1) {
    const cut = [points[0]!, points[1]!];
    for (let i = 0; i + 3 < points.length; i += 2) {
      const [ax, ay, bx, by] = [points[i]!, points[i + 1]!, points[i + 2]!, points[i + 3]!];
      cut.push(0.75 * ax + 0.25 * bx, 0.75 * ay + 0.25 * by);
      cut.push(0.25 * ax + 0.75 * bx, 0.25 * ay + 0.75 * by);
    }
    cut.push(points.at(-2)!, points.at(-1)!);
    points = cut;
  }
  return points;
}
