import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../../data/testing.ts';
import { isHeldOutWord } from '../../../simulator/composition/held-out-words.ts';
import { readRecipeFile } from '../../recipes/recipe-files.ts';
import { RunFolder } from '../../runs/run-folder.ts';
import { tinyTeacher, tinyWordsRecipe, writeTinyWords } from '../words/tiny-words.testing.ts';
import { findWordsFiles, loadWordsCorpus } from '../words/words-corpus.ts';
import { batchOf, heldOutPictures, ImageBatches } from './image-batches.ts';
import { evaluateWordImages, runWordImages } from './train-word-images.ts';
import { dataRecipeOf, parseWordImagesRecipe } from './word-images-recipe.ts';

const folder = await temporaryFolder();
const writersOf = join(folder, 'words.json');
const { encoder, head } = tinyTeacher();
const input = {
  ...{ kind: 'word-images', name: 'tiny-images', title: 'Tiny', description: 'A test.', seed: 3 },
  ...{ writersOf, encoder, head },
  pictures: { fonts: 0.5, plain: 0.5 },
  samples: { characters: [2, 4], growUntilStep: 4, moreWords: 0.5 },
  training: {
    ...{ steps: 3, batchSize: 2, learningRate: 0.01, warmUpSteps: 1, constantUntilStep: 2 },
    ...{ weightDecay: 0, clipNorm: 1, frameWeight: 1, frameWeightUntilStep: 2 },
    ...{ validateEvery: 3, validationSamples: 2, checkpointEvery: 1 },
  },
};
const recipe = parseWordImagesRecipe(input, 'the test');

beforeAll(async () => {
  await writeTinyWords(folder);
  await writeFile(writersOf, JSON.stringify(tinyWordsRecipe()));
});

async function partsOf() {
  const words = await dataRecipeOf(recipe);
  return { words, corpus: await loadWordsCorpus(words, await findWordsFiles(words, folder)) };
}

test('a run that was stopped ends where a whole one does; the reader is judged again the same', async () => {
  const modelFolder = join(folder, 'reader');
  const places = { dataFolder: folder, testImages: 4 };
  const whole = await runWordImages(recipe, {
    ...{ ...places, modelFolder, runFolder: join(folder, 'whole') },
  });
  const abort = new AbortController();
  const halves = {
    ...places,
    runFolder: join(folder, 'halves'),
    modelFolder: join(folder, 'other'),
  };
  const stopped = await runWordImages(recipe, {
    ...halves,
    signal: abort.signal,
    onProgress: ({ step }) => {
      if (step === 1) abort.abort();
    },
  });
  expect(stopped).not.toHaveProperty('model');
  await runWordImages(recipe, { ...halves, resume: true });
  const weightsIn = async (name: string) =>
    (await new RunFolder(join(folder, name)).loadCheckpoint())!.weights;
  expect(await weightsIn('halves')).toEqual(await weightsIn('whole'));
  const again = await evaluateWordImages(recipe, { ...places, modelFolder });
  expect(again).toEqual(whole.model!.figures);
  expect(await readFile(join(modelFolder, 'model-card.md'), 'utf8')).toContain(
    '4 images of held-out',
  );
}, 120_000);

test('batches depend on their step alone and hold no held-out word; the test holds nothing else', async () => {
  const { words, corpus } = await partsOf();
  const open = () => new ImageBatches(recipe, words, corpus);
  expect(open().batch(17)).toEqual(open().batch(17));
  const pictures = heldOutPictures(recipe, words, corpus, 'test', 12);
  const onlyLetters = pictures.filter(({ text }) => /^[a-z]{3,}$/iu.test(text));
  expect(onlyLetters.length).toBeGreaterThan(0);
  const batch = batchOf(recipe, words, pictures);
  expect(batch.targets.labels.map(({ length }) => length)).toEqual(
    pictures.map(({ text }) => Array.from(text).length),
  );
  expect(pictures.some(({ text }) => isHeldOutWord(text.toLowerCase()))).toBe(true);
});

test('a head for another alphabet is refused', async () => {
  const wrong = { ...recipe, head: { ...recipe.head, classes: 5 } };
  await expect(dataRecipeOf(wrong)).rejects.toMatchObject({ code: 'recipe' });
});

test('the recipe that comes with the program is valid', async () => {
  const { input: shipped, path } = await readRecipeFile('words-images');
  const { name } = await dataRecipeOf(parseWordImagesRecipe(shipped, path));
  expect(name).toBe('words');
});
