import type { WordTree } from './word-tree.ts';

/** Words that follow a word, or begin a sentence, more often than their frequency tells. */
export interface Follower {
  /** Number of the word before (`WordTree.wordAt`); that of `sentenceStart` begins a sentence. */
  readonly before: number;
  readonly word: number;
  /** P(word | before) less what its frequency alone gives it; all of one `before` sum to at most 1. */
  readonly share: number;
}

/** Part of the followers of one word: from, up to and not including. */
export interface FollowerRange {
  readonly from: number;
  readonly to: number;
}

export const noFollowers: FollowerRange = { from: 0, to: 0 };

/**
 * What a word says about the next one: word bigrams as far as they are more than the frequencies of
 * the words. With h the word before,
 *
 *   P(word | h) = share(h, word) + (1 − sum of shares(h)) P(word)
 *
 * so that all sum to 1 whatever the shares are. Followers stand in the order of the word tree: those
 * that begin with some letters are one stretch.
 */
export class Followers {
  /** Of the followers before each, as the list has them: with small letters, with a capital. */
  readonly #small: Float64Array;
  readonly #capital: Float64Array;

  /**
   * @param starts where the followers of each word begin, those of `sentenceStart` last, and their end
   * @param followers numbers of words, ascending for each word before
   */
  constructor(
    private readonly tree: WordTree,
    readonly starts: Uint32Array,
    readonly followers: Uint32Array,
    readonly shares: Float32Array,
  ) {
    this.#small = new Float64Array(followers.length + 1);
    this.#capital = new Float64Array(followers.length + 1);
    const { small, capital } = tree;
    followers.forEach((word, index) => {
      const node = tree.nodeOf(word);
      const capitals = capital[node]! / (small[node]! + capital[node]!);
      this.#small[index + 1] = this.#small[index]! + shares[index]! * (1 - capitals);
      this.#capital[index + 1] = this.#capital[index]! + shares[index]! * capitals;
    });
  }

  /** In the place of a word: what begins a sentence follows it. */
  get sentenceStart(): number {
    return this.tree.wordCount;
  }

  /** All that follow a word. */
  after(before: number): FollowerRange {
    return { from: this.starts[before]!, to: this.starts[before + 1]! };
  }

  /** Those of a range that begin with the letters of a node. */
  within({ from, to }: FollowerRange, node: number): FollowerRange {
    const { firstWord, wordsBelow } = this.tree;
    const first = firstWord[node]!;
    const low = this.#firstFrom(first, from, to);
    return { from: low, to: this.#firstFrom(first + wordsBelow[node]!, low, to) };
  }

  /** Sum of their shares: of words listed small, and with a capital. */
  small({ from, to }: FollowerRange): number {
    return this.#small[to]! - this.#small[from]!;
  }

  capital({ from, to }: FollowerRange): number {
    return this.#capital[to]! - this.#capital[from]!;
  }

  /** The one of a range within a node that ends there; an empty range where none does. */
  endingAt({ from, to }: FollowerRange, node: number): FollowerRange {
    const word = this.tree.wordAt(node);
    return from < to && this.followers[from] === word ? { from, to: from + 1 } : noFollowers;
  }

  /** Every follower, in the order of the words before. */
  *all(): Generator<Follower> {
    for (let before = 0; before < this.starts.length - 1; before += 1) {
      for (let index = this.starts[before]!; index < this.starts[before + 1]!; index += 1) {
        yield { before, word: this.followers[index]!, share: this.shares[index]! };
      }
    }
  }

  /** Index of the first follower in [low, high) that is `word` or after it. */
  #firstFrom(word: number, low: number, high: number): number {
    let [from, to] = [low, high];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.followers[middle]! < word) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** @param followers in any order, each pair once */
export function buildFollowers(tree: WordTree, followers: Iterable<Follower>): Followers {
  const sorted = [...followers].sort((a, b) => a.before - b.before || a.word - b.word);
  const starts = new Uint32Array(tree.wordCount + 2);
  for (const { before } of sorted) starts[before + 1]! += 1;
  for (let index = 1; index < starts.length; index += 1) starts[index]! += starts[index - 1]!;
  return new Followers(
    tree,
    starts,
    Uint32Array.from(sorted, ({ word }) => word),
    Float32Array.from(sorted, ({ share }) => share),
  );
}
