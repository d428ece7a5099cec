import { UserError } from '../../contract/alerts.ts';
import {
  buildLanguage,
  type Language,
  type LanguageOrigin,
} from '../../recognizer/language/language.ts';
import { saveLanguage } from '../../recognizer/language/language-library.ts';
import { licenceTexts } from './licence-texts.ts';
import { estimateFollowers, readWordPairs } from './word-pairs.ts';
import { englishOrigin, englishPairs, englishWordCounts, readWordCounts } from './word-lists.ts';

export interface BuildOptions {
  /** Small letters, digits, hyphens; also the name of the folder. */
  readonly name: string;
  /** A list of words; only `english` can do without. */
  readonly words?: string;
  /** An n-gram model in the ARPA format, for what words say about the next ones. */
  readonly ngrams?: string;
  readonly origin?: Partial<LanguageOrigin>;
}

export interface BuiltLanguage {
  readonly language: Language;
  readonly words: number;
  readonly ngrams: number;
  /** Pairs of words. */
  readonly pairs: number;
  readonly bytes: number;
}

/**
 * Builds a language and writes its folder; the same list always gives the same language.
 * @throws UserError `language-name`, or `language-words` when there is no list
 */
export async function buildLanguageFolder(
  folder: string,
  { name, words, ngrams, origin = {} }: BuildOptions,
): Promise<BuiltLanguage> {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/u.test(name) || name === 'none') {
    throw new UserError(
      'language-name',
      `“${name}” cannot be the name of a dictionary.`,
      'Use small letters, digits and hyphens, for example german.',
    );
  }
  const single = await built(name, words, origin);
  const language = ngrams === undefined ? single : await withPairs(single, ngrams);
  const counts = {
    words: [...language.words.words()].length,
    ngrams: language.characters.tree.size - 1,
    pairs: language.followers?.shares.length ?? 0,
  };
  const card = languageCard(language, counts, { words, ngrams });
  const { bytes } = await saveLanguage(folder, language, card);
  return { language, ...counts, bytes };
}

const unknownPairs = {
  source: 'pairs of words from an n-gram model of its user’s',
  licence: 'that of the n-gram model',
};

async function withPairs(language: Language, path: string): Promise<Language> {
  const { source, licence, name } = language;
  const { source: more, licence: another } = name === 'english' ? englishPairs : unknownPairs;
  return {
    ...language,
    source: `${source}; ${more}`,
    licence: `${licence}; ${another}`,
    followers: await estimateFollowers(language, readWordPairs(path)),
  };
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

interface Counts {
  readonly words: number;
  readonly ngrams: number;
  readonly pairs: number;
}

/** What the command was given; its files are not named, for they lie elsewhere on another machine. */
type Given = { readonly [file in 'words' | 'ngrams']: string | undefined };

function languageCard(
  { name, title, source, licence, letters }: Language,
  { words, ngrams, pairs }: Counts,
  given: Given,
): string {
  const files = Object.entries(given).filter(([, file]) => file !== undefined);
  const options = files.map(([option]) => ` --${option} FILE`).join('');
  const texts = licenceTexts(licence.split('; ')).map((text) => `\n${text}\n`);
  return `# ${title}

What the program knows of ${title} words: which there are, how frequent they are, which letters follow
one another${pairs > 0 ? ', and which words' : ''}. It is asked while text is read (docs/language.md).

| | |
| --- | --- |
| made from | ${source} |
| licence | ${licence} |
| words | ${words.toLocaleString('en')} |
| pairs of words | ${pairs.toLocaleString('en')} |
| character n-grams | ${ngrams.toLocaleString('en')}, up to six characters |
| letters | ${letters.join(' ')} |
| made by | \`npm run -s language -- build --name ${name}${options}\` |
${texts.join('')}`;
}
