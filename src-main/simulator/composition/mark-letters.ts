import type { TimedStroke } from '../stroke-timing.ts';
import { inkLength } from './ink.ts';
import type { LetterLengths } from './letter-lengths.ts';

/** No letter is cut off nearer to an end of a stroke than this, points. */
const fewest = 3;

/**
 * Says about where in a word that was written as it stands its letters lie: each takes the share of
 * the ink that is usual for it. Of words of the joined script, whose letters are known, nine ends of
 * letters in ten come out within a third of a letter (mark-letters.test.ts).
 * @param strokes of the word, in its order
 * @param body indices of the strokes that make up letters, without dots and bars
 * @returns strokes divided at the letters' ends; undefined where a character's length is not known
 */
export function markLetters(
  label: string,
  strokes: readonly TimedStroke[],
  body: readonly number[],
  lengths: LetterLengths,
): TimedStroke[] | undefined {
  const letters = Array.from(label, (letter) => lengths.get(letter));
  const sum = letters.reduce((total: number, length) => total + (length ?? Number.NaN), 0);
  if (!(sum > 0) || body.length === 0) return undefined;
  const bodies = new Set(body);
  const ink = inkLength(body.map((index) => strokes[index]!));
  const ends: number[] = [];
  let reached = 0;
  for (const length of letters) ends.push((reached += (ink * length!) / sum));
  const marked: TimedStroke[] = [];
  let passed = 0;
  let letter = 0;
  for (const [index, stroke] of strokes.entries()) {
    if (!bodies.has(index)) {
      marked.push({ ...stroke, afterthought: true });
      continue;
    }
    const { x, y } = stroke;
    let from = 0;
    let character = letter;
    for (let i = 1; i < x.length; i += 1) {
      passed += Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
      if (letter >= ends.length - 1 || passed < ends[letter]!) continue;
      letter += 1;
      // What is left at the end of the stroke belongs to the letter that ends there.
      if (x.length - 1 - i < fewest) continue;
      if (i - from >= fewest) {
        marked.push(part(stroke, from, i, character));
        from = i;
      }
      character = letter;
    }
    marked.push(part(stroke, from, x.length - 1, character));
  }
  return isComplete(marked, ends.length) ? marked : undefined;
}

/** Every letter has ink of its own, in the order of the word. */
function isComplete(strokes: readonly TimedStroke[], letters: number): boolean {
  const seen = new Set(
    strokes.flatMap(({ afterthought, character }) => (afterthought ? [] : [character])),
  );
  return seen.size === letters;
}

function part(stroke: TimedStroke, from: number, to: number, character: number): TimedStroke {
  const { times, x, y, pressure, joined } = stroke;
  const start = times[from]!;
  const { gap, air, ...rest } = stroke;
  return {
    ...rest,
    ...(from === 0 && gap !== undefined && { gap }),
    ...(from === 0 && air && { air }),
    times: times.slice(from, to + 1).map((time) => time - start),
    x: x.slice(from, to + 1),
    y: y.slice(from, to + 1),
    ...(pressure && { pressure: pressure.slice(from, to + 1) }),
    character,
    joined: from > 0 || joined,
  };
}
