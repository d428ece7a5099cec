import { buildLetterTree, type LetterTree } from './letter-tree.ts';

/** A word of a list, its letters folded to small ones. */
export interface CodedWord {
  readonly codes: readonly number[];
  /** Whether the list writes it with a capital: a name, a German noun. */
  readonly capital: boolean;
  /** How often it occurs, above 0; of any scale. */
  readonly weight: number;
}

/**
 * Words by frequency in a tree of their letters. Each node knows the mass of all words that begin with
 * its letters, so that P(next letter | letters so far) is there at every letter and the frequency of a
 * word is felt before its end.
 */
export class WordTree {
  /** By node the mass of words that begin with its letters: listed in small letters, and with a capital. */
  readonly smallMass: Float64Array;
  readonly capitalMass: Float64Array;
  /** Different words, whatever their capitals. */
  readonly wordCount: number;
  /**
   * Words are numbered in the order of their letters: those that begin with the letters of a node are
   * `wordsBelow[node]` from `firstWord[node]` on, the one that ends there first.
   */
  readonly firstWord: Uint32Array;
  readonly wordsBelow: Uint32Array;
  #nodes: Uint32Array | undefined;

  /** @param small, capital by node the weight of the word that ends there, 0 for none */
  constructor(
    readonly tree: LetterTree,
    readonly small: Float64Array,
    readonly capital: Float64Array,
  ) {
    this.smallMass = small.slice();
    this.capitalMass = capital.slice();
    const { firstChild, size } = tree;
    // Children have higher numbers: from the last node on, every child is complete.
    for (let node = size - 1; node >= 0; node -= 1) {
      for (let child = firstChild[node]!; child < firstChild[node + 1]!; child += 1) {
        this.smallMass[node]! += this.smallMass[child]!;
        this.capitalMass[node]! += this.capitalMass[child]!;
      }
    }
    this.wordsBelow = Uint32Array.from(small, (_, node) => (this.#endsWord(node) ? 1 : 0));
    for (let node = size - 1; node >= 0; node -= 1) {
      for (let child = firstChild[node]!; child < firstChild[node + 1]!; child += 1) {
        this.wordsBelow[node]! += this.wordsBelow[child]!;
      }
    }
    this.firstWord = new Uint32Array(size);
    for (let node = 0; node < size; node += 1) {
      let next = this.firstWord[node]! + (this.#endsWord(node) ? 1 : 0);
      for (let child = firstChild[node]!; child < firstChild[node + 1]!; child += 1) {
        this.firstWord[child] = next;
        next += this.wordsBelow[child]!;
      }
    }
    this.wordCount = this.wordsBelow[0]!;
  }

  /** Number of the word that ends at a node; −1 where none does. */
  wordAt(node: number): number {
    return this.#endsWord(node) ? this.firstWord[node]! : -1;
  }

  /** Where the word of a number ends. */
  nodeOf(word: number): number {
    if (this.#nodes === undefined) {
      this.#nodes = new Uint32Array(this.wordCount);
      for (let node = 0; node < this.tree.size; node += 1) {
        if (this.#endsWord(node)) this.#nodes[this.firstWord[node]!] = node;
      }
    }
    return this.#nodes[word]!;
  }

  #endsWord(node: number): boolean {
    return this.small[node]! + this.capital[node]! > 0;
  }

  /** Every word with its weight; the letters' codes are valid until the next one. */
  *words(): Generator<CodedWord> {
    const { tree, small, capital } = this;
    const codes: number[] = [];
    const visit = function* (node: number): Generator<CodedWord> {
      if (small[node]! > 0) yield { codes, capital: false, weight: small[node]! };
      if (capital[node]! > 0) yield { codes, capital: true, weight: capital[node]! };
      for (let child = tree.firstChild[node]!; child < tree.firstChild[node + 1]!; child += 1) {
        codes.push(tree.codes[child]!);
        yield* visit(child);
        codes.pop();
      }
    };
    yield* visit(0);
  }

  has(codes: ArrayLike<number>): boolean {
    return this.numberOf(codes) >= 0;
  }

  /** Number of a word; −1 where it is in no list. */
  numberOf(codes: ArrayLike<number>): number {
    let node = 0;
    for (let index = 0; index < codes.length; index += 1) {
      node = this.tree.find(node, codes[index]!);
      if (node === 0) return -1;
    }
    return this.wordAt(node);
  }
}

/** Words that occur twice are one whose weights add up. */
export function buildWordTree(words: Iterable<CodedWord>): WordTree {
  const sums = new Map<string, { codes: readonly number[]; small: number; capital: number }>();
  for (const { codes, capital, weight } of words) {
    const key = codes.join(' ');
    let sum = sums.get(key);
    if (sum === undefined) sums.set(key, (sum = { codes: [...codes], small: 0, capital: 0 }));
    if (capital) sum.capital += weight;
    else sum.small += weight;
  }
  const { tree, values } = buildLetterTree(
    Array.from(sums.values(), (sum) => [sum.codes, sum] as const),
  );
  return new WordTree(
    tree,
    Float64Array.from(values, (sum) => sum?.small ?? 0),
    Float64Array.from(values, (sum) => sum?.capital ?? 0),
  );
}
