import { commonPositions } from '../../recognizer/decoding/readings.ts';

/** A word that was read: how sure the reading was, and whether it was right. */
export interface JudgedWord {
  /** Probability, 0..1. */
  readonly confidence: number;
  readonly right: boolean;
}

/** How far confidences are shares of words that are right. */
export interface Calibration {
  /** Words that were read. */
  readonly words: number;
  /**
   * Expected calibration error (Naeini et al. 2015): over ten bins of equal width the mean distance of
   * confidence and share of right words, weighted by words. 0 is right, 1 the worst.
   */
  readonly ece: number;
  /**
   * Area under the curve (ROC): how likely a right word is surer than a wrong one, ties half; undefined
   * where all are right or all are wrong.
   */
  readonly auc?: number;
}

const bins = 10;

/** @returns undefined without words */
export function calibrationOf(words: readonly JudgedWord[]): Calibration | undefined {
  if (words.length === 0) return undefined;
  const auc = areaUnderCurve(words);
  return {
    words: words.length,
    ece: expectedError(words),
    ...(auc !== undefined && { auc }),
  };
}

function expectedError(words: readonly JudgedWord[]): number {
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, right: 0 }));
  for (const { confidence, right } of words) {
    const bin = sums[Math.min(bins - 1, Math.floor(confidence * bins))]!;
    bin.confidence += confidence;
    bin.right += right ? 1 : 0;
  }
  // The weight of a bin is its words: they cancel against those of its means.
  const distance = sums.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0);
  return distance / words.length;
}

/** By ranks (Mann and Whitney 1947); words of equal confidence share theirs. */
function areaUnderCurve(words: readonly JudgedWord[]): number | undefined {
  const sorted = words.toSorted((a, b) => a.confidence - b.confidence);
  const right = words.filter((word) => word.right).length;
  const wrong = words.length - right;
  if (right === 0 || wrong === 0) return undefined;
  let ranks = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (to < sorted.length && sorted[to]!.confidence === sorted[from]!.confidence) to += 1;
    const rank = (from + 1 + to) / 2;
    for (let index = from; index < to; index += 1) if (sorted[index]!.right) ranks += rank;
    from = to;
  }
  return (ranks - (right * (right + 1)) / 2) / (right * wrong);
}

/**
 * Which of the words that were read are right: those that stay in a shortest edit of what was read to
 * what was written.
 */
export function rightWords(written: string, read: readonly string[]): boolean[] {
  const texts = written
    .normalize('NFC')
    .split(/\s+/u)
    .filter((word) => word !== '');
  const right = new Set(
    commonPositions(
      read.map((word) => word.normalize('NFC')),
      texts,
    ),
  );
  return read.map((_, index) => right.has(index));
}
