import { join } from 'node:path';
import { useTensorflow } from '../../compute/tensorflow.ts';
import { errorRate } from '../../recognizer/decoding/error-rate.ts';
import { shippedWeights } from '../../learning/cmr/joint-model.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { greedyErrors } from '../../learning/evaluation/greedy-errors.ts';
import { readImageReader } from '../../learning/images/image-reader.ts';
import { repositoryRoot } from '../../learning/recipes/recipe-files.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import { WordPictures } from '../../learning/kinds/words/word-pictures.ts';
import { WordsBatches } from '../../learning/kinds/words/words-batches.ts';
import { packed } from '../adaptation/packed-weights.ts';
import { fitWords, type FittedWords } from './fit-words.ts';
import { readImages } from './read-images.ts';
import { FixedPictures, mistaken, type FixedWritings, type WordsMaterial } from './material.ts';
import { recipeFor, type WordsArm, type WordsSettings } from './settings.ts';

export interface Rates {
  /** Fractions; greedy, without a dictionary. */
  readonly cer: number;
  readonly wer: number;
}

export interface WordsOutcome {
  /** Unseen words by the validation writers, after each check. */
  readonly curve: readonly { readonly step: number; readonly cer: number }[];
  /** Unseen words by the test writers, after the last step. */
  readonly all: Rates;
  readonly left: Rates;
  readonly right: Rates;
  /** Of the image branch: unseen words in the hands of the test writers, as images. */
  readonly images?: Rates;
  /** Of the pen's network, for what goes on from it (`unpacked`). */
  readonly weights?: string;
  readonly seconds: number;
}

export interface WordsRun {
  readonly arm: WordsArm;
  readonly settings: WordsSettings;
  readonly seed: number;
  readonly material: WordsMaterial;
  /** The recordings of this seed, the same for all arms. */
  readonly writings: FixedWritings;
  readonly signal?: AbortSignal;
}

const batchSize = 32;

/** Trains and tests once; recordings, their order and the initial weights are the same for all arms of a seed. */
export async function wordsRun(run: WordsRun): Promise<WordsOutcome> {
  const { material, settings } = run;
  const begun = performance.now();
  const curve: { step: number; cer: number }[] = [];
  const { model, recipe, read } = await train(run, settings.checkEvery, async (step, ratesOf) => {
    curve.push({ step, cer: (await ratesOf(material.validation)).cer });
  });
  const byHand = (hand: 'left' | 'right') =>
    read(material.test.filter((sample) => sample.hand === hand));
  const outcome = {
    curve,
    all: await read(material.test),
    left: await byHand('left'),
    right: await byHand('right'),
    ...(model.joint && { images: await readImages(model.joint, recipe, material) }),
    weights: packed(shippedWeights(await model.network.weights())),
    seconds: (performance.now() - begun) / 1000,
  };
  model.network.dispose();
  return outcome;
}

/** The model must be disposed of. */
export async function train(
  { arm, settings, seed, material, writings, signal }: WordsRun,
  every: number,
  checked: (
    step: number,
    read: (samples: readonly LabeledWindow[]) => Promise<Rates>,
  ) => Promise<void>,
) {
  const tensorflow = await useTensorflow();
  const { arm: own, images } = await withReader(arm);
  const recipe = recipeFor(material.base, own, settings, seed);
  const pictures =
    recipe.teacher &&
    new FixedPictures(new WordPictures(recipe.teacher, material.corpus), writings.pictures);
  const reader =
    ({ network }: FittedWords) =>
    async (samples: readonly LabeledWindow[]): Promise<Rates> => {
      const { characters, words } = await greedyErrors(
        tensorflow,
        network,
        recipe,
        samples,
        batchSize,
      );
      return { cer: errorRate(characters), wer: errorRate(words) };
    };
  const batches = new WordsBatches(recipe, writings, 0, pictures);
  const model = await fitWords(tensorflow, {
    recipe,
    batches: arm.mistaken === true ? mistaken(batches) : batches,
    ...(images && { images }),
    check: { every, run: (trained, step) => checked(step, reader(trained)) },
    ...(signal && { signal }),
  });
  return { model, recipe, read: reader(model) };
}

/** The arm with the networks of its reader, and the reader's weights. */
async function withReader(arm: WordsArm): Promise<{ arm: WordsArm; images?: NamedTensors }> {
  const { reader, teacher } = arm;
  if (reader === undefined || !teacher) return { arm };
  const { description, weights } = await readImageReader(join(repositoryRoot, 'models', reader));
  const { encoder, head } = description;
  return { arm: { ...arm, teacher: { ...teacher, encoder, head } }, images: weights };
}
