/** Half-open stretch of frames or of labels. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A word among the labels of a text, and the frames that belong to it alone. */
export interface WordSpan {
  readonly labels: Span;
  /** From the end of the space before it (or the start of the text) to the start of the next one. */
  readonly frames: Span;
}

/**
 * Splits a labelling into words at `space`. Spaces at the ends and several in a row make no words.
 * @param starts first frame of each label's run
 * @param ends the frame after the last of each label's run
 */
export function splitWords(
  labels: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  frames: number,
  space: number | undefined,
): WordSpan[] {
  const words: WordSpan[] = [];
  let first = 0;
  let firstFrame = 0;
  for (let index = 0; index <= labels.length; index++) {
    if (index < labels.length && labels[index] !== space) continue;
    if (index > first) {
      words.push({
        labels: { from: first, to: index },
        frames: { from: firstFrame, to: starts[index] ?? frames },
      });
    }
    first = index + 1;
    firstFrame = ends[index] ?? frames;
  }
  return words;
}

/**
 * Frames of the characters of a word. The network marks a character with a short run of frames,
 * often a single one, somewhere inside its strokes; so neighbours meet half-way between their runs,
 * and the outer characters reach as far outwards as inwards, but not beyond the word's frames. A
 * word of one character has all of them.
 */
export function characterSpans(
  word: WordSpan,
  starts: readonly number[],
  ends: readonly number[],
): Span[] {
  const { from, to } = word.labels;
  const borders = [word.frames.from];
  for (let index = from + 1; index < to; index++) {
    borders.push((ends[index - 1]! + starts[index]!) / 2);
  }
  borders.push(word.frames.to);
  if (borders.length > 2) {
    const inward = borders[1]! - (starts[from]! + ends[from]!) / 2;
    borders[0] = Math.max(borders[0]!, (starts[from]! + ends[from]!) / 2 - inward);
    const middle = (starts[to - 1]! + ends[to - 1]!) / 2;
    const last = borders.length - 1;
    borders[last] = Math.min(borders[last]!, 2 * middle - borders[last - 1]!);
  }
  return borders.slice(1).map((border, index) => ({ from: borders[index]!, to: border }));
}
