import type { Alert } from '../contract/alerts.ts';
import type { Dictionary } from '../contract/settings.ts';
import {
  languageFiles,
  listLanguages,
  resolveLanguage,
} from '../recognizer/language/language-library.ts';
import type { Language } from '../recognizer/language/language.ts';
import { languageFolders } from './places.ts';

/** Languages by what the setting says. */
export const dictionaryLanguages: Readonly<Record<Dictionary, readonly string[]>> = {
  off: [],
  english: ['english'],
  german: ['german'],
  both: ['english', 'german'],
};

/** Files of the dictionaries of a setting, as far as they are there. */
export function dictionaryFiles(dictionary: Dictionary): Promise<string[]> {
  return languageFiles(dictionaryLanguages[dictionary], { folders: languageFolders() });
}

/** @throws UserError `language-unknown` or `language-damaged` for the first that cannot be had */
export async function openLanguages(names: readonly string[]): Promise<Language[]> {
  const languages: Language[] = [];
  for (const name of new Set(names)) {
    languages.push(await resolveLanguage(name, { folders: languageFolders() }));
  }
  return languages;
}

/**
 * Those of some languages that are there. A dictionary that is missing must not keep a live session
 * from reading: for the others there is an alert.
 */
export async function presentLanguages(
  names: readonly string[],
): Promise<{ readonly present: readonly string[]; readonly alerts: readonly Alert[] }> {
  const known = await listLanguages(languageFolders());
  const missing = names.filter((name) => !known.includes(name));
  return {
    present: names.filter((name) => known.includes(name)),
    alerts: missing.map((name) => ({
      code: `language-${name}`,
      severity: 'warning',
      message: `The dictionary “${name}” is not there: words are read without it.`,
      remedy:
        'In the window, Settings → Build from a list of words makes it; or choose another dictionary there.',
    })),
  };
}

/** @throws UserError `language-unknown` naming the first that is not there */
export async function requireLanguages(names: readonly string[]): Promise<void> {
  const { present } = await presentLanguages(names);
  const missing = names.find((name) => !present.includes(name));
  // Says which there are, and how one is built.
  if (missing !== undefined) await resolveLanguage(missing, { folders: languageFolders() });
}
