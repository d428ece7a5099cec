import { buildLanguage, type Language } from './language.ts';

/** A language small enough to be looked through. */
export function tinyLanguage(list: Readonly<Record<string, number>>, name = 'tiny'): Language {
  return buildLanguage(
    name,
    { title: 'Tiny', source: 'made for tests', licence: 'none' },
    Object.entries(list).map(([word, count]) => ({ word, count })),
  );
}
