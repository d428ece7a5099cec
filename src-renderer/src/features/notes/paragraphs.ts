import { isBreak, type PlacedWord } from '$contract/notes.ts';

/** A paragraph of the text on screen. */
export interface Paragraph {
  /** Where it begins in the text, and how long it is there. */
  readonly start: number;
  readonly length: number;
  readonly words: readonly PlacedWord[];
}

/** The paragraphs of a text; there is always one. */
export function paragraphsOf(places: readonly PlacedWord[]): readonly Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let start = 0;
  let words: PlacedWord[] = [];
  const finish = (next: number): void => {
    const length = (words.at(-1)?.end ?? start) - start;
    paragraphs.push({ start, length, words });
    start = next;
    words = [];
  };
  for (const place of places) {
    if (isBreak(place.word)) finish(place.end);
    else words.push(place);
  }
  finish(start);
  return paragraphs;
}

/** Where a text is found in another, without regard to case. */
export function findAll(text: string, wanted: string): readonly number[] {
  const found: number[] = [];
  if (wanted === '') return found;
  const folded = text.toLocaleLowerCase();
  const needle = wanted.toLocaleLowerCase();
  for (let at = folded.indexOf(needle); at >= 0; at = folded.indexOf(needle, at + 1))
    found.push(at);
  return found;
}

/**
 * The next word that is doubtful, behind or before a place; it goes round at the ends.
 * @param direction 1 forwards, -1 backwards
 */
export function nextWord(
  places: readonly PlacedWord[],
  isWanted: (place: PlacedWord) => boolean,
  offset: number,
  direction: 1 | -1,
): PlacedWord | undefined {
  const wanted = places.filter((place) => !isBreak(place.word) && isWanted(place));
  return direction === 1
    ? (wanted.find(({ start }) => start > offset) ?? wanted[0])
    : (wanted.findLast(({ end }) => end < offset) ?? wanted.at(-1));
}
