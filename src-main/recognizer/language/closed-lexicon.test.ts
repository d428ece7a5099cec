import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alphabets, labelsOf } from '../../contract/alphabet.ts';
import { softmax } from '../ctc/brute-force.testing.ts';
import { labellingLogProbability } from '../ctc/forward.ts';
import { RandomLogits } from './random-logits.testing.ts';
import { ClosedLexicon } from './closed-lexicon.ts';

const alphabet = ['a', 'b', 'c', ' '];
const classes = alphabet.length + 1;

const cases = fc.record({
  words: fc.uniqueArray(
    fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 5 }),
    {
      minLength: 1,
      maxLength: 12,
    },
  ),
  frames: fc.integer({ min: 1, max: 8 }),
  seed: fc.integer(),
});

describe('ClosedLexicon', () => {
  test('scores every word as the exact labelling probability, normalised over the words', () => {
    fc.assert(
      fc.property(cases, ({ words, frames, seed }) => {
        const logs = new RandomLogits(seed).logProbabilities(frames, classes);
        const expected = words
          .map((text) => ({
            text,
            log: labellingLogProbability(logs, 0, frames, classes, labelsOf(text, alphabet)),
          }))
          .filter(({ log }) => log > -Infinity)
          .sort((a, b) => b.log - a.log);
        const found = new ClosedLexicon(words, alphabet).match(logs, frames, classes, 100);
        if (expected.length === 0) {
          expect(found).toMatchObject([{ confidence: 0 }]);
          expect(words).toContain(found[0]!.text);
          return;
        }
        const sum = expected.reduce((total, { log }) => total + Math.exp(log), 0);
        expect(found.map(({ text }) => text)).toEqual(expected.map(({ text }) => text));
        found.forEach(({ logProbability, confidence }, index) => {
          expect(logProbability).toBeCloseTo(expected[index]!.log, 9);
          expect(confidence).toBeCloseTo(Math.exp(expected[index]!.log) / sum, 9);
        });
      }),
    );
  });

  test('what is left out by sharp outputs is what could not have won', () => {
    const random = new RandomLogits(4);
    const words = Array.from({ length: 400 }, () => random.text('abc', 6));
    const logs = random.logProbabilities(8, classes, 40);
    const lexicon = new ClosedLexicon(words, alphabet);
    const scores = lexicon.entries.map(({ labels }) =>
      labellingLogProbability(logs, 0, 8, classes, labels),
    );
    const best = Math.max(...scores);
    const sum = scores.reduce((total, score) => total + Math.exp(score - best), 0);
    const found = lexicon.match(logs, 8, classes, 1000);
    // 8 frames are enough for nearly all of them.
    expect(found.length).toBeLessThan(0.9 * scores.filter(Number.isFinite).length);
    expect(found[0]!.logProbability).toBeCloseTo(best, 9);
    expect(found[0]!.confidence).toBeCloseTo(1 / sum, 9);
  });

  test('repetitions and white space do not count; phrases are entries like others', () => {
    const { entries } = new ClosedLexicon([' ab', 'ab ', '', 'a b', 'ab'], alphabet);
    expect(entries.map(({ text }) => text)).toEqual(['ab', 'a b']);
  });

  test('what cannot be written or is no list is refused', () => {
    expect(() => new ClosedLexicon(['été'], alphabets.words)).toThrow(/cannot write 1 of the 1/u);
    expect(() => new ClosedLexicon(['', ' '], alphabet)).toThrow(/holds no word/u);
  });

  test('by hand: of “a” and “b” the likelier one has its share', () => {
    const logs = softmax([0, 2, 1, 0, 0], 1, 5).map(Math.log);
    const [first, second] = new ClosedLexicon(['a', 'b', 'ab'], alphabet).match(logs, 1, 5);
    expect(first).toMatchObject({ text: 'a' });
    expect(first!.confidence).toBeCloseTo(Math.E / (Math.E + 1), 12);
    expect(second!.confidence).toBeCloseTo(1 / (Math.E + 1), 12);
  });
});
