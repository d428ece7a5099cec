import fc from 'fast-check';
import { expect, test } from 'vitest';
import { characterErrors, errorRate, wordErrors } from './error-rate.ts';

test.each([
  ['kitten', 'sitting', 3, 6],
  ['', '', 0, 0],
  ['', '12', 2, 0],
  ['12', '', 2, 2],
  ['a\u0308b', 'äb', 0, 2],
  ['🖋x', '🖊x', 1, 2],
])('characters of %j read as %j', (reference, hypothesis, errors, length) => {
  expect(characterErrors(reference, hypothesis)).toEqual({ errors, length });
});

test.each([
  ['the pen writes', 'the hen writes', 1, 3],
  ['the pen writes', 'the  pen\nwrites ', 0, 3],
  ['the pen writes', 'thepen writes', 2, 3],
  ['', ' ', 0, 0],
])('words of %j read as %j', (reference, hypothesis, errors, length) => {
  expect(wordErrors(reference, hypothesis)).toEqual({ errors, length });
});

test('rates weigh texts by their length', () => {
  expect(errorRate([characterErrors('ab', 'ac'), characterErrors('12345678', '12345678')])).toBe(
    0.1,
  );
  expect(errorRate([])).toBe(0);
  expect(errorRate([characterErrors('', 'x')])).toBe(Infinity);
});

test('agrees with the textbook recursion', () => {
  const recursion = (a: readonly string[], b: readonly string[]): number => {
    if (a.length === 0 || b.length === 0) return a.length + b.length;
    return Math.min(
      recursion(a.slice(1), b) + 1,
      recursion(a, b.slice(1)) + 1,
      recursion(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
    );
  };
  const words = fc.array(fc.constantFrom('a', 'b', 'ab', '🖋'), { maxLength: 5 });
  fc.assert(
    fc.property(words, words, (a, b) => {
      expect(wordErrors(a.join(' '), b.join(' ')).errors).toBe(recursion(a, b));
    }),
  );
});
