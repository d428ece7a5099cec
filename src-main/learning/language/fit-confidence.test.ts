import { expect, test } from 'vitest';
import { featureNames } from '../../recognizer/decoding/word-confidence.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { fitConfidence, logisticRegression, type WordCase } from './fit-confidence.ts';

/** Words of which those with a high second feature are right, as a logistic curve says. */
function cases(count: number, slope: number, shift: number): WordCase[] {
  const random = new RandomGenerator('cases');
  return Array.from({ length: count }, (_, index) => {
    const value = random.normal(0, 2);
    const features = featureNames.map((__, at) =>
      at === 0 ? 1 : at === 1 ? value : random.normal(0, 1),
    );
    const share = 1 / (1 + Math.exp(-(slope * value + shift)));
    return {
      features,
      right: random.uniform(0, 1) < share,
      // Overconfident: as if every word were right with the first word's odds doubled.
      confidence: 1 / (1 + Math.exp(-2 * value)),
      writer: `w${index % 7}`,
    };
  });
}

test('finds the curve that words were drawn by, and no weight for what tells nothing', () => {
  const [constant, slope, ...others] = logisticRegression(cases(4000, 0.8, -1));
  expect(constant).toBeCloseTo(-1, 0);
  expect(slope).toBeCloseTo(0.8, 1);
  for (const weight of others) expect(Math.abs(weight)).toBeLessThan(0.15);
});

test('confidences of writers that were held out become shares of right words', () => {
  const { raw, fitted } = fitConfidence(cases(2000, 0.8, -1))!;
  expect(raw.ece).toBeGreaterThan(0.12);
  expect(fitted.ece).toBeLessThan(0.04);
  expect(fitted.auc!).toBeGreaterThan(0.75);
  expect(fitted.words).toBe(2000);
});

test('too few words, or words that are all right, are no evidence', () => {
  expect(fitConfidence(cases(40, 1, 0))).toBeUndefined();
  expect(fitConfidence(cases(200, 1, 0).map((one) => ({ ...one, right: true })))).toBeUndefined();
});
