import type { Dictionary } from '../contract/settings.ts';
import { resolveLanguage } from '../recognizer/language/language-library.ts';
import type { Language } from '../recognizer/language/language.ts';
import { languageFolders } from './places.ts';

/** Languages by what the setting says. */
export const dictionaryLanguages: Readonly<Record<Dictionary, readonly string[]>> = {
  off: [],
  english: ['english'],
  german: ['german'],
  both: ['english', 'german'],
};

/** @throws UserError `language-unknown` or `language-damaged` for the first that cannot be had */
export async function openLanguages(names: readonly string[]): Promise<Language[]> {
  const languages: Language[] = [];
  for (const name of new Set(names)) {
    languages.push(await resolveLanguage(name, { folders: languageFolders() }));
  }
  return languages;
}
