import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../contract/alerts.ts';
import { buildFollowers } from '../../recognizer/language/followers.ts';
import { languageFile, resolveLanguage } from '../../recognizer/language/language-library.ts';
import { buildLanguage } from '../../recognizer/language/language.ts';
import type { ModelManifest } from '../../recognizer/model/manifest.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { repositoryRoot } from '../recipes/recipe-files.ts';
import { buildLanguageFolder } from './build-language.ts';
import { textKindOf } from '../evaluation/text-kinds.ts';
import { tuneLanguage } from './tune-language.ts';

const origin = { title: 'Tiny', source: '', licence: '' };
const tiny = buildLanguage(
  'tiny',
  origin,
  ['abba', 'baba', 'cab', 'ab'].map((word) => ({ word, count: 10 })),
);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'language-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function errorOf(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

describe('a language from a list of words', () => {
  test('is built, kept with its card, and found by its name', async () => {
    const words = join(folder, 'words.txt');
    await writeFile(words, 'über 12\r\nHaus 7\n\nund\n');
    const built = await buildLanguageFolder(join(folder, 'german'), { name: 'german', words });
    expect(built).toMatchObject({ words: 3, language: { title: 'German' } });
    const found = await resolveLanguage('german', { folders: [join(folder, 'none'), folder] });
    expect(found.letters).toEqual(['a', 'b', 'd', 'e', 'h', 'n', 'r', 's', 'u', 'ü']);
    expect(await readFile(join(folder, 'german', 'language-card.md'), 'utf8')).toContain(
      '| words | 3 |',
    );
  });

  test('what is no list, no name or not there is said', async () => {
    const words = join(folder, 'words.txt');
    await writeFile(words, 'one 1\ntwo words here\n');
    const build = (name: string, file?: string) =>
      errorOf(buildLanguageFolder(folder, { name, ...(file && { words: file }) }));
    expect((await build('x', words)).message).toContain('Line 2');
    await writeFile(words, '12\n34 5\n');
    expect((await build('x', words)).code).toBe('language-words');
    expect((await build('x', join(folder, 'absent'))).code).toBe('language-words');
    expect((await build('x')).code).toBe('language-words');
    expect((await build('../x', words)).code).toBe('language-name');
    const unknown = await errorOf(resolveLanguage('../german', { folders: [folder] }));
    expect(unknown).toMatchObject({ code: 'language-unknown' });
    expect(unknown.remedy).toContain('language -- build');
  });
});

test('the English that comes along knows its words and is small', async () => {
  const folders = [join(repositoryRoot, 'models', 'languages')];
  const english = await resolveLanguage('english', { folders });
  expect(textKindOf('The quick brown fox', [english])).toBe('dictionary words');
  expect([...english.words.words()].length).toBe(74286);
  const file = await readFile(join(folders[0]!, 'english', languageFile));
  // Words and letters take 450 kB, the pairs of words the rest.
  expect(file.length).toBeLessThan(2_000_000);
  expect(english.followers!.shares).toHaveLength(500_000);
});

test.each([
  ['abba', 'dictionary words'],
  ['Abba cab!', 'dictionary words'],
  ['ab 12', 'other strings'],
  ['abc', 'other strings'],
  ['12-30', 'numbers'],
  ['?', 'other strings'],
])('%s: %s', (text, kind) => {
  expect(textKindOf(text, [tiny])).toBe(kind);
});

/** A network that is unsure of every second letter, and always a little wrong about it. */
function outputsOf(text: string, alphabet: readonly string[]) {
  const classes = alphabet.length + 1;
  const logits = new Float32Array(2 * text.length * classes);
  Array.from(text).forEach((letter, index) => {
    const row = (2 * index + 1) * classes;
    const label = alphabet.indexOf(letter) + 1;
    logits[2 * index * classes] = 9;
    logits[row + label] = 5;
    if (index % 2 === 1) logits[row + (label % alphabet.length) + 1] = 5.5;
  });
  return { logits, frames: 2 * text.length, classes };
}

test('tuning finds weights that read what the network alone does not', async () => {
  const alphabet = ['a', 'b', 'c', 'd'];
  const texts = ['abba', 'baba', 'cab', 'ab', 'abba'];
  let next = 0;
  const recognizer = {
    manifest: { alphabet } as unknown as ModelManifest,
    encode: () => Promise.resolve(outputsOf(texts[next++]!, alphabet)),
  };
  const samples = texts.map((text) => ({ text, window: undefined as never }));
  const tuning = await tuneLanguage(recognizer, [tiny], samples);
  expect(tuning.greedy.wer).toBe(1);
  expect(tuning.best.wer).toBe(0);
  expect(tuning.best.cer).toBe(Math.min(...tuning.trials.map(({ cer }) => cer)));
  expect(tuning.kinds.best['dictionary words']).toMatchObject({ samples: 5, cer: 0 });
  expect(tuning.kinds.greedy['dictionary words']!.wer).toBe(1);
});

test('how far a word tells the next one is found on rows of words, however many single words there are', async () => {
  const alphabet = [' ', 'a', 'b', 'c', 'd'];
  const words = ['ab', 'ac', 'cab', 'cac'];
  const plain = buildLanguage(
    'rows',
    origin,
    words.map((word) => ({ word, count: 10 })),
  );
  const numberOf = (word: string) =>
    plain.words.numberOf(Array.from(word, (letter) => plain.letters.indexOf(letter) + 1));
  const followers = buildFollowers(plain.words, [
    { before: plain.words.wordCount, word: numberOf('ab'), share: 0.9 },
    { before: numberOf('ab'), word: numberOf('cab'), share: 0.9 },
  ]);
  // The network takes every second b for a c: only what stands before can tell.
  const texts = ['ab cab', ...Array.from({ length: 5 }, () => 'ac')];
  const recognizer = {
    manifest: { alphabet } as unknown as ModelManifest,
    encode: (window: unknown) => Promise.resolve(outputsOf(window as string, alphabet)),
  };
  const samples = texts.map((text) => ({ text, window: text as never }));
  const tuning = await tuneLanguage(recognizer, [{ ...plain, followers }], samples);
  expect(tuning.best.context).toBeGreaterThan(0);
});

test('evaluation tells the network alone and kinds of texts', async () => {
  const sample = (text: string, read: string, greedyText: string) => ({
    text,
    recognize: () => Promise.resolve({ text: read, greedyText }),
  });
  const { greedy, perKind } = await evaluate(
    [sample('abba', 'abba', 'abbb'), sample('12', '12', '12'), sample('xx', 'ab', 'xx')],
    { dictionaries: [tiny] },
  );
  expect(greedy).toMatchObject({ samples: 3, cer: 1 / 8, wer: 1 / 3 });
  expect(perKind).toMatchObject([
    { kind: 'dictionary words', cer: 0, greedy: { cer: 0.25 } },
    { kind: 'numbers', cer: 0, greedy: { cer: 0 } },
    { kind: 'other strings', cer: 1, greedy: { cer: 0 } },
  ]);
});
