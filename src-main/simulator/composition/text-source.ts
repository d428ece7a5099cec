import type { RandomGenerator } from '../random.ts';
import { isInVocabulary, type Vocabulary } from './held-out-words.ts';
import { englishWords, type ListedWord } from './word-list.ts';

export interface TextSourceOptions {
  /** What may stand in a text; a space is allowed when `phrases` is not 0. */
  readonly characters: readonly string[];
  /** Default `all`. */
  readonly vocabulary?: Vocabulary;
  /** Default: the English words that come with the program. */
  readonly words?: readonly ListedWord[];
  /** Shares of random strings and of groups of digits, the rest are words; default 0.18 and 0.12. */
  readonly strings?: number;
  readonly digits?: number;
  /** Share of the words that become phrases of two or three; default 0. */
  readonly phrases?: number;
  /** Probability of a mark after a word, where the characters hold any; default 0.2. */
  readonly punctuation?: number;
}

/** Words are drawn by this power of their frequency: by frequency itself half would be “you”, “I”, “the”. */
const flatness = 0.5;
const longestWord = 14;
const capitalised = 0.15;
const allCapitals = 0.05;
/** With characters that make no word of a vocabulary the search has to end. */
const attempts = 500;

const usable = new WeakMap<readonly ListedWord[], Map<Vocabulary, readonly ListedWord[]>>();

/** Writers differ in their characters, not in the words they may be asked for. */
function wordsOf(list: readonly ListedWord[], vocabulary: Vocabulary): readonly ListedWord[] {
  let known = usable.get(list);
  if (!known) usable.set(list, (known = new Map<Vocabulary, readonly ListedWord[]>()));
  let words = known.get(vocabulary);
  if (!words) {
    words = list.filter(
      ({ word }) => word.length <= longestWord && isInVocabulary(word, vocabulary),
    );
    known.set(vocabulary, words);
  }
  return words;
}

/**
 * Draws what to write: words by frequency, some of them capitalised, random strings, so that the
 * network cannot merely learn a lexicon, and groups of digits, all from the characters there are.
 */
export class TextSource {
  readonly #options: Required<TextSourceOptions>;
  readonly #characters: ReadonlySet<string>;
  readonly #letters: readonly string[];
  readonly #small: readonly string[];
  readonly #capitals: readonly string[];
  readonly #digits: readonly string[];
  readonly #ends: readonly string[];
  readonly #words: readonly string[];
  /** Running sums of the words' weights. */
  readonly #weights: Float64Array;

  constructor(options: TextSourceOptions) {
    this.#options = {
      vocabulary: 'all',
      words: englishWords(),
      strings: 0.18,
      digits: 0.12,
      phrases: 0,
      punctuation: 0.2,
      ...options,
    };
    const { characters, vocabulary, words } = this.#options;
    this.#characters = new Set(characters);
    this.#letters = characters.filter((character) => /\p{L}/u.test(character));
    this.#small = this.#letters.filter((letter) => /\p{Ll}/u.test(letter));
    this.#capitals = this.#letters.filter((letter) => /\p{Lu}/u.test(letter));
    this.#digits = characters.filter((character) => /\p{Nd}/u.test(character));
    this.#ends = characters.filter((character) => ['.', ',', '?', '!'].includes(character));
    const own: string[] = [];
    const weights: number[] = [];
    let sum = 0;
    for (const { word, count } of wordsOf(words, vocabulary)) {
      if (!this.#has(word)) continue;
      sum += count ** flatness;
      own.push(word);
      weights.push(sum);
    }
    this.#words = own;
    this.#weights = Float64Array.from(weights);
  }

  /**
   * The next text. When the characters make no text of the vocabulary (few digits and nothing
   * else, say) it is one outside of it.
   * @throws RangeError without any character
   */
  draw(random: RandomGenerator): string {
    const kind = this.#kind(random);
    let text = '';
    for (let attempt = 0; attempt < attempts; attempt++) {
      text = kind(random);
      if (isInVocabulary(text, this.#options.vocabulary)) break;
    }
    return text;
  }

  #kind(random: RandomGenerator): (random: RandomGenerator) => string {
    const { strings, digits } = this.#options;
    const kind = random.uniform();
    if (this.#digits.length > 0 && kind < digits) return (next) => this.#group(next);
    if (this.#words.length === 0 || kind < digits + strings) return (next) => this.#string(next);
    return (next) => this.#phrase(next);
  }

  #phrase(random: RandomGenerator): string {
    let text = this.#word(random);
    if (random.chance(this.#options.phrases)) {
      for (let more = random.integer(1, 2); more > 0; more--) text += ` ${this.#word(random)}`;
    }
    return text;
  }

  #word(random: RandomGenerator): string {
    const word = this.#words[random.weighted(this.#weights)]!;
    const style = random.uniform();
    const cased =
      style < allCapitals
        ? word.toUpperCase()
        : style < allCapitals + capitalised
          ? word.charAt(0).toUpperCase() + word.slice(1)
          : word;
    const written = this.#has(cased) ? cased : word;
    const marked = this.#ends.length > 0 && random.chance(this.#options.punctuation);
    return marked ? written + random.pick(this.#ends) : written;
  }

  #string(random: RandomGenerator): string {
    const sets = [
      this.#small,
      this.#small,
      this.#letters,
      this.#capitals,
      this.#options.characters,
    ].filter((set) => set.length > 0);
    return drawFrom(random.pick(sets), random.integer(1, 7), random);
  }

  #group(random: RandomGenerator): string {
    return drawFrom(this.#digits, random.integer(1, 6), random);
  }

  #has(text: string): boolean {
    for (const character of text) if (!this.#characters.has(character)) return false;
    return true;
  }
}

function drawFrom(set: readonly string[], count: number, random: RandomGenerator): string {
  return Array.from({ length: count }, () => random.pick(set)).join('');
}
