import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alphabets, labelsOf, type Alphabet } from '../../contract/alphabet.ts';
import { TextModel } from './text-model.ts';
import { tinyLanguage } from './tiny.testing.ts';

const english = tinyLanguage({ the: 1000, then: 50, a: 400, cat: 20, Paris: 30, I: 90 }, 'english');
const german = tinyLanguage({ der: 1000, über: 50, das: 400, die: 900 }, 'german');
const model = new TextModel(alphabets.words, [english, german]);

function logProbability(text: string, one = model, alphabet: Alphabet = alphabets.words): number {
  let state = one.start;
  let sum = 0;
  for (const label of labelsOf(text, alphabet)) {
    sum += Math.log(one.probability(state, label));
    state = one.next(state, label);
  }
  return sum + Math.log(one.endProbability(state));
}

describe('TextModel', () => {
  test('after any text all characters and the end sum to 1', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...alphabets.words), maxLength: 12 }),
      fc
        .array(fc.constantFrom('the', 'The', 'THE', 'cat', 'über', '42', '.', ' ', "'", 'Paris'))
        .map((parts) => parts.join('').slice(0, 20)),
    );
    const models = [
      model,
      new TextModel(alphabets.words, [english]),
      new TextModel(alphabets.words, []),
    ];
    fc.assert(
      fc.property(text, fc.constantFrom(...models), (written, one) => {
        const labels = labelsOf(written, alphabets.words);
        const state = labels.reduce((before, label) => one.next(before, label), one.start);
        let sum = one.endProbability(state);
        for (let label = 1; label <= alphabets.words.length; label += 1) {
          const probability = one.probability(state, label);
          expect(probability).toBeGreaterThan(0);
          sum += probability;
        }
        expect(sum).toBeCloseTo(1, 5);
      }),
      { numRuns: 60 },
    );
  });

  test('an alphabet without spaces or marks has its probabilities too', () => {
    const small = ['a', 'b', 'c', 't'];
    const one = new TextModel(small, [tinyLanguage({ cat: 3, a: 1, bat: 1 })]);
    let state = one.start;
    for (const label of labelsOf('cat', small)) {
      let sum = one.endProbability(state);
      for (let next = 1; next <= 4; next += 1) sum += one.probability(state, next);
      expect(sum).toBeCloseTo(1, 5);
      state = one.next(state, label);
    }
  });

  test('words of a list are likelier than look-alikes, frequent ones than rare ones', () => {
    expect(logProbability('the')).toBeGreaterThan(logProbability('then'));
    expect(logProbability('then')).toBeGreaterThan(logProbability('thet'));
    // “the cat” looks like the language even where it is not in the list.
    expect(logProbability('that')).toBeGreaterThan(logProbability('tqxz'));
    expect(logProbability('the cat')).toBeGreaterThan(logProbability('thecat'));
  });

  test('capitals cost little at the beginning, and nothing where the list has them', () => {
    expect(logProbability('the') - logProbability('The')).toBeLessThan(2);
    expect(logProbability('the') - logProbability('THE')).toBeLessThan(4);
    expect(logProbability('Paris')).toBeGreaterThan(logProbability('paris'));
    expect(logProbability('a. The')).toBeGreaterThan(logProbability('a. the'));
    expect(logProbability('the')).toBeGreaterThan(logProbability('tHe') + 5);
  });

  test('open text costs its share and its characters, whatever the list', () => {
    const open = new TextModel(alphabets.words, []);
    for (const text of ['xq7', '4711', 'Zz', 'kdpwq', 'fOXj']) {
      // Never more than the share of open strings above the price without any language.
      const price = logProbability(text, open) - logProbability(text);
      expect(price).toBeLessThan(-Math.log(0.25) + 1e-9);
    }
  });

  test('a word makes its language likelier for the next one', () => {
    const after = (text: string) => logProbability(text) - logProbability(text.split(' ')[0]!);
    expect(after('der die')).toBeGreaterThan(after('the die'));
    expect(after('the cat')).toBeGreaterThan(after('der cat'));
  });
});
