import { join } from 'node:path';
import { languageCard } from '../recognizer/language/language-card.ts';
import { saveLanguage } from '../recognizer/language/language-library.ts';
import { languageFromList } from '../recognizer/language/word-list.ts';
import { ownLanguageFolder } from './places.ts';

/**
 * Makes a dictionary of the user's own from a list of words, in the home folder.
 * @param file one word a line, or a word and its count
 * @returns how many words it has
 * @throws UserError `language-words`
 */
export async function buildDictionary(name: string, file: string): Promise<number> {
  const language = await languageFromList(name, file);
  const card = languageCard(language, { words: file, ngrams: undefined });
  await saveLanguage(join(ownLanguageFolder(), name), language, card);
  return language.words.wordCount;
}
