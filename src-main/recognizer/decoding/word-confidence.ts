import type { FrameWord } from './read-frames.ts';

/** What tells, beside its probability, whether a word is right. */
export interface WordEvidence extends Pick<FrameWord, 'text' | 'confidence' | 'alternatives'> {
  /** Exact ln P(word | its frames) of the network alone. */
  readonly network: number;
  /** Of the characters. */
  readonly characters: readonly { readonly confidence: number }[];
  /** Share of the readings whose best path says the same word at this place, 0..1. */
  readonly agreement: number;
  /** Whether a dictionary has it; false without one. */
  readonly listed: boolean;
}

/**
 * Weights of a logistic regression over `featuresOf`: the confidence of a word is then the share of such
 * words that are right. `language confidence` fits them on validation writers.
 */
export type ConfidenceWeights = readonly number[];

/** In the order of the weights; for the model's card and docs. */
export const featureNames = [
  'constant',
  'log-odds of the share among readings',
  'log-odds against the best alternative',
  'network alone, a character',
  'least sure character',
  'best paths that agree',
  'in a dictionary',
  'logarithm of the length',
] as const;

const least = 1e-4;
const logOdds = (share: number) => {
  const bounded = Math.min(1 - least, Math.max(least, share));
  return Math.log(bounded / (1 - bounded));
};

/** What the regression sees of a word. */
export function featuresOf(word: WordEvidence): number[] {
  const length = Math.max(1, Array.from(word.text).length);
  const second = word.alternatives[0]?.confidence ?? 0;
  const weakest = Math.min(1, ...word.characters.map(({ confidence }) => confidence));
  return [
    1,
    logOdds(word.confidence),
    Math.log((word.confidence + least) / (second + least)),
    Math.max(-4, word.network / length),
    logOdds(weakest),
    word.agreement,
    word.listed ? 1 : 0,
    Math.log(length),
  ];
}

/** Probability, 0..1, that a word is right. @throws RangeError for weights of other features */
export function confidenceOf(word: WordEvidence, weights: ConfidenceWeights): number {
  const features = featuresOf(word);
  if (weights.length !== features.length) {
    throw new RangeError(`${weights.length} weights for ${features.length} features`);
  }
  const sum = features.reduce((total, feature, index) => total + feature * weights[index]!, 0);
  return 1 / (1 + Math.exp(-sum));
}

/**
 * A word whose confidence is another. What it gains or loses its alternatives lose or gain in
 * proportion, none above the word itself; a character is never less sure than the word.
 */
export function withConfidence<
  Word extends Pick<FrameWord, 'confidence' | 'alternatives' | 'characters'>,
>(word: Word, confidence: number): Word {
  const rest = 1 - word.confidence;
  const factor = rest > 0 ? (1 - confidence) / rest : 0;
  return {
    ...word,
    confidence,
    characters: word.characters.map((character) => ({
      ...character,
      confidence: Math.min(1, Math.max(confidence, 1 - (1 - character.confidence) * factor)),
    })),
    alternatives: word.alternatives.map((other) => ({
      ...other,
      confidence: Math.min(confidence, other.confidence * factor),
    })),
  };
}
