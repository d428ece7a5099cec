import type { CharacterModel } from './character-model.ts';
import { estimateCharacterModel, type EstimateOptions } from './estimate-character-model.ts';
import { buildFollowers, type Followers } from './followers.ts';
import { buildWordTree, type CodedWord, type WordTree } from './word-tree.ts';

/** Where a language's words come from; stands in its file and on its card. */
export interface LanguageOrigin {
  /** For people, for example `English`. */
  readonly title: string;
  readonly source: string;
  readonly licence: string;
}

/** What is known of the words of a language. */
export interface Language extends LanguageOrigin {
  /** As users name it: small letters, digits and hyphens. */
  readonly name: string;
  /** Small letters; the code of `letters[i]` is i + 1. */
  readonly letters: readonly string[];
  readonly words: WordTree;
  /** For words that are not in the list. */
  readonly characters: CharacterModel;
  /** What a word says about the next one; absent where only single words are known. */
  readonly followers?: Followers;
  /**
   * Share of words that are written with a capital though the list has them small: high for a list
   * without capitals of a language that writes nouns with them.
   */
  readonly capitals: number;
}

export interface WordCount {
  readonly word: string;
  /** Above 0. */
  readonly count: number;
}

export interface BuildLanguageOptions extends EstimateOptions {
  /** The words that occur most often; default 100,000. */
  readonly mostWords?: number;
}

/** In an English text outside the beginning of sentences: names. */
const usualCapitals = 0.12;
/** Every third word of a German text, verbs at the beginning of sentences among them. */
const capitalsOfSmallLists = 0.35;
/** A list has capitals when it writes so many of its words with one. */
const someCapitals = 0.005;
const longestWord = 40;

/**
 * A language from a list of words with counts. Words are cut at what is no letter (“don't” counts for
 * “don” and “t”, as subtitles' lists have it), composed (NFC) and folded to small letters.
 * @throws RangeError when no word is left
 */
export function buildLanguage(
  name: string,
  origin: LanguageOrigin,
  list: Iterable<WordCount>,
  { mostWords = 100_000, ...estimate }: BuildLanguageOptions = {},
): Language {
  const words = mostFrequent(list, mostWords);
  if (words.length === 0) throw new RangeError('The list holds no word.');
  const letters = [...new Set(words.flatMap(({ word }) => Array.from(word)))].sort();
  if (letters.length > 254) {
    throw new RangeError(`${letters.length} letters are more than an alphabet has.`);
  }
  const codeOf = new Map(letters.map((letter, index) => [letter, index + 1]));
  const coded = words.map(({ word, capital, count }): CodedWord => ({
    codes: Array.from(word, (letter) => codeOf.get(letter)!),
    capital,
    weight: count,
  }));
  const capitalised = coded.filter(({ capital }) => capital).length;
  return {
    name,
    ...origin,
    letters,
    words: buildWordTree(coded),
    characters: estimateCharacterModel(
      new Map(coded.map(({ codes }) => [codes.join(' '), codes])).values(),
      letters.length,
      estimate,
    ),
    capitals: capitalised < someCapitals * coded.length ? capitalsOfSmallLists : usualCapitals,
  };
}

/** The same language as if its list had never held some words. */
export function withoutWords(language: Language, drop: (word: string) => boolean): Language {
  return rebuilt(
    language,
    listOf(language).filter(({ word }) => !drop(word.toLowerCase())),
  );
}

/** Of running text, what a word is taken for that its writer has once put in by hand. */
const ownShare = 1e-4;

/** The same language with words of a writer's own, each as frequent as a common word. */
export function withWords(language: Language, words: readonly string[]): Language {
  if (words.length === 0) return language;
  const list = listOf(language);
  const total = list.reduce((sum, { count }) => sum + count, 0);
  return rebuilt(language, [...list, ...words.map((word) => ({ word, count: ownShare * total }))]);
}

function listOf({ letters, words }: Language): WordCount[] {
  return Array.from(words.words(), ({ codes, capital, weight }) => {
    const word = codes.map((code) => letters[code - 1]!).join('');
    return { word: capital ? withCapital(word) : word, count: weight };
  });
}

function rebuilt(language: Language, list: readonly WordCount[]): Language {
  const { followers, capitals, name } = language;
  const rest = buildLanguage(name, language, list, { mostWords: list.length });
  return { ...rest, capitals, ...(followers && { followers: moved(followers, language, rest) }) };
}

/** Followers of a language in another list of words; what is not in it is left out. */
function moved(followers: Followers, from: Language, to: Language): Followers {
  const codeOf = new Map(to.letters.map((letter, index) => [letter, index + 1]));
  const numbers = new Int32Array(from.words.wordCount + 1).fill(-1);
  for (const { codes } of from.words.words()) {
    const letters = codes.map((code) => codeOf.get(from.letters[code - 1]!) ?? 0);
    numbers[from.words.numberOf(codes)] = to.words.numberOf(letters);
  }
  numbers[followers.sentenceStart] = to.words.wordCount;
  const kept = Array.from(followers.all(), ({ before, word, share }) => ({
    before: numbers[before]!,
    word: numbers[word]!,
    share,
  })).filter(({ before, word }) => before >= 0 && word >= 0);
  return buildFollowers(to.words, kept);
}

/** Whether all of a text's letters are words of the language, marks and capitals aside. */
export function consistsOfWords({ letters, words }: Language, text: string): boolean {
  const parts = partsOf(text);
  const codeOf = (letter: string) => letters.indexOf(letter.toLowerCase()) + 1;
  return (
    parts.length > 0 &&
    !/\p{N}/u.test(text) &&
    parts.every((part) => {
      const codes = Array.from(part, codeOf);
      return !codes.includes(0) && words.has(codes);
    })
  );
}

interface FoldedWord {
  readonly word: string;
  readonly capital: boolean;
  count: number;
}

function mostFrequent(list: Iterable<WordCount>, mostWords: number): FoldedWord[] {
  const sums = new Map<string, FoldedWord>();
  for (const { word, count } of list) {
    if (!(count > 0)) continue;
    for (const part of partsOf(word)) {
      const small = part.toLowerCase();
      const capital = small.charAt(0) !== part.charAt(0);
      const key = capital ? withCapital(small) : small;
      const known = sums.get(key);
      if (known === undefined) sums.set(key, { word: small, capital, count });
      else known.count += count;
    }
  }
  // Equal counts in the order of the letters, so that a list always gives the same language.
  return [...sums.values()]
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : a.word > b.word ? 1 : 0))
    .slice(0, mostWords);
}

function partsOf(text: string): string[] {
  return text
    .normalize('NFC')
    .split(/[^\p{L}]+/u)
    .filter((part) => part !== '' && part.length <= longestWord);
}

function withCapital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
