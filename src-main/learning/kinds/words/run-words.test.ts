import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel } from '../../../recognizer/model/package.ts';
import { RunFolder } from '../../runs/run-folder.ts';
import { evaluateWords, runWords } from './run-words.ts';
import { tinyWordsRecipe, writeTinyWords } from './tiny-words.testing.ts';
import { trainWords } from './train-words.ts';
import { findWordsFiles, loadWordsCorpus } from './words-corpus.ts';
import { heldOutWritings } from './words-held-out.ts';

let folder = '';
let dataFolder = '';
const recipe = tinyWordsRecipe();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-words-'));
  dataFolder = join(folder, 'data');
  await writeTinyWords(dataFolder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('data that are missing are named, with the way to give others', async () => {
  await expect(findWordsFiles(recipe, join(folder, 'nowhere'))).rejects.toMatchObject({
    code: 'training-data',
    message: expect.stringContaining('characters.ndjson') as string,
    remedy: expect.stringContaining('--data') as string,
  });
});

test('who is kept for test writes held-out words only, and the same every time', async () => {
  const corpus = await loadWordsCorpus(recipe, await findWordsFiles(recipe, dataFolder));
  expect(corpus.writers.training).toHaveLength(2);
  const kept = new Set(corpus.writers.test.map(({ name }) => name));
  const samples = heldOutWritings(recipe, corpus, 'test', 6);
  expect(samples).toHaveLength(6);
  for (const { writer } of samples) expect(kept.has(writer)).toBe(true);
  expect(heldOutWritings(recipe, corpus, 'test', 6)).toEqual(samples);
});

describe('training with two threads', () => {
  test('four steps are the same as two, a stop, and two more; a model with its card comes out', async () => {
    const modelFolder = join(folder, 'model');
    const options = { dataFolder, modelFolder, samplesPerWriter: 2 };
    const whole = join(folder, 'whole');
    const { model } = await runWords(recipe, { ...options, runFolder: whole });

    const files = await findWordsFiles(recipe, dataFolder);
    const corpus = await loadWordsCorpus(recipe, files);
    const abort = new AbortController();
    const halves = join(folder, 'halves');
    const first = await trainWords(recipe, corpus, files, {
      runFolder: halves,
      signal: abort.signal,
      onProgress: ({ step }) => step === 2 && abort.abort(),
    });
    expect(first).toMatchObject({ finished: false, step: 2 });
    await trainWords(recipe, corpus, files, { runFolder: halves, resume: true });
    const [a, b] = await Promise.all(
      [whole, halves].map((run) => new RunFolder(run).loadCheckpoint()),
    );
    expect(b!.step).toBe(4);
    expect(b!.weights).toEqual(a!.weights);
    expect(b!.moments).toEqual(a!.moments);

    const { manifest } = await loadModel(modelFolder);
    expect(manifest.alphabet).toContain('ß');
    const card = await readFile(join(modelFolder, 'model-card.md'), 'utf8');
    expect(card).toContain('simulated sensors');
    expect(card).toContain('made of fonts');
    // The same figures again, from the model as it was written.
    expect(await evaluateWords(recipe, options)).toEqual(model!.figures);
    await expect(evaluateWords({ ...recipe, seed: 4 }, options)).rejects.toMatchObject({
      code: 'evaluation-data',
    });

    const further = { ...recipe, training: { ...recipe.training, firstStep: 4, steps: 5 } };
    const next = join(folder, 'next');
    await runWords(further, {
      ...options,
      from: modelFolder,
      runFolder: next,
      modelFolder: join(folder, 'further'),
    });
    expect((await new RunFolder(next).loadCheckpoint())!.step).toBe(5);
    const { manifest: made } = await loadModel(join(folder, 'further'));
    expect(made.training?.['from']).toBe(manifest.weights.sha256);
    expect(await readFile(join(folder, 'further', 'model-card.md'), 'utf8')).toContain(
      'whose 4 steps are counted in',
    );
    const narrower = { ...recipe, network: { ...recipe.network, layers: [] } };
    await expect(
      runWords(narrower, { ...options, from: modelFolder, runFolder: next }),
    ).rejects.toMatchObject({ code: 'train-from' });
  }, 120_000);
});
