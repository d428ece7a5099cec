import { expect, test } from 'vitest';
import { positiveNumber, positiveWholeNumber, wholeNumber } from './number-options.ts';

test('numbers are taken, anything else is refused', () => {
  expect(positiveNumber('0.5')).toBe(0.5);
  for (const text of ['abc', '0', '-1', 'NaN', 'Infinity', '']) {
    expect(() => positiveNumber(text), text).toThrow('above 0');
  }
  expect(wholeNumber('0')).toBe(0);
  expect(() => wholeNumber('1.5')).toThrow('whole number');
  expect(positiveWholeNumber('3')).toBe(3);
  expect(() => positiveWholeNumber('0')).toThrow('1 or more');
});
