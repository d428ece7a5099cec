import type { HandwritingSample } from '../../contract/handwriting.ts';
import { boundsOf, inkLength, lineUnder, type Points } from './ink.ts';

/** x-heights of ink by character, dots and bars above the letters left out. */
export type LetterLengths = ReadonlyMap<string, number>;

/** Words of letters and digits alone: what stands above these is a dot or a bar. */
const countable = /^[\p{L}\p{N}]+$/u;
/** With fewer words than this a letter the lengths are guesses. */
const wordsALetter = 10;
/** Shortest letter, x-heights; also where too few words tell. */
const shortest = 0.4;
/** Added to the diagonal: a letter that hardly occurs keeps a small length. */
const damping = 0.5;

/**
 * How much ink a writer spends on each letter, from words whose letters nobody has marked: the
 * lengths of the words are the sums of those of their letters (least squares).
 * @returns an empty map where there are too few words
 */
export function letterLengths(words: readonly HandwritingSample[], xHeight: number): LetterLengths {
  const counted = words.filter(({ label = '' }) => countable.test(label));
  const letters = [...new Set(counted.flatMap(({ label }) => Array.from(label!)))].sort();
  if (counted.length < wordsALetter * letters.length) return new Map();
  // The last unknown is what a word has beside its letters: the way in and the way out.
  const size = letters.length + 1;
  const place = new Map(letters.map((letter, index) => [letter, index]));
  const matrix = Array.from({ length: size }, () => new Float64Array(size + 1));
  for (const { label, strokes } of counted) {
    const row = new Float64Array(size);
    for (const letter of label!) row[place.get(letter)!]! += 1;
    row[size - 1] = 1;
    const body = bodyOf(strokes, xHeight, lineUnder(strokes));
    const length = inkLength(body.map((index) => strokes[index]!)) / xHeight;
    for (let i = 0; i < size; i += 1) {
      if (row[i] === 0) continue;
      const equation = matrix[i]!;
      for (let j = 0; j < size; j += 1) equation[j]! += row[i]! * row[j]!;
      equation[size]! += row[i]! * length;
    }
  }
  for (let i = 0; i < size; i += 1) matrix[i]![i]! += damping;
  const lengths = solve(matrix);
  return new Map(letters.map((letter, index) => [letter, Math.max(shortest, lengths[index]!)]));
}

/** Indices of the strokes that are no dots or bars above the letters. */
export function bodyOf(strokes: readonly Points[], xHeight: number, line: number): number[] {
  return strokes.flatMap((stroke, index) => {
    const { bottom, top } = boundsOf([stroke]);
    const above = bottom - line > 0.75 * xHeight && top - bottom < 0.6 * xHeight;
    return above ? [] : [index];
  });
}

/** Gaussian elimination; the last column is the right-hand side. Positive definite: no pivots. */
function solve(matrix: readonly Float64Array[]): Float64Array {
  const size = matrix.length;
  for (let i = 0; i < size; i += 1) {
    const pivot = matrix[i]!;
    for (let below = i + 1; below < size; below += 1) {
      const row = matrix[below]!;
      const factor = row[i]! / pivot[i]!;
      if (factor === 0) continue;
      for (let j = i; j <= size; j += 1) row[j]! -= factor * pivot[j]!;
    }
  }
  const solution = new Float64Array(size);
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = matrix[i]![size]!;
    for (let j = i + 1; j < size; j += 1) sum -= matrix[i]![j]! * solution[j]!;
    solution[i] = sum / matrix[i]![i]!;
  }
  return solution;
}
