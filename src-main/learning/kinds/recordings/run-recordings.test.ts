import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../data/testing.ts';
import { loadModel } from '../../../recognizer/model/package.ts';
import { readRecipeFile } from '../../recipes/recipe-files.ts';
import { RunFolder } from '../../runs/run-folder.ts';
import { parseRecordingsRecipe } from './recordings-recipe.ts';
import { evaluateRecordingsTraining, runRecordings } from './run-recordings.ts';
import { recordSessions, tinyRecordingsRecipe } from './tiny-recordings.testing.ts';

const folder = await temporaryFolder();
const recipe = tinyRecordingsRecipe();
const modelFolder = join(folder, 'model');
let recordings: string[] = [];

beforeAll(async () => {
  recordings = await recordSessions(
    folder,
    ['anna', 'bert', 'carl', 'dora'],
    ['1', '2', '21', '3'],
  );
});

// Every run starts threads that load TensorFlow.js anew, which takes long on a busy machine.
describe('training on recorded sessions', { timeout: 90_000 }, () => {
  test('keeps writers apart, and leaves model, card and run folder', async () => {
    const runFolder = join(folder, 'runs', 'whole');
    const lines: number[] = [];
    const { model, corpus } = await runRecordings(recipe, {
      ...{ recordings, runFolder, modelFolder },
      onProgress: ({ step }) => lines.push(step),
    });
    expect(lines).toEqual([1, 2, 3, 4]);
    const { manifest } = await loadModel(modelFolder);
    expect(manifest.alphabet).toEqual(['1', '2', '3']);
    expect(manifest.training).toMatchObject({
      seed: 5,
      data: { recordings: 16, training: 8, validation: 4, test: 4, dividedBy: 'writers' },
    });
    const of = (part: 'training' | 'validation' | 'test') =>
      [...new Set(corpus[part].map(({ writer }) => writer))].sort();
    expect([...of('training'), ...of('validation'), ...of('test')].sort()).toEqual([
      'anna',
      'bert',
      'carl',
      'dora',
    ]);
    expect(model!.figures.test).toMatchObject({ samples: 4, writers: 1 });
    const card = await readFile(join(modelFolder, 'model-card.md'), 'utf8');
    expect(card).toContain('| test | 4 | 1 |');
    expect(card).toContain('Nobody is in two parts.');
    expect(JSON.parse(await readFile(join(runFolder, 'run.json'), 'utf8'))).toMatchObject({
      parts: { by: 'writers', test: { recordings: 4, writers: of('test') } },
    });
    // The windows were needed while it ran only.
    expect(await readdir(join(folder, 'runs'))).toEqual(['whole']);

    const again = await evaluateRecordingsTraining(recipe, { recordings, modelFolder, runFolder });
    expect(again.figures).toEqual(model!.figures);
    await expect(
      evaluateRecordingsTraining(recipe, {
        recordings: recordings.slice(1),
        modelFolder,
        runFolder,
      }),
    ).rejects.toMatchObject({ code: 'evaluation-data' });
  });

  test('a run that was stopped and resumed gives the weights of one that was not', async () => {
    const runFolder = join(folder, 'runs', 'halves');
    const options = { recordings, runFolder, modelFolder: join(folder, 'other') };
    const abort = new AbortController();
    const first = await runRecordings(recipe, {
      ...options,
      signal: abort.signal,
      onProgress: ({ step }) => step === 2 && abort.abort(),
    });
    expect(first.training).toMatchObject({ finished: false, step: 2 });
    await runRecordings(recipe, { ...options, resume: true });
    const checkpoints = await Promise.all(
      ['whole', 'halves'].map((name) => new RunFolder(join(folder, 'runs', name)).loadCheckpoint()),
    );
    expect(checkpoints[1]!.weights).toEqual(checkpoints[0]!.weights);
  });

  test('goes on from a model with its alphabet, and says what it cannot learn', async () => {
    const more = await recordSessions(join(folder, 'more'), ['emma'], ['12', 'x']);
    const { corpus, model, training } = await runRecordings(recipe, {
      recordings: [...recordings, ...more],
      from: modelFolder,
      runFolder: join(folder, 'runs', 'on'),
      modelFolder: join(folder, 'on'),
    });
    expect(training.step).toBe(2);
    expect(corpus.passedOver).toMatchObject({ unwritable: 1 });
    expect(corpus.recipe.training).toMatchObject({ learningRate: 0.001, frameWeight: 0 });
    expect(model!.figures.before?.samples).toBe(model!.figures.test.samples);
    const before = await loadModel(modelFolder);
    const { manifest } = await loadModel(join(folder, 'on'));
    expect(manifest.alphabet).toEqual(before.manifest.alphabet);
    expect(manifest.training).toMatchObject({ from: before.manifest.weights.sha256 });
  });
});

test('too few recordings are refused with what to do, and nothing is left behind', async () => {
  const few = await recordSessions(join(folder, 'few'), ['anna'], ['1', '2']);
  const runFolder = join(folder, 'small', 'run');
  await expect(runRecordings(recipe, { recordings: few, runFolder })).rejects.toMatchObject({
    code: 'training-data',
    message: expect.stringContaining('2 usable recordings') as string,
    remedy: expect.stringContaining('three writers') as string,
  });
  expect(await readdir(join(folder, 'small'))).toEqual([]);
  await expect(runRecordings(recipe, { runFolder })).rejects.toMatchObject({
    remedy: expect.stringContaining('--recordings') as string,
  });
});

test.each(['words', 'pen-digits', 'own-recordings', 'words-rewi-small'])(
  'the recipe %s can be trained on recordings',
  async (name) => {
    const { input, path } = await readRecipeFile(name);
    const parsed = parseRecordingsRecipe(input, path);
    expect(parsed.name).toBe(name === 'own-recordings' ? name : `${name}-own`);
  },
);
