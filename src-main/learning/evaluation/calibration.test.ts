import { expect, test } from 'vitest';
import { calibrationOf, rightWords } from './calibration.ts';

const words = (confidence: number, right: number, wrong: number) => [
  ...Array.from({ length: right }, () => ({ confidence, right: true })),
  ...Array.from({ length: wrong }, () => ({ confidence, right: false })),
];

test('confidences that are shares of right words have no error', () => {
  const calibration = calibrationOf([...words(0.75, 3, 1), ...words(0.25, 1, 3)])!;
  expect(calibration).toMatchObject({ words: 8, ece: 0 });
  // Of the 16 pairs of a right and a wrong word 9 stand in order, 6 are equal.
  expect(calibration.auc).toBeCloseTo((9 + 6 / 2) / 16, 12);
});

test('the error is the distance from the share, weighted by words', () => {
  // Nine in ten words too sure by 0.5, one too unsure by 1.
  const calibration = calibrationOf([...words(1, 9, 9), ...words(0, 2, 0)])!;
  expect(calibration.ece).toBeCloseTo(0.9 * 0.5 + 0.1 * 1, 12);
});

test('the curve says nothing where all words are alike', () => {
  expect(calibrationOf(words(0.9, 5, 0))).not.toHaveProperty('auc');
  expect(calibrationOf([])).toBeUndefined();
  expect(calibrationOf([...words(0.9, 4, 0), ...words(0.1, 0, 4)])!.auc).toBe(1);
});

test('words are right that stay in a shortest edit', () => {
  expect(rightWords('the quick fox', ['the', 'quick', 'fox'])).toEqual([true, true, true]);
  expect(rightWords('the quick fox', ['the', 'fix', 'fox'])).toEqual([true, false, true]);
  expect(rightWords('the quick fox', ['quick', 'fox', 'the'])).toEqual([true, true, false]);
  expect(rightWords('word', ['wo', 'rd'])).toEqual([false, false]);
  expect(rightWords('word', [])).toEqual([]);
});
