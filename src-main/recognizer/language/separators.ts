import { blankLabel } from '../../contract/alphabet.ts';
import type { Place } from './casing.ts';
import type { LabelKinds } from './label-kinds.ts';

/** Where a text stands between two words. */
export interface Between {
  /** P(a word begins here). */
  readonly word: number;
  /** P(the text ends here). */
  readonly end: number;
  /** By label P(this mark or space comes next). */
  readonly separators: Float64Array;
  /** What a word that begins here is taken for. */
  readonly place: Place;
}

/** Shares of what comes; `marks` is for all marks together. */
interface Shares {
  readonly word: number;
  readonly end: number;
  readonly space: number;
  readonly marks: number;
}

/** At the beginning and after spaces. */
const fresh: Shares = { word: 0.94, end: 0.01, space: 0.01, marks: 0.04 };
const afterWord: Shares = { word: 0, end: 0.45, space: 0.35, marks: 0.2 };
const afterMark: Shares = { word: 0.05, end: 0.5, space: 0.4, marks: 0.05 };
const afterJoiner: Shares = { word: 0.9, end: 0.03, space: 0.03, marks: 0.04 };

const sentenceEnds = new Set(['.', '?', '!']);
const joiners = new Set(["'", '-', '’', '/', '@', '_']);
/** How often a mark follows a word, beside one another; any other mark has weight 1. */
const markWeights: Readonly<Record<string, number>> = {
  '.': 30,
  ',': 30,
  "'": 12,
  '?': 8,
  '!': 8,
  '-': 6,
};

/**
 * What may stand between words, with its probabilities: those of English and German prose, rounded.
 * Each sums to 1 over word, end and separators.
 */
export class Separators {
  readonly beginning: Between;
  readonly afterWord: Between;
  readonly #after: readonly (Between | undefined)[];
  readonly #afterSentence: Between;

  constructor(labels: LabelKinds) {
    const { kinds, characters } = labels;
    const between = (shares: Shares, place: Place, weights?: typeof markWeights) =>
      betweenOf(labels, shares, place, weights);
    this.beginning = between(fresh, 'beginning');
    this.afterWord = between(afterWord, 'middle', markWeights);
    this.#afterSentence = between(fresh, 'sentence');
    this.#after = kinds.map((kind, label) => {
      const character = characters[label]!;
      if (kind === 'space') return between(fresh, 'middle');
      if (kind !== 'mark') return undefined;
      if (joiners.has(character)) return between(afterJoiner, 'joined');
      return between(afterMark, sentenceEnds.has(character) ? 'sentence' : 'middle');
    });
  }

  /** Where a text stands after a mark or space. */
  after(label: number, before: Between): Between {
    const found = this.#after[label];
    if (found === undefined) throw new RangeError(`label ${label} is no separator`);
    // “end. Next”: the space does not take the sentence's end back.
    return found.place === 'middle' && before.place === 'sentence' ? this.#afterSentence : found;
  }
}

function betweenOf(
  { kinds, characters }: LabelKinds,
  { word, end, space, marks }: Shares,
  place: Place,
  weights: Readonly<Record<string, number>> = {},
): Between {
  const separators = new Float64Array(kinds.length);
  const weightOf = (label: number) => weights[characters[label]!] ?? 1;
  const allMarks = kinds.reduce(
    (sum, kind, label) => (kind === 'mark' ? sum + weightOf(label) : sum),
    0,
  );
  kinds.forEach((kind, label) => {
    if (label === blankLabel) return;
    if (kind === 'space') separators[label] = space;
    if (kind === 'mark') separators[label] = (marks * weightOf(label)) / allMarks;
  });
  // What the alphabet lacks is shared out.
  const sum = word + end + separators.reduce((total, share) => total + share, 0);
  for (let label = 0; label < separators.length; label += 1) separators[label]! /= sum;
  return { word: word / sum, end: end / sum, separators, place };
}
