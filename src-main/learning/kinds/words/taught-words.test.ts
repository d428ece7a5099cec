import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel } from '../../../recognizer/model/package.ts';
import { parametersFor } from '../../../recognizer/network/parameters.ts';
import type { NamedTensors } from '../../../recognizer/network/weights.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import { isInVocabulary } from '../../../simulator/composition/held-out-words.ts';
import { initialJointWeights, shippedWeights } from '../../cmr/joint-model.ts';
import { jointDescriptionOf } from '../../cmr/teacher.ts';
import { RunFolder, type Checkpoint } from '../../runs/run-folder.ts';
import { ImageReader } from '../../images/image-reader.ts';
import { imageReaderFolder, runWords } from './run-words.ts';
import { tinyTeacher, tinyWordsRecipe, writeTinyWords } from './tiny-words.testing.ts';
import { trainWords } from './train-words.ts';
import { WordPictures } from './word-pictures.ts';
import { WordsBatches } from './words-batches.ts';
import { findWordsFiles, loadWordsCorpus } from './words-corpus.ts';
import { parseWordsRecipe, type WordsRecipe } from './words-recipe.ts';
import { WordsSampler } from './words-sampler.ts';

type Teacher = ReturnType<typeof tinyTeacher>;

let folder = '';
let dataFolder = '';
const recipe = tinyWordsRecipe();
const taught = (changes: Partial<Teacher> = {}) =>
  parseWordsRecipe({ ...recipe, teacher: { ...tinyTeacher(), ...changes } }, 'the test');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-taught-'));
  dataFolder = join(folder, 'data');
  await writeTinyWords(dataFolder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function partsOf(own: WordsRecipe) {
  const files = await findWordsFiles(own, dataFolder);
  return { files, corpus: await loadWordsCorpus(own, files) };
}

/** @param stopAfter steps after which the run is stopped and resumed */
async function train(
  name: string,
  own: WordsRecipe,
  options: { stopAfter?: number; from?: { weights: NamedTensors; sha256: string } } = {},
): Promise<Checkpoint> {
  const { files, corpus } = await partsOf(own);
  const { from, stopAfter } = options;
  const places = { runFolder: join(folder, name), ...(from && { from }) };
  if (stopAfter !== undefined) {
    const abort = new AbortController();
    const stop = {
      onProgress: ({ step }: { step: number }) => step === stopAfter && abort.abort(),
    };
    await trainWords(own, corpus, files, { ...places, ...stop, signal: abort.signal });
  }
  await trainWords(own, corpus, files, { ...places, resume: stopAfter !== undefined });
  return (await new RunFolder(join(folder, name)).loadCheckpoint())!;
}

describe('words taught by images', () => {
  const whole = () => join(folder, 'whole');
  const modelFolder = () => join(folder, 'model');

  test('a run that was stopped ends where a whole one does, with margins and weights of losses', async () => {
    const own = taught();
    const places = { dataFolder, modelFolder: modelFolder(), runFolder: whole() };
    await runWords(own, { ...places, samplesPerWriter: 1 });
    const one = (await new RunFolder(whole()).loadCheckpoint())!;
    const halves = await train('halves', own, { stopAfter: 2 });
    expect(halves.step).toBe(4);
    expect(halves.weights).toEqual(one.weights);
    expect(halves.moments).toEqual(one.moments);
    expect(halves.beside).toEqual(one.beside);
    // An epoch is one step here: two are remembered, and the margin knows the distance before.
    expect(one.beside).toMatchObject({ objective: { classes: [] }, steps: 0 });
    const { weights, objective } = one.beside as { weights: number[][]; objective: object };
    expect(weights).toHaveLength(2);
    expect(objective).toHaveProperty('meanDistance');
  }, 120_000);

  test('the model that is written holds the pen alone, and its card says who taught it', async () => {
    const { weights, manifest } = await loadModel(modelFolder());
    expect(weights.map(({ name }) => name)).toEqual(
      parametersFor(recipe.network).map(({ name }) => name),
    );
    expect(JSON.stringify(manifest)).not.toContain('image.');
    const card = await readFile(join(modelFolder(), 'model-card.md'), 'utf8');
    expect(card).toContain('triplet loss of the cosine distance');
    // What read the images is kept, but elsewhere.
    const reader = await ImageReader.open(imageReaderFolder(modelFolder()));
    expect(reader.description.encoder).toEqual(taught().teacher!.encoder);
    reader.dispose();
  });

  test('what weighs nothing changes nothing: the pen learns to the bit what it learns alone', async () => {
    const training = { ...recipe.training, workers: 1, batchSize: 2 };
    const alone = await train('alone', { ...recipe, training });
    const idle = taught({ weights: { images: 0, shared: 0 }, fromStep: 1, every: 2 });
    const beside = await train('beside', { ...idle, training });
    expect(shippedWeights(beside.weights)).toEqual(alone.weights);
    expect(beside.weights.length).toBeGreaterThan(alone.weights.length);
    expect(alone).not.toHaveProperty('beside');
    // With weight it does change something.
    const busy = (await new RunFolder(whole()).loadCheckpoint())!;
    expect(shippedWeights(busy.weights)).not.toEqual(alone.weights);
  }, 120_000);

  test('training goes on from a model with a fresh teacher, which waits for its first step', async () => {
    const { weights } = await loadModel(modelFolder());
    const training = { ...recipe.training, workers: 1, batchSize: 2, steps: 1 };
    const own = { ...taught({ fromStep: 4 }), training };
    const { weights: after } = await train('next', own, { from: { weights, sha256: 'a' } });
    const joint = jointDescriptionOf(own.network, own.teacher!);
    const fresh = initialJointWeights(joint, own.seed);
    expect(after.slice(weights.length)).toEqual(fresh.slice(weights.length));
    expect(after.slice(0, weights.length)).not.toEqual(weights);
  }, 120_000);

  test('a teacher that does not fit the network is refused', () => {
    expect(() => taught({ sharedLayer: 4 })).toThrow(/teacher.sharedLayer must be below 4/u);
  });
});

describe('the images of a step', () => {
  test('depend on the step alone, show what was written and what is near, and no held-out word', async () => {
    const own = taught({ pictures: { near: 1, own: 0.5 }, every: 2 });
    const { corpus } = await partsOf(own);
    const open = () =>
      new WordsBatches(
        own,
        new WordsSampler(own, corpus),
        0,
        new WordPictures(own.teacher!, corpus),
      );
    const batches = open();
    const resumed = open();
    for (const step of [18, 20]) {
      const images = batches.images(step);
      expect(resumed.images(step)).toEqual(images);
      const texts = batches.batch(step).samples.map(({ text }) => text);
      expect(images.texts.filter((text) => texts.includes(text)).length).toBeGreaterThan(1);
      expect(images.texts.length).toBeGreaterThan(texts.length);
      expect(images.inputs.lengths).toHaveLength(images.texts.length);
      expect(images.texts.every((text) => isInVocabulary(text, 'training'))).toBe(true);
    }
    expect(() => batches.images(19)).toThrow(RangeError);
  });

  test('every character has its columns, in order', async () => {
    const own = taught({ pictures: { near: 0, own: 0 } });
    const { corpus } = await partsOf(own);
    const pictures = new WordPictures(own.teacher!, corpus);
    const sampler = new WordsSampler(own, corpus);
    for (let seed = 0; seed < 20; seed += 1) {
      const random = new RandomGenerator(seed);
      const [picture] = pictures.draw(sampler.write(9, random), 9, random);
      const { text, spans, image } = picture!;
      expect(spans).toHaveLength(Array.from(text).length);
      expect(image.height).toBe(own.teacher!.encoder.height);
      for (const { start, end } of spans) {
        expect(end).toBeGreaterThanOrEqual(start);
        expect(end).toBeLessThanOrEqual(image.width);
      }
    }
  });
});
