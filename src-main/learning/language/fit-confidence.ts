import type { SampleWindow } from '../../contract/sensors.ts';
import type { ConfidenceWeights } from '../../recognizer/decoding/word-confidence.ts';
import { featureNames } from '../../recognizer/decoding/word-confidence.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import { calibrationOf, rightWords, type Calibration } from '../evaluation/calibration.ts';

/** A word that was read, as a regression sees it. */
export interface WordCase {
  readonly features: readonly number[];
  readonly right: boolean;
  /** What network and language say without a regression. */
  readonly confidence: number;
  readonly writer: string;
}

export interface FittedConfidence {
  readonly weights: ConfidenceWeights;
  /** Of writers on whom the weights were not fitted, by turns. */
  readonly fitted: Calibration;
  /** What network and language say of the same words. */
  readonly raw: Calibration;
}

/** Fewer words, or fewer of one kind, say nothing. */
const fewestWords = 50;
const fewestOfAKind = 10;

export interface ConfidenceSample {
  readonly text: string;
  readonly writer?: string;
  readonly window: SampleWindow;
}

/** Every word that is read of some samples. @throws the signal's reason */
export async function wordCases(
  recognizer: Pick<Recognizer, 'recognize'>,
  samples: Iterable<ConfidenceSample>,
  { onProgress, signal }: { onProgress?: (done: number) => void; signal?: AbortSignal } = {},
): Promise<WordCase[]> {
  const cases: WordCase[] = [];
  let done = 0;
  for (const { text, writer = 'unknown', window } of samples) {
    signal?.throwIfAborted();
    const { words } = await recognizer.recognize(window, { withFeatures: true });
    const right = rightWords(
      text,
      words.map((word) => word.text),
    );
    words.forEach(({ features, confidence }, index) => {
      if (features) cases.push({ features, confidence, right: right[index]!, writer });
    });
    done += 1;
    onProgress?.(done);
  }
  return cases;
}

/**
 * Weights that make the confidence of a word the share of such words that are right.
 * @returns undefined where too few words, or too few right or wrong ones, were read
 */
export function fitConfidence(cases: readonly WordCase[]): FittedConfidence | undefined {
  const right = cases.filter((one) => one.right).length;
  if (cases.length < fewestWords || Math.min(right, cases.length - right) < fewestOfAKind) {
    return undefined;
  }
  const held = heldOutConfidences(cases);
  return {
    weights: logisticRegression(cases),
    fitted: calibrationOf(cases.map((one, at) => ({ ...one, confidence: held[at]! })))!,
    raw: calibrationOf(cases)!,
  };
}

const folds = 5;

/** Each writer's words judged by the words of others. */
function heldOutConfidences(cases: readonly WordCase[]): number[] {
  const names = [...new Set(cases.map(({ writer }) => writer))].sort();
  // Of one writer alone every fifth word is held out.
  const foldOf = ({ writer }: WordCase, at: number) =>
    (names.length >= folds ? names.indexOf(writer) : at) % folds;
  const confidences = new Array<number>(cases.length).fill(0);
  for (let fold = 0; fold < folds; fold += 1) {
    const weights = logisticRegression(cases.filter((one, at) => foldOf(one, at) !== fold));
    cases.forEach((one, at) => {
      if (foldOf(one, at) === fold) confidences[at] = logistic(dot(one.features, weights));
    });
  }
  return confidences;
}

/** Pull towards 0, so that a feature that tells nothing gets no weight. */
const ridge = 1;
const newtonSteps = 25;

/** Largest posterior by Newton's method. */
export function logisticRegression(
  cases: readonly Pick<WordCase, 'features' | 'right'>[],
): number[] {
  const size = featureNames.length;
  let weights = new Array<number>(size).fill(0);
  for (let step = 0; step < newtonSteps; step += 1) {
    const gradient = weights.map((weight, index) => (index === 0 ? 0 : -ridge * weight));
    const curvature = weights.map((_, row) =>
      weights.map((__, column) => (row === column ? (row === 0 ? 1e-6 : ridge) : 0)),
    );
    for (const { features, right } of cases) {
      const share = logistic(dot(features, weights));
      for (let row = 0; row < size; row += 1) {
        gradient[row]! += ((right ? 1 : 0) - share) * features[row]!;
        for (let column = 0; column < size; column += 1) {
          curvature[row]![column]! += share * (1 - share) * features[row]! * features[column]!;
        }
      }
    }
    const change = solve(curvature, gradient);
    weights = weights.map((weight, index) => weight + change[index]!);
    if (Math.max(...change.map(Math.abs)) < 1e-8) break;
  }
  return weights;
}

/** Gaussian elimination with the largest pivot; the matrix is positive definite. */
function solve(matrix: readonly (readonly number[])[], vector: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, vector[index]!]);
  const size = rows.length;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let at = column; at <= size; at += 1) rows[row]![at]! -= factor * rows[column]![at]!;
    }
  }
  return rows.map((row, index) => row[size]! / row[index]!);
}

function dot(features: readonly number[], weights: readonly number[]): number {
  return features.reduce((sum, feature, index) => sum + feature * weights[index]!, 0);
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
