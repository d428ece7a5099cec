import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadModel } from '../../../recognizer/model/package.ts';
import { runWordsInParts } from './run-parts.ts';
import { runWords } from './run-words.ts';
import { tinyWordsRecipe, writeTinyWords } from './tiny-words.testing.ts';
import type { WordsRecipe } from './words-recipe.ts';

let folder = '';
let dataFolder = '';
const first: WordsRecipe = { ...tinyWordsRecipe(), name: 'first' };
let second: WordsRecipe;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-parts-'));
  dataFolder = join(folder, 'data');
  await writeTinyWords(dataFolder);
  const path = join(folder, 'first.json');
  await writeFile(path, JSON.stringify(first));
  second = {
    ...first,
    ...{ name: 'second', after: path },
    training: { ...first.training, firstStep: 4, steps: 6 },
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const places = (name: string) => ({
  ...{ dataFolder, samplesPerWriter: 1 },
  runFolder: join(folder, name),
  modelFolder: join(folder, `${name}-model`),
});
const weightsOf = async (name: string) => (await loadModel(join(folder, `${name}-model`))).weights;

test('what a recipe goes on from is trained first, once, also over a stop in its middle', async () => {
  await runWords(first, places('first'));
  await runWords(second, { ...places('by-hand'), from: join(folder, 'first-model') });

  const abort = new AbortController();
  const stopped = await runWordsInParts(second, {
    ...places('second'),
    signal: abort.signal,
    onProgress: ({ step }) => step === 2 && abort.abort(),
  });
  expect(stopped.model).toBeUndefined();
  expect(stopped.training).toMatchObject({ finished: false, step: 2 });

  const parts: string[] = [];
  const steps: number[] = [];
  const { model } = await runWordsInParts(second, {
    ...places('second'),
    resume: true,
    onPart: (line) => parts.push(line),
    onProgress: ({ step }) => steps.push(step),
  });
  expect(steps).toEqual([3, 4, 5, 6]);
  expect(parts).toEqual(['The part before: first', 'The last part: second']);
  expect(model).toBeDefined();
  expect(await weightsOf('second')).toEqual(await weightsOf('by-hand'));

  // Anew, with what was done before as it is.
  parts.length = 0;
  await runWordsInParts(second, { ...places('second'), onPart: (line) => parts.push(line) });
  expect(parts).toEqual(['Done before: first', 'The last part: second']);
  await expect(stat(join(folder, 'second-parts', 'first', 'model'))).resolves.toBeDefined();
}, 120_000);

test('where nothing was begun there is nothing to resume; a model that is given takes the place of parts', async () => {
  for (const recipe of [first, second]) {
    await expect(
      runWordsInParts(recipe, { ...places('nothing'), resume: true }),
    ).rejects.toMatchObject({ code: 'run-none' });
  }
  const other = { ...second, network: { ...second.network, layers: [] } };
  await expect(runWordsInParts(other, places('nothing'))).rejects.toMatchObject({
    code: 'train-from',
  });
  // Nothing was trained before it was told.
  await expect(stat(join(folder, 'nothing-parts'))).rejects.toThrow();
  const { model } = await runWordsInParts(second, {
    ...places('given'),
    from: join(folder, 'first-model'),
  });
  expect(model).toBeDefined();
  await expect(stat(join(folder, 'given-parts'))).rejects.toThrow();
}, 60_000);

test('a recipe that goes on from itself is an error', async () => {
  const path = join(folder, 'round.json');
  await writeFile(path, JSON.stringify({ ...first, name: 'round', after: path }));
  await expect(runWordsInParts({ ...second, after: path }, places('round'))).rejects.toMatchObject({
    code: 'recipe',
  });
});
