import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { channelCount } from '../../../contract/sensors.ts';
import { loadModel } from '../../../recognizer/model/package.ts';
import { evaluateRecordings } from '../../evaluation/evaluate.ts';
import { Recognizer } from '../../../recognizer/recognizer.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import { balancedAccuracy, nearestLabels } from './cross-validation.ts';
import { dealIntoFolds, loadIsolatedCorpus } from './isolated-corpus.ts';
import { parseIsolatedRecipe, type IsolatedRecipe } from './isolated-recipe.ts';
import { recordedSamples, SampleBatches } from './isolated-samples.ts';
import { evaluateIsolated, runIsolated } from './run-isolated.ts';
import { trainIsolated } from './train-isolated.ts';

function tinyRecipe(training: Partial<IsolatedRecipe['training']> = {}): IsolatedRecipe {
  return parseIsolatedRecipe(
    {
      kind: 'isolated-characters',
      name: 'tiny',
      title: 'Tiny',
      description: '',
      seed: 3,
      alphabet: 'abc',
      rateHz: 100,
      channels: ['ax', 'ay', 'az'],
      fixedLength: { readings: 48, smoothing: 1 },
      normalization: { kind: 'recording' },
      network: {
        inputs: 3,
        classes: 4,
        layers: [
          { kind: 'convolution', filters: 8, kernel: 7, stride: 2 },
          { kind: 'normalization', over: 'batch' },
          { kind: 'activation', function: 'relu' },
          { kind: 'dropout', rate: 0.1 },
          { kind: 'linear', units: 4 },
        ],
      },
      data: { recordings: 'tiny.ndjson', origin: 'Made up' },
      samples: {
        blended: 0.5,
        variation: { speed: 0.1, ends: 0.03, map: 0.05, drift: 0.1, noise: 0.1 },
      },
      templates: {
        comparison: {
          band: 0.15,
          detour: 0.5,
          ends: { share: 0.12, weight: 0.5 },
          stiffness: 0.2,
          rounds: 1,
        },
        weight: 1,
      },
      crossValidation: { folds: 2, divisions: 1 },
      training: {
        members: 2,
        steps: 30,
        batchSize: 12,
        learningRate: 0.02,
        warmUpSteps: 4,
        weightDecay: 0,
        clipNorm: 1,
        labelSmoothing: 0,
        checkpointEvery: 10,
        ...training,
      },
    },
    'the test',
  );
}

let folder: string;
let file: string;

