import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { UserError } from '../../contract/alerts.ts';
import {
  buildFollowers,
  type Follower,
  type Followers,
} from '../../recognizer/language/followers.ts';
import type { Language } from '../../recognizer/language/language.ts';

/** How a word is followed, as a text tells it. */
export interface WordPair {
  /** Empty: the beginning of a sentence. */
  readonly before: string;
  readonly word: string;
  /** P(before), of running text, and P(word | before). */
  readonly weight: number;
  readonly share: number;
}

const sentenceBegin = '<s>';
const pairsHeading = '\\2-grams:';
const wordsHeading = '\\1-grams:';

/**
 * The pairs of an n-gram model in the ARPA format, as SRILM, KenLM and Sphinx write it: of its words and
 * pairs, whatever else is in it.
 * @throws UserError `language-pairs` when it cannot be read or holds no pairs
 */
export async function* readWordPairs(path: string): AsyncGenerator<WordPair> {
  const weights = new Map<string, number>();
  let section = '';
  let pairs = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path, 'utf8') })) {
      if (line.startsWith('\\')) section = line.trim();
      if (section === wordsHeading || section === pairsHeading) {
        const [logarithm = '', before = '', word = ''] = line.split(/\s+/u);
        const probability = 10 ** Number(logarithm);
        if (!(probability > 0)) continue;
        if (section === wordsHeading) weights.set(before, probability);
        else if (word !== '') {
          pairs += 1;
          const begins = before === sentenceBegin;
          yield {
            before: begins ? '' : before,
            word,
            weight: begins ? 1 : (weights.get(before) ?? 0),
            share: probability,
          };
        }
      } else if (pairs > 0) break;
    }
  } catch (cause) {
    throw noPairs(path, 'cannot be read', cause);
  }
  if (pairs === 0) throw noPairs(path, 'holds no pairs of words');
}

function noPairs(path: string, why: string, cause?: unknown): UserError {
  return new UserError(
    'language-pairs',
    `The n-gram model ${path} ${why}.`,
    'Name a text file in the ARPA format, with a section \\2-grams:.',
    { cause },
  );
}

/** Pairs that are kept: above them more help little and cost file and memory. */
const mostPairs = 500_000;

interface Context {
  weight: number;
  readonly words: Map<number, number>;
}

/**
 * What words say about the next ones, of the words of a language alone. Kept are the pairs that tell most
 * beside the frequency of the second word: P(before) P(word | before) ln (P(word | before) / P(word)).
 */
export async function estimateFollowers(
  language: Language,
  pairs: AsyncIterable<WordPair>,
  most: number = mostPairs,
): Promise<Followers> {
  const { words } = language;
  const contexts = await contextsOf(language, pairs);
  const total = words.smallMass[0]! + words.capitalMass[0]!;
  const frequency = Float64Array.from({ length: words.wordCount }, (_, word) => {
    const node = words.nodeOf(word);
    return (words.small[node]! + words.capital[node]!) / total;
  });
  const told: (Follower & { readonly gain: number })[] = [];
  for (const [before, { weight, words: following }] of contexts) {
    // The list's own frequencies weigh a word, as they do when it is read.
    const often = before === words.wordCount ? sentences : frequency[before]!;
    for (const [word, sum] of following) {
      const share = sum / weight;
      const gain = often * share * Math.log(share / frequency[word]!);
      if (gain > 0) told.push({ before, word, share, gain });
    }
  }
  told.sort((a, b) => b.gain - a.gain || a.before - b.before || a.word - b.word);
  return buildFollowers(words, beyondFrequency(told.slice(0, most), frequency));
}

/** So many words begin a sentence. */
const sentences = 1 / 12;

/** By the number of the word before, what follows it; words are cut as those of the list. */
async function contextsOf(
  { letters, words }: Language,
  pairs: AsyncIterable<WordPair>,
): Promise<Map<number, Context>> {
  const codeOf = new Map(letters.map((letter, index) => [letter, index + 1]));
  const numbers = new Map<string, number>();
  const numberOf = (part: string): number => {
    let number = numbers.get(part);
    if (number === undefined) {
      number = words.numberOf(Array.from(part, (letter) => codeOf.get(letter) ?? 0));
      numbers.set(part, number);
    }
    return number;
  };
  const contexts = new Map<number, Context>();
  const counted = new Set<string>();
  for await (const { before, word, weight, share } of pairs) {
    // Of “don't know” the “t” stands before “know”; of “I don't” the “don” follows.
    const last = before
      .toLowerCase()
      .split(/[^\p{L}]+/u)
      .at(-1)!;
    const first = word.toLowerCase().split(/[^\p{L}]+/u)[0]!;
    const number = before === '' ? words.wordCount : last === '' ? -1 : numberOf(last);
    if (number < 0) continue;
    const context = contexts.get(number) ?? { weight: 0, words: new Map<number, number>() };
    contexts.set(number, context);
    if (!counted.has(before)) {
      counted.add(before);
      context.weight += weight;
    }
    const follower = first === '' ? -1 : numberOf(first);
    if (follower < 0) continue;
    context.words.set(follower, (context.words.get(follower) ?? 0) + weight * share);
  }
  return contexts;
}

/** Shares without what the frequencies give anyway, so that all of one word before sum to 1. */
function* beyondFrequency(
  followers: readonly Follower[],
  frequency: Float64Array,
): Generator<Follower> {
  const sums = new Map<number, { told: number; frequent: number }>();
  for (const { before, word, share } of followers) {
    const sum = sums.get(before) ?? { told: 0, frequent: 0 };
    sums.set(before, sum);
    sum.told += share;
    sum.frequent += frequency[word]!;
  }
  for (const { before, word, share } of followers) {
    const { told, frequent } = sums.get(before)!;
    const rest = Math.max(0, (1 - told) / (1 - frequent));
    const beyond = share - rest * frequency[word]!;
    if (beyond > 0) yield { before, word, share: beyond };
  }
}
