import { expect, test } from 'vitest';
import { RandomGenerator } from '../../simulator/random.ts';
import { parameterCount } from '../../recognizer/network/parameters.ts';
import { editDistance } from './negatives.ts';
import { corruptText, corruptTexts, textInputs, textNetwork } from './text-branch.ts';

const alphabet = ['a', 'b', 'c'];

test('a corrupted text is one edit away and never empty', () => {
  const random = new RandomGenerator(3);
  const kinds = new Set<number>();
  for (let i = 0; i < 200; i++) {
    for (const text of ['a', 'abca']) {
      const corrupted = corruptText(text, alphabet, random);
      expect(editDistance(text, corrupted)).toBe(1);
      expect(corrupted).not.toBe('');
      if (text !== 'a') kinds.add(corrupted.length - text.length);
    }
  }
  expect([...kinds].sort()).toEqual([-1, 0, 1]);
  const several = corruptTexts('abca', 5, alphabet, random);
  expect(new Set(several).size).toBe(5);
});

test('texts as inputs of a network', () => {
  const { values, lengths, time } = textInputs(['cab', 'b'], alphabet);
  expect(time).toBe(3);
  expect([...lengths]).toEqual([3, 1]);
  expect([...values]).toEqual([0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
  expect(() => textInputs([''], alphabet)).toThrow(RangeError);
});

test('the network of the text branch', () => {
  const network = textNetwork({ alphabet, width: 5, characterWidth: 2, units: 3 });
  // 3·2 + 2, two directions of 4·3·(2 + 3 + 2), 6·5 + 5
  expect(parameterCount(network)).toBe(8 + 168 + 35);
});
