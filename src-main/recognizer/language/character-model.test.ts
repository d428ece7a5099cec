import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CharacterModel } from './character-model.ts';
import { boundary } from './character-model.ts';
import { estimateCharacterModel } from './estimate-character-model.ts';

const [a, b] = [1, 2];

test('bigrams of “ab” and “aa”, by hand', () => {
  // Counted with the boundaries: ^a 2 (begins a word), ab, b$, aa, a$ once each. Of single letters
  // what was seen before: a after ^ and a (2), b after a (1), $ after b and a (2). Too few counts to
  // estimate discounts: all 0.5.
  const model = estimateCharacterModel(
    [
      [a, b],
      [a, a],
    ],
    2,
    { order: 2, pruneFrom: 9 },
  );
  const unigram = { a: 1.5 / 5 + 1.5 / 5 / 3, b: 0.5 / 5 + 1.5 / 5 / 3 };
  const end = 1.5 / 5 + 1.5 / 5 / 3;
  expect(unigram.a + unigram.b + end).toBeCloseTo(1, 12);
  const start = model.start;
  // ^ is followed by a twice: (2 − 0.5) / 2, and 0.5 / 2 is left for shorter contexts.
  expect(model.probability(start, a)).toBeCloseTo(1.5 / 2 + 0.25 * unigram.a, 6);
  expect(model.probability(start, b)).toBeCloseTo(0.25 * unigram.b, 6);
  // a is followed by a, b and $, once each.
  const afterA = model.next(start, a);
  expect(model.probability(afterA, b)).toBeCloseTo(0.5 / 3 + 0.5 * unigram.b, 6);
  expect(model.probability(afterA, boundary)).toBeCloseTo(0.5 / 3 + 0.5 * end, 6);
  expect(model.wordLogProbability([a, b])).toBeCloseTo(
    Math.log(1.5 / 2 + 0.25 * unigram.a) +
      Math.log(0.5 / 3 + 0.5 * unigram.b) +
      Math.log(0.5 + 0.5 * end),
    6,
  );
});

test('pruned n-grams leave their share to shorter contexts', () => {
  const words = [
    [a, b, a],
    [a, b, b],
    [a, b, a, a],
  ];
  const model = estimateCharacterModel(words, 2, { order: 3, pruneFrom: 3 });
  const state = model.next(model.next(model.start, a), b);
  // “ab” goes on with a twice and with b once: only the first is kept.
  expect(model.probability(state, a)).toBeGreaterThan(model.probability(state, b));
  expect(sumOver(model, state)).toBeCloseTo(1, 6);
});

test('all probabilities sum to 1 after any letters', () => {
  const word = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 7 });
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 40 }),
      word,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 2, max: 6 }),
      (words, history, order, pruneFrom) => {
        const model = estimateCharacterModel(words, 4, { order, pruneFrom });
        let state = model.start;
        for (const code of history) {
          expect(sumOver(model, state)).toBeCloseTo(1, 5);
          state = model.next(state, code);
        }
        expect(sumOver(model, state)).toBeCloseTo(1, 5);
        for (let code = 0; code <= 4; code += 1) {
          expect(model.probability(state, code)).toBeGreaterThan(0);
        }
        expect(model.probability(state, 5)).toBe(0);
      },
    ),
    { numRuns: 60 },
  );
});

test('the state forgets nothing that the model knows', () => {
  const word = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), word, (words, history) => {
      const order = 4;
      const model = estimateCharacterModel(words, 3, { order, pruneFrom: 4 });
      const state = history.reduce((before, code) => model.next(before, code), model.start);
      // The definition: the discounted share of the longest context, and of each shorter one in turn.
      const padded = [boundary, ...history];
      for (let code = 0; code <= 3; code += 1) {
        expect(model.probability(state, code)).toBeCloseTo(interpolated(model, padded, code), 6);
      }
    }),
    { numRuns: 40 },
  );
});

function interpolated(
  { tree, discounted, letters }: CharacterModel,
  history: readonly number[],
  code: number,
): number {
  let probability = 1 / (letters + 1);
  for (let length = 0; length <= history.length; length += 1) {
    let node: number | undefined = 0;
    for (const letter of history.slice(history.length - length)) {
      node = tree.find(node, letter) || undefined;
      if (node === undefined) break;
    }
    if (node === undefined) continue;
    let left = 1;
    let share = 0;
    for (let child = tree.firstChild[node]!; child < tree.firstChild[node + 1]!; child += 1) {
      left -= discounted[child]!;
      if (tree.codes[child] === code) share = discounted[child]!;
    }
    probability = share + left * probability;
  }
  return probability;
}

function sumOver(model: CharacterModel, state: number): number {
  let sum = 0;
  for (let code = 0; code <= model.letters; code += 1) sum += model.probability(state, code);
  return sum;
}
