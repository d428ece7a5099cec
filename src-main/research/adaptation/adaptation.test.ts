import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { alphabets } from '../../contract/alphabet.ts';
import { temporaryFolder } from '../../data/testing.ts';
import { saveModel } from '../../recognizer/model/package.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import { standardSettings } from '../../learning/adaptation/settings.ts';
import { tinyWordsRecipe, writeTinyWords } from '../../learning/kinds/words/tiny-words.testing.ts';
import type { ExperimentPlaces } from '../run-experiment.ts';
import { runExperiment } from '../run-experiment.ts';
import { tinySettings, writeTinySet } from '../real-characters/tiny-characters.testing.ts';
import type { CharacterSet } from '../real-characters/sets.ts';
import { adaptationExperiment } from './adaptation.ts';

const folder = await temporaryFolder();
const baseFolder = join(folder, 'model');
const recipeFile = join(folder, 'recipe.json');
let sets: CharacterSet[];

beforeAll(async () => {
  await writeTinyWords(folder);
  const recipe = tinyWordsRecipe();
  await writeFile(recipeFile, JSON.stringify(recipe));
  const { name, title, description, rateHz, channels, normalization, network } = recipe;
  await saveModel(baseFolder, {
    manifest: {
      ...{ name, title, description, rateHz, channels, normalization, network },
      alphabet: [...alphabets.words],
    },
    weights: initialWeights(network, 1),
  });
  sets = [];
  for (const set of ['letters', 'one', 'other']) {
    const labels = set === 'letters' ? 'ab' : '12';
    await mkdir(join(folder, set));
    const written = await writeTinySet(join(folder, set), labels, 6);
    sets.push({ ...written, name: set, file: join(set, written.file) });
  }
});

const places = (out: string, changes: Partial<ExperimentPlaces> = {}): ExperimentPlaces => ({
  data: folder,
  out: join(folder, out),
  quick: false,
  note: () => undefined,
  ...changes,
});

const quickly = { ...standardSettings, steps: 2, checkEvery: 2, batchSize: 2 };

test('writers: each method and size once, against nothing; a second time nothing is computed', async () => {
  const experiment = adaptationExperiment({
    ...{ baseFolder, recipe: recipeFile, testWords: 3 },
    settings: quickly,
    threads: 0,
  });
  const choices = { parts: ['writers'], sizes: ['5'], methods: ['ours', 'all', 'affine'] };
  const notes: string[] = [];
  const note = (line: string) => void notes.push(line);
  const report = await runExperiment(experiment, places('writers', { choices, note }));
  // Two test writers, one of them left-handed; nobody of the validation part is.
  expect(notes).toHaveLength(2 * 4);
  const [summary] = report.tables;
  expect(summary!.rows.map(([words, learnt, writers]) => [words, learnt, writers])).toEqual([
    [0, 'nothing', 2],
    [5, 'as `adapt` does it', 2],
    [5, 'all layers', 2],
    [5, 'affine map of the input', 2],
  ]);
  const csv = await readFile(join(folder, 'writers', 'new-writers-runs.csv'), 'utf8');
  expect(csv.trim().split('\n')).toHaveLength(1 + 2 * 4);
  const before = performance.now();
  expect(await runExperiment(experiment, places('writers', { choices }))).toEqual(report);
  expect(performance.now() - before).toBeLessThan(3000);
}, 60_000);

test('pens: a model of one learns the other, and the model of words the letters', async () => {
  const experiment = adaptationExperiment({
    baseFolder,
    pens: {
      sets,
      examples: [3],
      mostTested: 4,
      baseSettings: { ...tinySettings('one', 'scratch'), steps: 2, validateEvery: 1 },
    },
  });
  const choices = { parts: ['pens'], methods: ['head'] };
  const report = await runExperiment(experiment, places('pens', { choices }));
  expect(report.tables[0]!.rows.map((row) => row.slice(0, 4))).toEqual([
    ['one', 'other', 0, 'nothing'],
    ['one', 'other', 3, 'normalisation and head'],
    ['other', 'one', 0, 'nothing'],
    ['other', 'one', 3, 'normalisation and head'],
    ['tiny-words', 'letters', 0, 'nothing'],
    ['tiny-words', 'letters', 3, 'normalisation and head'],
  ]);
}, 60_000);

test('what is asked for must be there, and the data too', async () => {
  const experiment = adaptationExperiment({ baseFolder, recipe: recipeFile });
  const ask = (choices: Record<string, string[]>) =>
    runExperiment(experiment, places('none', { choices }));
  await expect(ask({ methods: ['magic'] })).rejects.toMatchObject({ code: 'experiment-choice' });
  await expect(ask({ sizes: ['some'] })).rejects.toMatchObject({ code: 'experiment-choice' });
  const nowhere = places('none', { data: join(folder, 'nowhere') });
  await expect(runExperiment(experiment, nowhere)).rejects.toMatchObject({
    code: 'experiment-data',
  });
});
