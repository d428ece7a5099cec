import { textOf, type Alphabet } from '../../contract/alphabet.ts';

/** One labelling of a stretch of frames. */
export interface Labelling {
  readonly labels: readonly number[];
  /** Exact ln P(labels | frames) under CTC. */
  readonly logProbability: number;
  /** ln of what a scorer thinks of it; 0 without one. */
  readonly languageScore: number;
}

/** A text that the frames may say, with how likely it is. */
export interface Reading {
  readonly text: string;
  readonly labels: readonly number[];
  /**
   * Probability, 0..1, that the frames say this text. Without a scorer: the exact CTC probability of
   * the text, summed over its labellings. With one: the text's share of network and scorer together,
   * where the texts that were not looked at have what probability the network leaves them, and are as
   * unlikely to the scorer as the least likely of those that were. Either way the confidences of all
   * readings sum to at most 1; what is missing belongs to texts not looked at.
   */
  readonly confidence: number;
}

/**
 * Turns labellings into readings, best first. Labellings that differ only in white space at their
 * ends are the same text.
 */
export function rankReadings(labellings: readonly Labelling[], alphabet: Alphabet): Reading[] {
  const covered = Math.min(
    1,
    sumOf(labellings, ({ logProbability }) => Math.exp(logProbability)),
  );
  let best = -Infinity;
  let leastScore = Infinity;
  for (const { logProbability, languageScore } of labellings) {
    best = Math.max(best, logProbability + languageScore);
    leastScore = Math.min(leastScore, languageScore);
  }
  if (best === -Infinity) return [];
  const weightOf = ({ logProbability, languageScore }: Labelling) =>
    Math.exp(logProbability + languageScore - best);
  const unseen = (1 - covered) * Math.exp(leastScore - best);
  const whole = sumOf(labellings, weightOf) + unseen;

  const byText = new Map<
    string,
    { labels: readonly number[]; strongest: number; weight: number }
  >();
  for (const labelling of labellings) {
    const text = textOf(labelling.labels, alphabet).trim();
    const weight = weightOf(labelling);
    const known = byText.get(text);
    if (known === undefined) {
      byText.set(text, { labels: labelling.labels, strongest: weight, weight });
    } else {
      known.weight += weight;
      if (weight > known.strongest) {
        known.strongest = weight;
        known.labels = labelling.labels;
      }
    }
  }
  return Array.from(byText, ([text, { labels, weight }]) => ({
    text,
    labels,
    confidence: weight / whole,
  })).sort((a, b) => b.confidence - a.confidence);
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  let sum = 0;
  for (const item of items) sum += value(item);
  return sum;
}

/**
 * For each label of `chosen` the probability, 0..1, that it is right: the confidences of all readings
 * in which it stands, the readings laid beside `chosen` with as few edits as possible. Never below
 * the confidence of `chosen` itself.
 */
export function labelConfidences(
  chosen: readonly number[],
  readings: readonly Pick<Reading, 'labels' | 'confidence'>[],
): number[] {
  const confidences = new Array<number>(chosen.length).fill(0);
  for (const { labels, confidence } of readings) {
    for (const index of commonPositions(chosen, labels)) confidences[index]! += confidence;
  }
  return confidences.map((confidence) => Math.min(1, confidence));
}

/** Positions of `reference` that stay as they are in a shortest edit script to `other`. */
export function commonPositions<Item extends number | string>(
  reference: readonly Item[],
  other: readonly Item[],
): number[] {
  const width = other.length + 1;
  const costs = new Int32Array((reference.length + 1) * width);
  for (let row = reference.length; row >= 0; row--) {
    for (let column = other.length; column >= 0; column--) {
      let cost: number;
      if (row === reference.length) cost = other.length - column;
      else if (column === other.length) cost = reference.length - row;
      else {
        const diagonal = costs[(row + 1) * width + column + 1]!;
        cost = Math.min(
          diagonal + (reference[row] === other[column] ? 0 : 1),
          costs[(row + 1) * width + column]! + 1,
          costs[row * width + column + 1]! + 1,
        );
      }
      costs[row * width + column] = cost;
    }
  }
  const common: number[] = [];
  let row = 0;
  let column = 0;
  while (row < reference.length && column < other.length) {
    const cost = costs[row * width + column]!;
    const diagonal = costs[(row + 1) * width + column + 1]!;
    if (reference[row] === other[column] && cost === diagonal) {
      common.push(row);
      row++;
      column++;
    } else if (cost === diagonal + 1) {
      row++;
      column++;
    } else if (cost === costs[(row + 1) * width + column]! + 1) row++;
    else column++;
  }
  return common;
}
