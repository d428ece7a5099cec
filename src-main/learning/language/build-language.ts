import { UserError } from '../../contract/alerts.ts';
import {
  buildLanguage,
  type Language,
  type LanguageOrigin,
} from '../../recognizer/language/language.ts';
import { saveLanguage } from '../../recognizer/language/language-library.ts';
import { englishOrigin, englishWordCounts, readWordCounts } from './word-lists.ts';

export interface BuildOptions {
  /** Small letters, digits, hyphens; also the name of the folder. */
  readonly name: string;
  /** A list of words; only `english` can do without. */
  readonly words?: string;
  readonly origin?: Partial<LanguageOrigin>;
}

export interface BuiltLanguage {
  readonly language: Language;
  readonly words: number;
  readonly ngrams: number;
  readonly bytes: number;
}

/**
 * Builds a language and writes its folder; the same list always gives the same language.
 * @throws UserError `language-name`, or `language-words` when there is no list
 */
export async function buildLanguageFolder(
  folder: string,
  { name, words, origin = {} }: BuildOptions,
): Promise<BuiltLanguage> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/u.test(name) || name === 'none') {
    throw new UserError(
      'language-name',
      `“${name}” cannot be the name of a dictionary.`,
      'Use small letters, digits and hyphens, for example german.',
    );
  }
  const language = await built(name, words, origin);
  const counts = {
    words: [...language.words.words()].length,
    ngrams: language.characters.tree.size - 1,
  };
  const { bytes } = await saveLanguage(folder, language, languageCard(language, counts, words));
  return { language, ...counts, bytes };
}

async function built(
  name: string,
  words: string | undefined,
  origin: Partial<LanguageOrigin>,
): Promise<Language> {
  if (words === undefined) {
    if (name !== 'english') {
      throw new UserError(
        'language-words',
        `There is no list of words for “${name}”.`,
        'Name one with --words FILE: one word a line, or a word and its count (docs/language.md says where there are some).',
      );
    }
    return buildLanguage(name, { ...englishOrigin, ...origin }, englishWordCounts());
  }
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const unknown: LanguageOrigin = {
    title,
    source: 'a list of its user’s',
    licence: 'that of the list',
  };
  const list = await readWordCounts(words);
  try {
    return buildLanguage(name, { ...unknown, ...origin }, list);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(
      'language-words',
      `No dictionary can be made of ${words}: ${error.message}`,
      'Give a list with one word a line, or a word and its count.',
      { cause: error },
    );
  }
}

function languageCard(
  { name, title, source, licence, letters }: Language,
  { words, ngrams }: { readonly words: number; readonly ngrams: number },
  file: string | undefined,
): string {
  const command = `npm run -s language -- build --name ${name}${file === undefined ? '' : ' --words FILE'}`;
  return `# ${title}

What the program knows of ${title} words: which there are, how frequent they are, and which letters follow
one another. It is asked while text is read (docs/language.md).

| | |
| --- | --- |
| made from | ${source} |
| licence | ${licence} |
| words | ${words.toLocaleString('en')} |
| character n-grams | ${ngrams.toLocaleString('en')}, up to six characters |
| letters | ${letters.join(' ')} |
| made by | \`${command}\` |
${
  licence.startsWith('ISC')
    ? `
Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is
hereby granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE
INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR
ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF
USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF
OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.
`
    : ''
}`;
}
