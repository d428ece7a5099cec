import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { alphabets } from '../../../contract/alphabet.ts';
import { isHeldOutWord } from '../../../simulator/composition/held-out-words.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import { readWordList, TrainingTexts } from './word-texts.ts';

const alphabet = new Set<string>(alphabets.words);
let folder = '';
let path = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-texts-'));
  path = join(folder, 'list.txt');
  const words = ['über 900', 'nicht 800', 'naïve 700', "geht's 600", 'a 500', 'Straße 400'];
  const more = Array.from(
    { length: 60 },
    (_, index) => `wort${'abcdefghij'[index % 10]}${'klmnop'[index % 6]} 5`,
  );
  await writeFile(path, [...words, ...more].join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('readWordList', () => {
  test('keeps what can be written and is not held out, by frequency', async () => {
    const { words, weights } = await readWordList(path, alphabet);
    expect(words.slice(0, 3)).toEqual(
      ['über', 'nicht', 'Straße'].filter((word) => !isHeldOutWord(word)).slice(0, 3),
    );
    expect(words.some((word) => isHeldOutWord(word))).toBe(false);
    expect(words).not.toContain('naïve');
    expect(weights[0]).toBeCloseTo(30);
    expect([...weights]).toEqual([...weights].sort((a, b) => a - b));
  });

  test('a missing list is named, with the way to give another', async () => {
    await expect(readWordList(join(folder, 'none.txt'), alphabet)).rejects.toMatchObject({
      code: 'training-data',
      remedy: expect.stringContaining('--data') as string,
    });
  });
});

test('texts for training hold no held-out word and no more characters than asked for', async () => {
  const texts = new TrainingTexts(alphabets.words, await readWordList(path, alphabet), 0.3);
  const random = new RandomGenerator(1);
  const drawn = Array.from({ length: 900 }, (_, index) => texts.draw(3 + (index % 12), random));
  drawn.forEach((text, index) => {
    expect(Array.from(text).length).toBeLessThanOrEqual(3 + (index % 12));
    expect(text.length).toBeGreaterThan(0);
    for (const word of text.split(' ')) {
      const core = word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
      for (const part of [core, ...core.split(/[^\p{L}\p{N}]+/u)]) {
        expect(isHeldOutWord(part)).toBe(false);
        expect(isHeldOutWord(part.normalize('NFD').replace(/\p{M}/gu, ''))).toBe(false);
      }
    }
  });
  expect(drawn.some((text) => /über/iu.test(text))).toBe(true);
  expect(drawn.some((text) => text.includes(' '))).toBe(true);
  expect(drawn.some((text) => /^\p{L}+'\p{L}+$/u.test(text))).toBe(true);
  expect(drawn.some((text) => /^\p{L}+-\p{L}+$/u.test(text))).toBe(true);
  expect(drawn.some((text) => /^\d+[.,]\d+$/.test(text))).toBe(true);
});
