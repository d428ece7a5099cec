import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beamSearch } from '../ctc/beam.ts';
import { enumerateLabellings, softmax } from '../ctc/brute-force.testing.ts';
import { LanguageScorer } from './language-scorer.ts';
import { TextModel } from './text-model.ts';
import { tinyLanguage } from './tiny.testing.ts';

const alphabet = ['a', 'b', ' ', 'A'];
const classes = alphabet.length + 1;
const model = new TextModel(alphabet, [tinyLanguage({ ab: 5, a: 3, Ba: 1 })]);

const outputs = fc.integer({ min: 1, max: 5 }).chain((frames) =>
  fc
    .array(fc.double({ min: -4, max: 4, noNaN: true }), {
      minLength: frames * classes,
      maxLength: frames * classes,
    })
    .map((logits) => ({ frames, probabilities: softmax(logits, frames, classes) })),
);
const exact = { beamWidth: 5000, classThreshold: 0 };

describe('LanguageScorer', () => {
  test('a wide beam is what walking all labellings finds', () => {
    const weights = { weight: 0.7, insertionBonus: 0.4 };
    const scorer = new LanguageScorer(model, weights);
    fc.assert(
      fc.property(outputs, fc.boolean(), ({ frames, probabilities }, unfinished) => {
        const expected = Array.from(
          enumerateLabellings(probabilities, frames, classes),
          ([key, probability]) => {
            const labels = key === '' ? [] : key.split(' ').map(Number);
            let state = model.start;
            let language = 0;
            for (const label of labels) {
              language += Math.log(model.probability(state, label));
              state = model.next(state, label);
            }
            if (!unfinished) language += Math.log(model.endProbability(state));
            return (
              Math.log(probability) +
              weights.weight * language +
              weights.insertionBonus * labels.length
            );
          },
        ).sort((x, y) => y - x);
        const found = beamSearch(probabilities.map(Math.log), classes, {
          ...exact,
          scorer,
          unfinished,
        });
        expect(found.length).toBe(expected.length);
        found.forEach(({ logProbability, languageScore }, index) => {
          expect(logProbability + languageScore).toBeCloseTo(expected[index]!, 6);
        });
      }),
      { numRuns: 30 },
    );
  });

  test('weight 0 without bonus is no language', () => {
    const scorer = new LanguageScorer(model, { weight: 0, insertionBonus: 0 });
    fc.assert(
      fc.property(outputs, fc.integer({ min: 1, max: 6 }), ({ probabilities }, beamWidth) => {
        const logs = probabilities.map(Math.log);
        const found = beamSearch(logs, classes, { beamWidth, scorer });
        expect(found.map(({ labels }) => labels)).toEqual(
          beamSearch(logs, classes, { beamWidth }).map(({ labels }) => labels),
        );
        for (const { languageScore } of found) expect(languageScore).toBeCloseTo(0, 12);
      }),
    );
  });

  test('a context is what was read before', () => {
    const scorer = new LanguageScorer(model, { weight: 1, insertionBonus: 0 });
    const [a, b] = [1, 2];
    const before = scorer.extend(scorer.start([]), a).state;
    expect(scorer.extend(scorer.start([a]), b).score).toBe(scorer.extend(before, b).score);
  });
});
