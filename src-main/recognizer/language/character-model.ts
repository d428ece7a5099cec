import type { LetterTree } from './letter-tree.ts';

/** Before the first and after the last letter of a word. */
export const boundary = 0;

/** Where the model stands: the longest stretch of the last letters of which it knows continuations. */
export type CharacterState = number;

/**
 * A character n-gram model of words, interpolated: with h the letters before, h' those without the
 * first of them, and V the letters and the end of the word,
 *
 *   P(c | h) = discounted(h c) + left(h) P(c | h'),   P(c | nothing) = … + left(nothing) / |V|
 *
 * where left(h) is what the discounted shares of h leave of 1. So all P(c | h) sum to 1 whatever the
 * shares are, and a file may hold them coarsely.
 *
 * The tree holds the n-grams; a word begins with `boundary`, and `boundary` is predicted at its end.
 */
export class CharacterModel {
  /** P(last letter | those before it), all orders together, for every n-gram of the tree. */
  readonly #probability: Float32Array;
  /** left(h) for every n-gram as a context. */
  readonly #left: Float32Array;
  /** For every n-gram the one without its first letter that the tree holds. */
  readonly #suffix: Uint32Array;
  readonly #uniform: number;
  /** Before the first letter of a word. */
  readonly start: CharacterState;

  /**
   * @param discounted share of each n-gram of the tree among the continuations of its context, 0..1
   * @param letters how many letters there are; their codes are 1..letters
   */
  constructor(
    readonly tree: LetterTree,
    readonly discounted: Float32Array,
    readonly letters: number,
  ) {
    const { size, firstChild, codes } = tree;
    const left = new Float32Array(size).fill(1);
    const suffix = new Uint32Array(size);
    const probability = new Float32Array(size);
    this.#left = left;
    this.#suffix = suffix;
    this.#probability = probability;
    this.#uniform = 1 / (letters + 1);
    // Breadth first: shorter n-grams, and so all suffixes, are ready before longer ones.
    for (let node = 0; node < size; node += 1) {
      let rest = 1;
      for (let child = firstChild[node]!; child < firstChild[node + 1]!; child += 1) {
        rest -= discounted[child]!;
      }
      left[node] = Math.max(0, rest);
      const context = node === 0 ? undefined : suffix[node]!;
      for (let child = firstChild[node]!; child < firstChild[node + 1]!; child += 1) {
        const code = codes[child]!;
        suffix[child] = context === undefined ? 0 : this.#longest(context, code);
        const lower = context === undefined ? this.#uniform : this.probability(context, code);
        probability[child] = discounted[child]! + left[node]! * lower;
      }
    }
    this.start = tree.find(0, boundary);
  }

  /** P(code | state), 0 for what is no letter of the model. */
  probability(state: CharacterState, code: number): number {
    if (code > this.letters) return 0;
    let factor = 1;
    for (let node = state; ; node = this.#suffix[node]!) {
      const found = this.tree.find(node, code);
      if (found !== 0) return factor * this.#probability[found]!;
      factor *= this.#left[node]!;
      if (node === 0) return factor * this.#uniform;
    }
  }

  /** The state after one more letter. */
  next(state: CharacterState, code: number): CharacterState {
    let node = this.#longest(state, code);
    // What continues in no way says no more than its suffix.
    while (node !== 0 && !this.tree.hasChildren(node)) node = this.#suffix[node]!;
    return node;
  }

  /** ln P of a whole word, its end included. */
  wordLogProbability(codes: ArrayLike<number>): number {
    let state = this.start;
    let sum = 0;
    for (let index = 0; index < codes.length; index += 1) {
      sum += Math.log(this.probability(state, codes[index]!));
      state = this.next(state, codes[index]!);
    }
    return sum + Math.log(this.probability(state, boundary));
  }

  #longest(state: CharacterState, code: number): number {
    for (let node = state; ; node = this.#suffix[node]!) {
      const found = this.tree.find(node, code);
      if (found !== 0 || node === 0) return found;
    }
  }
}
