import { expect, test } from 'vitest';
import { alphabets, labelsOf, spaceLabel, textOf } from './alphabet.ts';

test('class 0 is the blank, class i + 1 the i-th character', () => {
  expect(labelsOf('0190', alphabets.digits)).toEqual([1, 2, 10, 1]);
  expect(textOf([1, 0, 2, 10, 0, 1], alphabets.digits)).toBe('0190');
});

test('decomposed characters are composed before they are looked up', () => {
  expect(labelsOf('a\u0308', ['ä'])).toEqual([1]);
});

test('a character that the model cannot write is named with a remedy', () => {
  expect(() => labelsOf('1x', alphabets.digits)).toThrow('cannot write “x”');
});

test('the space is found where there is one', () => {
  expect(spaceLabel(alphabets.digits)).toBeUndefined();
  expect(spaceLabel(['a', ' '])).toBe(2);
});
