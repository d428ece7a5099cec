import { readFile } from 'node:fs/promises';
import { UserError } from '../../../contract/alerts.ts';
import { isInVocabulary } from '../../../simulator/composition/held-out-words.ts';
import { TextSource } from '../../../simulator/composition/text-source.ts';
import { parseWordList } from '../../../simulator/composition/word-list.ts';
import type { RandomGenerator } from '../../../simulator/random.ts';

/** As in the text source: words are drawn by this power of their frequency. */
const flatness = 0.5;
const longestWord = 14;
const mostWords = 20_000;
const capitalised = 0.3;
const phrases = 0.25;
/** Shares of texts that lists of words do not hold, and of texts that go on with another. */
const numbers = 0.04;
const compounds = 0.05;
const longer = 0.08;
const attempts = 40;

/** As they are spoken; lists of words have them in pieces. */
const contractions =
  "I'm I'll I've I'd you're you'll he's she's it's we're we'll they're that's there's what's who's let's don't doesn't didn't can't won't couldn't wouldn't isn't wasn't aren't haven't o'clock".split(
    ' ',
  );

/** Words by frequency. */
export interface WordList {
  readonly words: readonly string[];
  /** Running sums of the words' weights. */
  readonly weights: Float64Array;
}

/**
 * A list of words with their counts, one a line, without those that are held out.
 * @throws UserError `training-data` when it cannot be read or holds none
 */
export async function readWordList(
  path: string,
  characters: ReadonlySet<string>,
): Promise<WordList> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UserError(
      'training-data',
      `The word list ${path} cannot be read.`,
      'Name the folder that holds the data with --data FOLDER.',
      { cause },
    );
  });
  const words: string[] = [];
  const weights: number[] = [];
  let sum = 0;
  for (const { word, count } of parseWordList(text)) {
    const letters = Array.from(word);
    if (letters.length < 2 || letters.length > longestWord) continue;
    if (!letters.every((letter) => characters.has(letter))) continue;
    if (!isInVocabulary(word, 'training')) continue;
    sum += count ** flatness;
    words.push(word);
    weights.push(sum);
    if (words.length === mostWords) break;
  }
  if (words.length === 0) {
    throw new UserError(
      'training-data',
      `The word list ${path} holds no words that the alphabet can write.`,
      'Name a text file with a word and its count on each line, for example “und 4820”.',
    );
  }
  return { words, weights: Float64Array.from(weights) };
}

/** Draws what to write for training; no text holds a held-out word. */
export class TrainingTexts {
  readonly #source: TextSource;
  readonly #characters: ReadonlySet<string>;

  constructor(
    characters: readonly string[],
    private readonly more: WordList,
    private readonly moreShare: number,
  ) {
    this.#characters = new Set(characters);
    this.#source = new TextSource({ characters, vocabulary: 'training', phrases });
  }

  /** @param longest characters at most; texts that chance upon more are cut */
  draw(longest: number, random: RandomGenerator): string {
    let text = '';
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      text = this.#next(random);
      if (random.chance(longer)) text += ` ${this.#next(random)}`;
      if (Array.from(text).length <= longest && isInVocabulary(text, 'training')) return text;
    }
    // A piece of a word is a string like another, unless it happens to be a held-out word.
    const cut = Array.from(text).slice(0, Math.max(2, longest)).join('').trim();
    return isInVocabulary(cut, 'training') ? cut : cut.slice(0, 2);
  }

  #next(random: RandomGenerator): string {
    const kind = random.uniform();
    if (kind < numbers + compounds) {
      const text = kind < numbers ? numberText(random) : this.#compound(random);
      if (Array.from(text).every((one) => one === ' ' || this.#characters.has(one))) return text;
    }
    return random.chance(this.moreShare) ? this.#other(random) : this.#source.draw(random);
  }

  #compound(random: RandomGenerator): string {
    if (random.chance(0.5)) return random.pick(contractions);
    return `${this.#word(random)}-${this.#word(random)}`;
  }

  #other(random: RandomGenerator): string {
    const count = random.chance(phrases) ? random.integer(2, 3) : 1;
    return Array.from({ length: count }, () => {
      const word = this.#word(random);
      return random.chance(capitalised) ? word.charAt(0).toUpperCase() + word.slice(1) : word;
    }).join(' ');
  }

  #word(random: RandomGenerator): string {
    const { words, weights } = this.more;
    return words[random.weighted(weights)]!;
  }
}

/** Amounts, dates, negative and grouped numbers. */
function numberText(random: RandomGenerator): string {
  const digits = (count: number) =>
    Array.from({ length: count }, () => String(random.integer(0, 9))).join('');
  const mark = random.pick(['.', ',']);
  const year = String(random.integer(1900, 2039));
  return random.pick([
    () => `${random.integer(0, 999)}${mark}${digits(random.integer(1, 3))}`,
    () => `${random.integer(1, 99)}${mark}${digits(3)}`,
    () => `-${random.integer(1, 999)}`,
    () => `${random.integer(1, 31)}.${random.integer(1, 12)}.${year}`,
    () => year,
    () => `${random.integer(1, 99)} - ${random.integer(1, 99)}`,
  ])();
}
