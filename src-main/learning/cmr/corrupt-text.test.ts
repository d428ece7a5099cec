import { expect, test } from 'vitest';
import { RandomGenerator } from '../../simulator/random.ts';
import { editDistance } from './negatives.ts';
import { corruptText } from './corrupt-text.ts';

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
});
