import { expect, test } from 'vitest';
import { divideInSplits } from './divide.ts';

const labels = Array.from({ length: 70 }, (_, index) => 'abcde'[index % 5]!);

test('every recording is tested once, and no split has a recording in two parts', () => {
  const splits = divideInSplits(labels, { splits: 5, validation: 0.15, seed: 3 });
  const all = labels.map((_, index) => index);
  expect(splits.flatMap(({ test: part }) => part).sort((a, b) => a - b)).toEqual(all);
  for (const { training, validation, test: tested } of splits) {
    expect([...training, ...validation, ...tested].sort((a, b) => a - b)).toEqual(all);
    expect(tested).toHaveLength(14);
    for (const part of [training, validation, tested]) {
      expect(new Set(part.map((index) => labels[index]))).toEqual(new Set('abcde'));
    }
  }
});

test('the seed decides', () => {
  const options = { splits: 5, validation: 0.15, seed: 3 };
  expect(divideInSplits(labels, options)).toEqual(divideInSplits(labels, options));
  expect(divideInSplits(labels, { ...options, seed: 4 })).not.toEqual(
    divideInSplits(labels, options),
  );
});
