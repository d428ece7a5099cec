import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitByLabel } from './split.ts';

const labels = Array.from('0'.repeat(80) + '7'.repeat(16) + '8'.repeat(14));

test('every label is in every part in its share', () => {
  const split = splitByLabel(labels, { test: 0.2, validation: 0.1 }, 1);
  const counts = (part: readonly number[]) =>
    ['0', '7', '8'].map((label) => part.filter((index) => labels[index] === label).length);
  expect(counts(split.test)).toEqual([16, 3, 3]);
  expect(counts(split.validation)).toEqual([8, 2, 1]);
  expect(counts(split.training)).toEqual([56, 11, 10]);
});

test('the parts are disjoint, whole, and depend on seed and labels alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('0', '1', '2'), { maxLength: 40 }),
      fc.integer({ min: 0, max: 1000 }),
      (list, seed) => {
        const split = splitByLabel(list, { test: 0.2, validation: 0.1 }, seed);
        const all = [...split.training, ...split.validation, ...split.test];
        expect(all.sort((a, b) => a - b)).toEqual(list.map((_, index) => index));
        expect(splitByLabel(list, { test: 0.2, validation: 0.1 }, seed)).toEqual(split);
        // Training comes first: a label with one recording is trained on.
        for (const label of new Set(list)) {
          expect(split.training.some((index) => list[index] === label)).toBe(true);
        }
      },
    ),
  );
});
