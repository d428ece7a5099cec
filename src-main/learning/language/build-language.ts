import { UserError } from '../../contract/alerts.ts';
import {
  buildLanguage,
  type Language,
  type LanguageOrigin,
} from '../../recognizer/language/language.ts';
import { countsOf, languageCard } from '../../recognizer/language/language-card.ts';
import { saveLanguage } from '../../recognizer/language/language-library.ts';
import { estimateFollowers, readWordPairs } from './word-pairs.ts';
import { languageFromList } from '../../recognizer/language/word-list.ts';
import { englishOrigin, englishPairs, englishWordCounts } from './word-lists.ts';

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
  const { bytes } = await saveLanguage(folder, language, languageCard(language, { words, ngrams }));
  return { language, ...countsOf(language), bytes };
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
        'Name one with --words FILE: one word a line, or a word and its count (docs/use/language.md says where there are some).',
      );
    }
    return buildLanguage(name, { ...englishOrigin, ...origin }, englishWordCounts());
  }
  return languageFromList(name, words, origin);
}
