import { readFile } from 'node:fs/promises';
import { UserError } from '../../contract/alerts.ts';
import { buildLanguage, type Language, type LanguageOrigin, type WordCount } from './language.ts';

/**
 * A list of one word a line, with its count after white space; 1 where none is given.
 * @throws UserError `language-words` when it cannot be read or a line is neither
 */
async function readWordCounts(path: string): Promise<WordCount[]> {
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

/**
 * A dictionary of a list of its user's.
 * @param origin what is known of the list
 * @throws UserError `language-words` when it cannot be read or holds no word
 */
export async function languageFromList(
  name: string,
  path: string,
  origin: Partial<LanguageOrigin> = {},
): Promise<Language> {
  const unknown: LanguageOrigin = {
    title: name.charAt(0).toUpperCase() + name.slice(1),
    source: 'a list of its user’s',
    licence: 'that of the list',
  };
  const list = await readWordCounts(path);
  try {
    return buildLanguage(name, { ...unknown, ...origin }, list);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      'language-words',
      `No dictionary can be made of ${path}: ${error.message}`,
      'Give a list with one word a line, or a word and its count.',
      { cause: error },
    );
  }
}
