import { expect, test } from 'vitest';
import { alphabets } from '../../contract/alphabet.ts';
import { choosePrompts } from './choose-prompts.ts';

const words = (...list: string[]) => list.map((word, i) => ({ word, weight: 100 - i }));

test('covers all letters with the fewest words, then pairs', () => {
  const list = words('abd', 'cda', 'efe', 'abc', 'def', 'abcdef', 'faf', 'bda');
  const choice = choosePrompts(list, Array.from('abcdef'), { count: 3, kinds: ['letters'] });
  expect(choice.prompts[0]).toBe('abcdef');
  expect(choice).toMatchObject({ covered: 6, coveredAfter: 1 });
  expect(choice.prompts.slice(1)).toEqual(['bda', 'faf']);
  expect(choice.pairs).toBeLessThan(1);
  const all = choosePrompts(list, Array.from('abcdef'), { count: 8, kinds: ['letters'] });
  expect(all.pairs).toBeCloseTo(1, 9);
});

test('holds nothing that the model cannot write, and asks for no letter that nobody uses', () => {
  const choice = choosePrompts(
    words('cab', 'über', 'Bach', "don't", 'crap'),
    Array.from('abcdpr'),
    {
      count: 10,
      kinds: ['letters'],
    },
  );
  expect(choice).toMatchObject({ prompts: ['cab'], covered: 3, coveredAfter: 1 });
  expect(choice.characters).toEqual(['a', 'b', 'c']);
});

test('capitals and digits where they are asked for', () => {
  const list = words('quick', 'brown', 'fox', 'jumps', 'over', 'lazy', 'dog', 'the');
  const all = choosePrompts(list, alphabets.words, {
    count: 40,
    kinds: ['letters', 'capitals', 'digits'],
  });
  const text = all.prompts.join('');
  for (const character of 'abcdefghijklmnopqrstuvwxyz0123456789QBFJOLDT') {
    expect(text).toContain(character);
  }
  expect(new Set(all.prompts).size).toBe(all.prompts.length);
  const digits = choosePrompts(list, alphabets.digits, { count: 4, kinds: ['digits'] });
  expect(digits).toMatchObject({ covered: 10, coveredAfter: 3 });
});
