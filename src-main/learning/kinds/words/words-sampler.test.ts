import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isInVocabulary } from '../../../simulator/composition/held-out-words.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import { tinyWordsRecipe, writeTinyWords } from './tiny-words.testing.ts';
import { findWordsFiles, loadWordsCorpus, type WordsCorpus } from './words-corpus.ts';
import { WordsSampler } from './words-sampler.ts';

const recipe = tinyWordsRecipe();
const hands = { composed: 1, written: 1, strength: 1, mixed: 1, borrowed: 0.5, blended: 0.5 };
const shares = { written: 0, fonts: 0, cursive: 0 };
let folder = '';
let corpus: WordsCorpus;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-sampler-'));
  await writeTinyWords(folder);
  corpus = await loadWordsCorpus(recipe, await findWordsFiles(recipe, folder));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function write(changes: Partial<typeof recipe.samples>, count: number) {
  const samples = { ...recipe.samples, ...shares, characters: [12, 12] as const, ...changes };
  const sampler = new WordsSampler({ ...recipe, samples } as typeof recipe, corpus);
  return Array.from({ length: count }, (_, i) => sampler.write(9, new RandomGenerator(i)));
}

describe('a writing to learn from', () => {
  test.each([
    ['composed', {}],
    ['composed in varied hands', { hands }],
    ['in fonts', { fonts: 1 }],
    ['in joined script', { cursive: 1 }],
    ['as written, varied', { written: 1, hands }],
  ])('%s: the same for the same seed, without held-out words, spans in order', (_, changes) => {
    const writings = write(changes, 12);
    expect(write(changes, 12)).toEqual(writings);
    for (const { text, spans, window } of writings) {
      expect(isInVocabulary(text, 'training')).toBe(true);
      expect(window.values.every(Number.isFinite)).toBe(true);
      if (spans.length > 0) expect(spans.map(({ character }) => character).join('')).toBe(text);
      let before = 0;
      for (const { start, end } of spans) {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(window.length);
        before = start;
      }
    }
  });

  test('as written has another word beside it now and then', () => {
    const texts = write({ written: 1 }, 120).map(({ text }) => text);
    expect(texts.filter((text) => text.includes(' ')).length).toBeGreaterThan(3);
    expect(texts.every((text) => text.length <= 12)).toBe(true);
  });
});
