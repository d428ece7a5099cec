import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isInVocabulary } from '../../../simulator/composition/held-out-words.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import {
  tinyPeopleRecipe,
  tinyWordsRecipe,
  writeTinyPeople,
  writeTinyWords,
} from './tiny-words.testing.ts';
import { PeoplesInk } from './peoples-ink.ts';
import { findWordsFiles, loadWordsCorpus, type WordsCorpus } from './words-corpus.ts';
import { peoplesWords } from './words-held-out.ts';
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

describe('what people wrote', () => {
  const peopled = tinyPeopleRecipe();
  let theirs: WordsCorpus;
  beforeAll(async () => {
    await writeTinyPeople(folder);
    theirs = await loadWordsCorpus(peopled, await findWordsFiles(peopled, folder));
  });
  const draw = (people: Partial<NonNullable<typeof peopled.samples.people>>, count: number) => {
    const samples = {
      ...{ ...peopled.samples, ...shares, characters: [14, 14] as [number, number] },
      people: { ...peopled.samples.people!, ...people },
    };
    const sampler = new WordsSampler({ ...peopled, samples }, theirs);
    return Array.from({ length: count }, (_, i) => sampler.write(9, new RandomGenerator(i)));
  };

  test('is divided by person; nobody is in two parts, and who is passed over in none', () => {
    const { training, validation, test: kept } = theirs.people!;
    const names = [training, validation, kept].map((part) => part.map(({ name }) => name!));
    expect(names.map(({ length }) => length)).toEqual([5, 1, 1]);
    expect(names.flat().sort()).toEqual(['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7']);
  });

  test('is learnt from with its writer’s name, without held-out words, with words cut from lines', () => {
    const writings = draw({ written: 1 }, 80);
    expect(draw({ written: 1 }, 80)).toEqual(writings);
    const trained = new Set(theirs.people!.training.map(({ name }) => name));
    for (const { text, writer, window, ink } of writings) {
      expect(trained).toContain(writer);
      expect(isInVocabulary(text, 'training')).toBe(true);
      expect(window.values.every(Number.isFinite)).toBe(true);
      expect(ink!.length).toBeGreaterThan(0);
    }
    const texts = writings.map(({ text }) => text);
    expect(texts).toContain('rain on');
    expect(texts.filter((text) => text === '7').length).toBeLessThan(16);
  });

  test('judges whoever was not learnt from, by all words, the same every time', () => {
    const words = peoplesWords(peopled, theirs, 'test', 12);
    expect(peoplesWords(peopled, theirs, 'test', 12)).toEqual(words);
    const name = theirs.people!.test[0]!.name;
    expect(new Set(words.map(({ writer }) => writer))).toEqual(new Set([name]));
    expect(peoplesWords(recipe, corpus, 'test', 12)).toEqual([]);
  });

  test('shows the same word as somebody else wrote it, and others near it', () => {
    const ink = new PeoplesInk(theirs.people!.training);
    const random = new RandomGenerator(1);
    const [first, second] = theirs.people!.training.map(({ name }) => name);
    for (let i = 0; i < 20; i += 1) {
      expect(ink.sameWord('rain', first, random)!.text).toBe('rain');
      expect(['no', '7', 'rain', 'treat']).not.toContain(ink.nearWord('stone', 2, random));
    }
    expect(second).not.toBe(first);
    expect(ink.sameWord('unheard', undefined, random)).toBeUndefined();
    const alone = new PeoplesInk(theirs.people!.training.slice(0, 1));
    expect(alone.sameWord('rain', first, random)).toBeUndefined();
    expect(alone.sameWord('rain', second, random)).toBeDefined();
  });
});
