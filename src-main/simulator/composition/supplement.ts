import { findGlyph } from '../fonts.ts';
import { boundsOf } from './ink.ts';
import type { HandGlyph, HandStroke, LetterHand } from './writer-hand.ts';

/** What no writer of single characters has been asked for. */
const punctuation = ['.', ',', '?', '!', "'", '-'];
const umlauts: ReadonlyMap<string, string> = new Map(
  Array.from('äöüÄÖÜ', (umlaut) => [umlaut, umlaut.normalize('NFD').charAt(0)]),
);

/** The characters that can be added to a hand: punctuation, and umlauts on its own vowels. */
export function supplementOf(hand: LetterHand): string[] {
  if (hand.characters.length === 0) return [];
  const own = new Set(hand.characters);
  const dotted = [...umlauts].flatMap(([umlaut, vowel]) => (own.has(vowel) ? [umlaut] : []));
  return [...punctuation, ...dotted].filter((character) => !own.has(character));
}

/**
 * Ways to write a character that the hand has no sample of: umlauts are the hand's own vowels with
 * two dots, anything else is as a textbook has it.
 */
export function supplementaryGlyphs(hand: LetterHand, character: string): readonly HandGlyph[] {
  const vowel = umlauts.get(character);
  if (vowel !== undefined) return hand.glyphs(vowel).map(withDots);
  const glyph = findGlyph('sans', character);
  if (!glyph) return [];
  const strokes = glyph.strokes.map((points) => ({
    x: Float64Array.from({ length: points.length / 2 }, (_, i) => points[2 * i]!),
    y: Float64Array.from({ length: points.length / 2 }, (_, i) => points[2 * i + 1]!),
  }));
  const { left, right } = boundsOf(strokes);
  const moved = strokes.map(({ x, y }) => ({ x: x.map((value) => value - left), y }));
  return [{ strokes: moved, marks: 0, width: right - left }];
}

function withDots(glyph: HandGlyph): HandGlyph {
  const { left, right, top } = boundsOf(glyph.strokes);
  const middle = (left + right) / 2;
  const apart = Math.min(0.3, Math.max(0.15, 0.25 * (right - left)));
  const dot = (x: number): HandStroke => ({
    x: Float64Array.of(x, x + 0.02),
    y: Float64Array.of(top + 0.4, top + 0.36),
  });
  return {
    ...glyph,
    strokes: [...glyph.strokes, dot(middle - apart), dot(middle + apart)],
    marks: glyph.marks + 2,
  };
}
