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
    let node = 0;
    for (let index = 0; index < codes.length; index += 1) {
      node = this.tree.find(node, codes[index]!);
      if (node === 0) return false;
    }
    return this.small[node]! + this.capital[node]! > 0;
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
