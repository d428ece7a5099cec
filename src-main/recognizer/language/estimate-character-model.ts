import { boundary, CharacterModel } from './character-model.ts';
import { buildLetterTree } from './letter-tree.ts';

export interface EstimateOptions {
  /** Letters of an n-gram, the predicted one included; default 6. */
  readonly order?: number;
  /** N-grams of this length and more are left out when they were counted once; default 5. */
  readonly pruneFrom?: number;
}

/**
 * Modified Kneser–Ney smoothing, interpolated (Chen and Goodman 1999): the longest n-grams, and those
 * that begin a word, are counted; of shorter ones the letters that were seen before them. From a count
 * a discount is taken that depends on its order and on whether it is 1, 2 or more; what is left over
 * goes to the next shorter context. What pruning leaves out goes there too.
 *
 * Every word counts once: how frequent words are is known to the word tree, this model is for words
 * that are in no list.
 *
 * @param words codes of their letters, 1..letters
 */
export function estimateCharacterModel(
  words: Iterable<ArrayLike<number>>,
  letters: number,
  { order = 6, pruneFrom = 5 }: EstimateOptions = {},
): CharacterModel {
  const counts = countNgrams(words, order);
  const shares: [number[], number][] = [];
  counts.forEach((ofLength, index) => {
    const length = index + 1;
    const discounts = discountsOf(ofLength.values());
    const totals = new Map<string, number>();
    for (const [ngram, count] of ofLength) {
      const context = ngram.slice(0, -1);
      totals.set(context, (totals.get(context) ?? 0) + count);
    }
    for (const [ngram, count] of ofLength) {
      if (length >= pruneFrom && length > 2 && count === 1) continue;
      const share = (count - discounts[Math.min(count, 3) - 1]!) / totals.get(ngram.slice(0, -1))!;
      shares.push([codesOf(ngram), share]);
    }
  });
  // An n-gram may be kept whose context was pruned: the tree gives that context no share of its own.
  const { tree, values } = buildLetterTree(shares);
  return new CharacterModel(
    tree,
    Float32Array.from(values, (share) => share ?? 0),
    letters,
  );
}

/** By length (from 1) the adjusted counts of n-grams, each written as a string of its codes. */
function countNgrams(words: Iterable<ArrayLike<number>>, order: number): Map<string, number>[] {
  const counts = Array.from({ length: order }, () => new Map<string, number>());
  const start = String.fromCharCode(boundary);
  for (const word of words) {
    const text = start + String.fromCharCode(...Array.from(word)) + start;
    for (let end = 2; end <= text.length; end += 1) {
      const ngram = text.slice(Math.max(0, end - order), end);
      const ofLength = counts[ngram.length - 1]!;
      ofLength.set(ngram, (ofLength.get(ngram) ?? 0) + 1);
    }
  }
  for (let length = order; length > 1; length -= 1) {
    const shorter = counts[length - 2]!;
    for (const ngram of counts[length - 1]!.keys()) {
      const suffix = ngram.slice(1);
      shorter.set(suffix, (shorter.get(suffix) ?? 0) + 1);
    }
  }
  return counts;
}

/** What is taken from counts of 1, of 2, and of more. */
function discountsOf(counts: Iterable<number>): readonly [number, number, number] {
  const ofCount = [0, 0, 0, 0, 0];
  for (const count of counts) if (count <= 4) ofCount[count]! += 1;
  const [, one = 0, two = 0, three = 0, four = 0] = ofCount;
  // Small samples lack counts to estimate from; a half is the textbook's choice.
  if (one === 0 || two === 0 || three === 0 || four === 0) return [0.5, 0.5, 0.5];
  const y = one / (one + 2 * two);
  const within = (discount: number, count: number) =>
    Math.min(Math.max(discount, 0.05), count - 0.05);
  return [
    within(1 - (2 * y * two) / one, 1),
    within(2 - (3 * y * three) / two, 2),
    within(3 - (4 * y * four) / three, 3),
  ];
}

function codesOf(ngram: string): number[] {
  return Array.from(ngram, (character) => character.charCodeAt(0));
}
