import hersheytext from 'hersheytext';
import { type Polyline, orderStrokes } from './stroke-order.ts';

/** One way to write a character; lengths in x-heights of its font, baseline at y = 0. */
export interface Glyph {
  readonly strokes: readonly Polyline[];
  /** How many of the last strokes are dots or marks set after the body. */
  readonly marks: number;
  readonly left: number;
  readonly right: number;
  /** Made to meet its neighbours: the advance includes its entry and its exit. */
  readonly cursive: boolean;
}

interface FontDescription {
  /** Machine name in the package. */
  readonly source: string;
  readonly cursive: boolean;
  /** Characters that no hand writes as this font draws them (doubled lines, serifs). */
  readonly without: string;
  /** Fonts differ in slant; made upright here, so that slant is the writer's alone. */
  readonly slant: number;
}

/** The single-stroke fonts of `hersheytext` that a hand could have written. */
const descriptions = {
  sans: { source: 'hershey_sans_1', cursive: false, without: '$@[]{}~', slant: 0 },
  readability: { source: 'ems_readability', cursive: false, without: '1', slant: 0 },
  tech: { source: 'ems_tech', cursive: false, without: '', slant: 0.05 },
  felix: { source: 'ems_felix', cursive: false, without: '', slant: 0.15 },
  allure: { source: 'ems_allure', cursive: true, without: '', slant: 0.35 },
  script: {
    source: 'hershey_script_1',
    cursive: true,
    without: '0123456789!$@[]{}~()"\'&?#%^',
    slant: 0.3,
  },
} as const satisfies Record<string, FontDescription>;

export type FontName = keyof typeof descriptions;
export const fontNames = Object.keys(descriptions) as FontName[];

/** In x-heights. */
const digitHeight = 1.5;

const glyphs = new Map<FontName, Map<string, Glyph>>();

/**
 * The glyph of a character in a font, or the nearest hand-like one from another font.
 * @returns undefined when no font draws the character
 */
export function findGlyph(font: FontName, character: string): Glyph | undefined {
  return (
    glyphsOf(font).get(character) ??
    glyphsOf('readability').get(character) ??
    glyphsOf('sans').get(character)
  );
}

/** Fonts that draw the character themselves. */
export function fontsWith(character: string): FontName[] {
  return fontNames.filter((font) => glyphsOf(font).has(character));
}

function glyphsOf(font: FontName): Map<string, Glyph> {
  const known = glyphs.get(font);
  if (known) return known;
  const { source, cursive, without, slant }: FontDescription = descriptions[font];
  const { chars } = hersheytext.getFontData(source);
  const xHeight = topOf(parsePath(chars['x']!.d!));
  const loaded = new Map<string, Glyph>();
  for (const [character, { d, width }] of Object.entries(chars)) {
    if (!d || Array.from(character).length !== 1 || without.includes(character)) continue;
    const upright = parsePath(d).map((stroke) =>
      stroke.map((value, i) => (i % 2 === 0 ? value - slant * stroke[i + 1]! : value) / xHeight),
    );
    const ordered = orderStrokes(character, upright);
    const { marks } = ordered;
    const strokes = /\d/.test(character)
      ? ordered.strokes.map(lining(ordered.strokes))
      : ordered.strokes;
    const xs = coordinates(strokes, 0);
    const [low, high] = [Math.min(...xs), Math.max(...xs)];
    const isLetter = cursive && /\p{L}/u.test(character);
    // Fonts set wide side bearings for engraving: the ink counts, and the writer's spacing decides.
    // Cursive letters are made to meet, so there the font's own advance stands.
    loaded.set(character, {
      strokes,
      marks,
      left: isLetter ? 0 : low,
      right: isLetter ? width / xHeight : high,
      cursive: isLetter,
    });
  }
  glyphs.set(font, loaded);
  return loaded;
}

function parsePath(d: string): number[][] {
  return d
    .split('M')
    .map((part) => (part.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number))
    .filter((stroke) => stroke.length >= 4);
}

function topOf(strokes: readonly Polyline[]): number {
  return Math.max(...coordinates(strokes, 1));
}

function coordinates(strokes: readonly Polyline[], axis: 0 | 1): number[] {
  return strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === axis));
}

/** Digits of every font stand on the baseline, equally tall: a hand mixes forms, not sizes. */
function lining(strokes: readonly Polyline[]): (stroke: Polyline) => Polyline {
  const ys = coordinates(strokes, 1);
  const bottom = Math.min(...ys);
  const scale = digitHeight / (Math.max(...ys) - bottom);
  return (stroke) => stroke.map((value, i) => (i % 2 === 0 ? value : value - bottom) * scale);
}
