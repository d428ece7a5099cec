import { findGlyph } from '../fonts.ts';

/** Where the ink of a character lies on the line, in x-heights above the baseline. */
export interface LetterBand {
  readonly bottom: number;
  readonly top: number;
}

/** Deeper than this is a descender. */
const descends = -0.2;

/**
 * Where a character is written, as a textbook hand has it.
 * @returns undefined for characters of scripts that the program's fonts do not draw
 */
export function letterBand(character: string): LetterBand | undefined {
  const glyph = findGlyph('sans', character);
  if (!glyph) return undefined;
  let bottom = Infinity;
  let top = -Infinity;
  for (const stroke of glyph.strokes) {
    for (let i = 1; i < stroke.length; i += 2) {
      bottom = Math.min(bottom, stroke[i]!);
      top = Math.max(top, stroke[i]!);
    }
  }
  return { bottom, top };
}

/** Stands on the baseline and is as tall as a small x. */
export function isSmall(character: string): boolean {
  const band = letterBand(character);
  return /\p{Ll}/u.test(character) && band?.bottom === 0 && band.top === 1;
}

export function isDescending(character: string): boolean {
  return /\p{L}/u.test(character) && (letterBand(character)?.bottom ?? 0) < descends;
}

/** Letters whose last stroke is a dot or a bar that a hand may add when the word is done. */
export function hasMark(character: string): boolean {
  return 'ijtfäöüÄÖÜ'.includes(character);
}
