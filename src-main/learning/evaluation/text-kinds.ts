import { consistsOfWords, type Language } from '../../recognizer/language/language.ts';

/** What a label is to a dictionary. */
export const textKinds = ['dictionary words', 'numbers', 'other strings'] as const;
export type TextKind = (typeof textKinds)[number];

/**
 * `dictionary words`: every word of it is in one of the languages; `numbers`: digits, no letters;
 * `other strings`: random strings, codes, and words that no list has.
 */
export function textKindOf(text: string, languages: readonly Language[]): TextKind {
  if (/\p{N}/u.test(text) && !/\p{L}/u.test(text)) return 'numbers';
  const parts = text.split(/\s+/u).filter((part) => /\p{L}|\p{N}/u.test(part));
  const known = (part: string) => languages.some((language) => consistsOfWords(language, part));
  return parts.length > 0 && parts.every(known) ? 'dictionary words' : 'other strings';
}
