import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withoutLeak } from '../../../compute/tensorflow.ts';
import type { NamedTensors } from '../../../recognizer/network/weights.ts';
import { RunFolder } from '../../runs/run-folder.ts';
import { tinyCorpus, tinyRecipe } from './tiny-digits.testing.ts';
import { train, type TrainOptions } from './train-digits.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-train-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const corpus = tinyCorpus();
const counts = { sequences: 3, simulated: 1 };

function run(name: string, options: Partial<TrainOptions> = {}, recipe = tinyRecipe()) {
  return train(recipe, corpus, {
    runFolder: join(folder, name),
    validationCounts: counts,
    ...options,
  });
}

async function finalWeights(name: string): Promise<NamedTensors> {
  return (await new RunFolder(join(folder, name)).loadCheckpoint())!.weights;
}

/** Stops after so many steps, as Ctrl+C does. */
function stopAfter(steps: number): Pick<TrainOptions, 'onProgress' | 'signal'> {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    onProgress: ({ step }) => {
      if (step === steps) controller.abort();
    },
  };
}

test('six steps are the same as three, a stop, and three more', async () => {
  const whole = await run('whole');
  expect(whole).toMatchObject({ finished: true, step: 6, skipped: 0 });
  // Not at a checkpoint of the recipe: stopping writes one of its own.
  const stopped = await run('parts', stopAfter(2));
  expect(stopped).toMatchObject({ finished: false, step: 2 });
  const resumed = await run('parts', { resume: true });
  expect(resumed).toMatchObject({ finished: true, step: 6 });
  expect(await finalWeights('parts')).toEqual(await finalWeights('whole'));
  expect(resumed.best!.weights).toEqual(whole.best!.weights);
  expect(resumed.best!.score).toBe(whole.best!.score);
});

test('leaves no tensors behind', async () => {
  await run('first');
  await withoutLeak(async () => {
    await run('second');
  });
});

test('writes what is needed to repeat it, and a log', async () => {
  await run('logged', { versions: { Quillwave: '1.2.3' } });
  const path = join(folder, 'logged');
  const description = JSON.parse(await readFile(join(path, 'run.json'), 'utf8')) as unknown;
  expect(description).toMatchObject({
    recipe: { name: 'tiny', seed: 5 },
    data: { sha256: 'none', recordings: 20 },
    versions: { Quillwave: '1.2.3' },
  });
  const log = (await readFile(join(path, 'log.ndjson'), 'utf8')).trim().split('\n');
  expect(log.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([3, 6]);
});

test('a new run keeps the old one under another name', async () => {
  await run('twice');
  await run('twice');
  const path = join(folder, 'twice');
  const kept = (await readdir(dirname(path))).filter((name) => name !== basename(path));
  expect(kept).toHaveLength(1);
  expect(await readdir(join(folder, kept[0]!))).toContain('checkpoint.bin');
});

test('resuming with another recipe is refused', async () => {
  await run('changed', stopAfter(1));
  await expect(run('changed', { resume: true }, tinyRecipe({ seed: 6 }))).rejects.toMatchObject({
    code: 'run-recipe',
  });
});

test('there must be something to go on with', async () => {
  await expect(run('never', { resume: true })).rejects.toMatchObject({ code: 'run-none' });
  // What stands there and cannot be read is not taken for nothing.
  await mkdir(join(folder, 'unreadable', 'run.json'), { recursive: true });
  await expect(run('unreadable', { resume: true })).rejects.toMatchObject({
    code: 'file-read-eisdir',
  });
});

test('a damaged checkpoint is named, not believed', async () => {
  await run('damaged', stopAfter(1));
  const file = join(folder, 'damaged', 'checkpoint.bin');
  const bytes = await readFile(file);
  await writeFile(file, bytes.subarray(0, bytes.length - 40));
  await expect(run('damaged', { resume: true })).rejects.toMatchObject({ code: 'run-damaged' });
});

test('steps whose gradient is not finite are skipped, counted and explained', async () => {
  const bad = tinyCorpus();
  for (const { window } of bad.training) window.values.fill(3e38);
  const recipe = tinyRecipe({
    normalization: {
      kind: 'fixed',
      offset: [0, 0, 0, 0, 0, 0],
      scale: [1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3],
    },
  });
  const result = await train(recipe, bad, {
    runFolder: join(folder, 'bad'),
    validationCounts: counts,
  });
  expect(result.skipped).toBe(6);
  const log = await readFile(join(folder, 'bad', 'log.ndjson'), 'utf8');
  expect(log).toContain('not finite');
});

test('learns to tell two oscillations apart', async () => {
  const recipe = tinyRecipe();
  const losses: number[] = [];
  await run(
    'learns',
    { onProgress: ({ ctc }) => losses.push(ctc) },
    tinyRecipe({
      // Moving statistics need more steps than a test has.
      network: {
        ...recipe.network,
        layers: recipe.network.layers.filter(({ kind }) => kind !== 'normalization'),
      },
      sequences: { ...recipe.sequences, maximum: 1 },
      training: {
        ...recipe.training,
        learningRate: 0.03,
        batchSize: 8,
        steps: 160,
        frameWeightUntilStep: 120,
        validateEvery: 160,
        checkpointEvery: 160,
      },
    }),
  );
  const last = losses.slice(-20).reduce((sum, loss) => sum + loss / 20, 0);
  // One who knows only that it is 1 or 2 pays ln 2 = 0.69.
  expect(last).toBeLessThan(0.5);
}, 20_000);