/** Six each of a slow, a middling and a fast oscillation, padded to 80 readings; one has no label. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-isolated-'));
  file = join(folder, 'tiny.ndjson');
  const random = new RandomGenerator(2);
  const lines = ['a', 'b', 'c'].flatMap((label, kind) =>
    Array.from({ length: 6 }, () => {
      const length = random.integer(50, 70);
      const phase = random.uniform(0, 0.4);
      const column = (shift: number) =>
        Array.from({ length: 80 }, (_, row) => {
          const at = Math.min(row, length - 1);
          return Math.sin(at * (0.15 + 0.2 * kind) + phase + shift);
        });
      return { label, series: { ax: column(0), ay: column(1), az: column(2) } };
    }),
  );
  const all = [...lines, { series: lines[0]!.series }];
  await writeFile(file, all.map((line) => JSON.stringify(line)).join('\n'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('a recipe becomes a model that reads whole recordings, with figures of recordings it did not see', async () => {
  const places = { data: file, runFolder: join(folder, 'run'), modelFolder: join(folder, 'model') };
  const { model } = await runIsolated(tinyRecipe(), places);
  const { divisions } = model!.figures;
  expect(divisions).toHaveLength(1);
  for (const { accuracy, balanced } of divisions) {
    expect(accuracy).toBeGreaterThan(0.8);
    expect(balanced).toBeCloseTo(accuracy, 9);
  }
  const loaded = await loadModel(places.modelFolder);
  expect(loaded.manifest.templates!.characters).toHaveLength(18);
  const recognizer = await Recognizer.open(loaded);
  const evaluation = await evaluateRecordings(recognizer, file);
  await recognizer.dispose();
  expect(evaluation).toMatchObject({ samples: 18, unlabeled: 1, unwritable: 0 });
  expect(evaluation.accuracy).toBeGreaterThan(0.8);
  expect(await readFile(join(places.modelFolder, 'model-card.md'), 'utf8')).toContain(
    'npm run -s train -- --recipe tiny',
  );
  // The folds are still there: nothing is trained again.
  expect(await evaluateIsolated(tinyRecipe(), places)).toEqual(model!.figures);
}, 60_000);

test('a run that was stopped ends with the weights of one that was not', async () => {
  const recipe = tinyRecipe({ steps: 12, checkpointEvery: 5 });
  const { recordings } = await loadIsolatedCorpus(recipe, file);
  const run = (name: string, options: { resume?: boolean; signal?: AbortSignal } = {}) =>
    trainIsolated(recipe, recordings, { runFolder: join(folder, name), data: {}, ...options });
  const whole = await run('whole');
  const abort = new AbortController();
  const stopped = await trainIsolated(recipe, recordings, {
    runFolder: join(folder, 'stopped'),
    data: {},
    signal: abort.signal,
    onProgress: ({ step }) => {
      if (step === 7) abort.abort();
    },
  });
  expect(stopped.finished).toBe(false);
  const resumed = await run('stopped', { resume: true });
  expect(resumed.best!.weights).toEqual(whole.best!.weights);
});

test('padding is cut off, other recordings are passed over, missing data are named', async () => {
  const { recordings, passedOver } = await loadIsolatedCorpus(tinyRecipe(), file);
  expect(passedOver).toBe(1);
  expect(recordings.every(({ window }) => window.length >= 50 && window.length <= 70)).toBe(true);
  const missing = loadIsolatedCorpus(tinyRecipe(), join(folder, 'nothing.ndjson'));
  await expect(missing).rejects.toMatchObject({ code: 'training-data' });
});

test('labels are drawn evenly, and a batch depends on its number alone', async () => {
  const recipe = tinyRecipe();
  const { recordings } = await loadIsolatedCorpus(recipe, file);
  // One a is left of six.
  const few = recordings.filter(({ text }, index) => text !== 'a' || index === 0);
  const samples = () =>
    new SampleBatches(recordedSamples(few, { recipe: recipe.samples, reading: recipe }), {
      batchSize: 30,
      seed: 1,
    });
  const first = samples();
  const texts = Array.from({ length: 8 }, (_, step) => first.batch(step)).flat();
  expect(texts.filter(({ text }) => text === 'a').length / texts.length).toBeLessThan(0.45);
  expect(texts.every(({ window }) => window.values.length === window.length * channelCount)).toBe(
    true,
  );
  expect(samples().batch(9)).toEqual(first.batch(9));
});

test('every label is dealt evenly to the folds', () => {
  const labels = Array.from('aaaaaabbbbbcc');
  const folds = dealIntoFolds(labels, 3, 1);
  for (const fold of [0, 1, 2]) {
    const own = labels.filter((_, index) => folds[index] === fold);
    expect(own.filter((label) => label === 'a')).toHaveLength(2);
    expect(own.length).toBeGreaterThanOrEqual(4);
  }
  expect(dealIntoFolds(labels, 3, 1)).toEqual(folds);
  expect(dealIntoFolds(labels, 3, 2)).not.toEqual(folds);
});

test('the nearest recording is looked for in other folds', () => {
  // 0 and 1 are nearest to one another, but of one fold.
  const distances = Float64Array.of(0, 1, 2, 3, 1, 0, 5, 4, 2, 5, 0, 9, 3, 4, 9, 0);
  expect(nearestLabels(['a', 'b', 'c', 'd'], distances, [0, 0, 1, 1])).toEqual([
    'c',
    'd',
    'a',
    'a',
  ]);
});

test('the balanced accuracy counts characters alike', () => {
  expect(balancedAccuracy(['a', 'a', 'a', 'b'], ['a', 'a', 'a', 'x'])).toBe(0.5);
});
