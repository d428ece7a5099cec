import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alphabets, labelsOf } from '../../contract/alphabet.ts';
import { buildFollowers } from './followers.ts';
import { packLanguage, unpackLanguage } from './language-file.ts';
import { withoutWords, withWords, type Language } from './language.ts';
import { TextModel } from './text-model.ts';
import { tinyLanguage } from './tiny.testing.ts';

const list = { the: 1000, then: 50, cat: 20, cart: 20, car: 20, Paris: 30, in: 400, a: 300 };
const single = tinyLanguage(list);
const numberOf = (word: string, { letters, words }: Language = single) =>
  words.numberOf(Array.from(word, (letter) => letters.indexOf(letter) + 1));

/** “the cat”, “in paris”; sentences begin with “the”. */
const language: Language = {
  ...single,
  followers: buildFollowers(single.words, [
    { before: numberOf('the'), word: numberOf('cat'), share: 0.5 },
    { before: numberOf('the'), word: numberOf('cart'), share: 0.1 },
    { before: numberOf('in'), word: numberOf('paris'), share: 0.6 },
    { before: single.words.wordCount, word: numberOf('the'), share: 0.4 },
  ]),
};
const alphabet = alphabets.words;

function logProbability(text: string, of: Language, context = 1): number {
  const model = new TextModel(alphabet, [of], { context });
  let state = model.start;
  let sum = 0;
  for (const label of labelsOf(text, alphabet)) {
    sum += Math.log(model.probability(state, label));
    state = model.next(state, label);
  }
  return sum + Math.log(model.endProbability(state));
}

const gain = (text: string) => logProbability(text, language) - logProbability(text, single);

test('words are numbered in the order of their letters', () => {
  const sorted = ['a', 'car', 'cart', 'cat', 'in', 'paris', 'the', 'then'];
  expect(sorted.map((word) => numberOf(word))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const { words, letters } = single;
  const c = words.tree.find(0, letters.indexOf('c') + 1);
  expect([words.firstWord[c], words.wordsBelow[c], words.wordAt(c)]).toEqual([1, 3, -1]);
  expect(sorted.map((_, word) => words.wordAt(words.nodeOf(word)))).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7,
  ]);
});

test('a word makes those that follow it likelier, and no others', () => {
  expect(gain('the cat')).toBeGreaterThan(2);
  expect(gain('in Paris')).toBeGreaterThan(2);
  expect(gain('the car')).toBeLessThan(0);
  expect(gain('a cat')).toBeCloseTo(0, 9);
  // Marks within a sentence take nothing away; its end does.
  expect(gain('the, cat')).toBeCloseTo(gain('the cat'), 6);
  expect(gain('the. cat')).toBeLessThan(0);
  expect(gain('a. The')).toBeGreaterThan(0);
  expect(logProbability('the cat', language, 0)).toBeCloseTo(logProbability('the cat', single), 9);
});

test('with followers too all characters and the end sum to 1', () => {
  const model = new TextModel(alphabet, [language, tinyLanguage({ der: 3 }, 'german')]);
  const words = fc.constantFrom('the', 'The', 'in', 'cat', 'ca', 'Paris', '. ', ' ', "'", '7');
  fc.assert(
    fc.property(fc.array(words, { maxLength: 7 }), (parts) => {
      const labels = labelsOf(parts.join(''), alphabet);
      const state = labels.reduce((before, label) => model.next(before, label), model.start);
      let sum = model.endProbability(state);
      for (let label = 1; label <= alphabet.length; label += 1) {
        const probability = model.probability(state, label);
        expect(probability).toBeGreaterThan(0);
        sum += probability;
      }
      expect(sum).toBeCloseTo(1, 5);
    }),
    { numRuns: 60 },
  );
});

test('a file holds them, shares to a few per cent; one that is cut is refused', () => {
  const unpacked = unpackLanguage(packLanguage(language), 'the test');
  const [before, after] = [language, unpacked].map((one) => [...one.followers!.all()]);
  expect(after!.map(({ before: word, word: next }) => [word, next])).toEqual(
    before!.map(({ before: word, word: next }) => [word, next]),
  );
  after!.forEach(({ share }, index) => {
    expect(Math.abs(Math.log(share / before![index]!.share))).toBeLessThan(0.07);
  });
  expect(unpackLanguage(packLanguage(single), 'the test').followers).toBeUndefined();
});

test("they stay with their words when a writer's own join, and go with those that are taken out", () => {
  const own = withWords(language, ['abc', 'Überweg']);
  const cat = [...own.followers!.all()].find(({ share }) => share === 0.5)!;
  expect([cat.before, cat.word]).toEqual([numberOf('the', own), numberOf('cat', own)]);
  expect([...own.followers!.all()]).toHaveLength(4);
  const rest = withoutWords(language, (word) => word === 'cat');
  expect([...rest.followers!.all()]).toHaveLength(3);
  expect(logProbability('the cart', rest)).toBeGreaterThan(logProbability('the car', rest));
});
