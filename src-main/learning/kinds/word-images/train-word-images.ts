import { join } from 'node:path';
import {
  describeImageFigures,
  figuresOf,
  type ImageFigures,
  type JudgedPictures,
} from './image-figures.ts';
import { useTensorflow } from '../../../compute/tensorflow.ts';
import { UserError } from '../../../contract/alerts.ts';
import { writeFileAtomic } from '../../../data/files/atomic-file.ts';
import { homeFolders } from '../../../data/home.ts';
import { childSeed } from '../../../recognizer/network/random.ts';
import { StepMemory } from '../../../recognizer/network/operations/host/memory.ts';
import { ImageReader, readImageReader, saveImageReader } from '../../images/image-reader.ts';
import { openRun } from '../../runs/open-run.ts';
import { modelFolderOf } from '../../recipes/recipe-files.ts';
import { alphabetOf } from '../digits/digits-recipe.ts';
import { Run, type TrainingProgress } from '../../runs/run.ts';
import { stepGradients } from '../../gradients/training-step.ts';
import { versionsInUse } from '../../runs/versions.ts';
import {
  findWordsFiles,
  hashesOf,
  loadWordsCorpus,
  type WordsCorpus,
} from '../words/words-corpus.ts';
import type { WordsRecipe } from '../words/words-recipe.ts';
import { heldOutPictures, ImageBatches, peoplesPictures } from './image-batches.ts';
import { createReadingNetwork } from './reading-network.ts';
import { wordImagesCard } from './word-images-card.ts';
import { dataRecipeOf, type WordImagesRecipe } from './word-images-recipe.ts';

export type ImageValidation = ImageFigures & { readonly score: number };

export interface RunWordImagesOptions {
  readonly resume?: boolean;
  /** Folder of a reader of the same networks to go on from. Default: random weights. */
  readonly from?: string;
  readonly dataFolder?: string;
  readonly runFolder?: string;
  /** Default: `models/NAME` of the program. */
  readonly modelFolder?: string;
  /** Images of the test; default 1000. */
  readonly testImages?: number;
  readonly onProgress?: (progress: TrainingProgress<ImageValidation>) => void;
  readonly signal?: AbortSignal;
}

const cardFile = 'model-card.md';

/**
 * Trains a reader of images and judges it on held-out words of the test writers.
 * @returns without model when it was stopped before its end
 * @throws UserError `recipe`, `training-data`, `run-none`, `run-recipe`, `training-diverged`
 */
export async function runWordImages(
  recipe: WordImagesRecipe,
  options: RunWordImagesOptions = {},
): Promise<{
  readonly runFolder: string;
  readonly model?: { readonly folder: string; readonly figures: ImageFigures };
}> {
  const { words, corpus, data } = await materialOf(recipe, options);
  const runFolder = options.runFolder ?? join(homeFolders().runs, recipe.name);
  const versions = await versionsInUse();
  const tensorflow = await useTensorflow();
  const from = options.from === undefined ? undefined : await readImageReader(options.from);
  const { folder, checkpoint } = await openRun(
    {
      ...{ recipe, data, writers: words.writers, writersSeed: words.seed },
      ...(from && { from: from.description.sha256 }),
    },
    { versions },
    { runFolder, resume: options.resume === true },
  );
  const network = createReadingNetwork(recipe, checkpoint?.weights ?? from?.weights);
  const batches = new ImageBatches(recipe, words, corpus);
  const { validationSamples } = recipe.training;
  const validation = picturesOf(recipe, words, corpus, 'validation', validationSamples);
  const memory = new StepMemory();
  const descriptionOf = () => ({
    title: recipe.title,
    alphabet: [...alphabetOf(words)],
    encoder: recipe.encoder,
    head: recipe.head,
  });
  const training = new Run<ImageValidation>({
    network,
    folder,
    recipe: recipe.training,
    checkpoint,
    gradients: (step, frameWeight) =>
      stepGradients(tensorflow, network, batches.batch(step), {
        seed: childSeed(recipe.seed, step),
        frameWeight,
        memory,
      }),
    validate: async () => {
      const reader = await ImageReader.of(descriptionOf(), await network.weights());
      const figures = await figuresOf(reader, validation);
      return { ...figures, score: (figures.cer + (figures.people ?? figures).cer) / 2 };
    },
  });
  try {
    await training.go({
      ...(options.onProgress && { onProgress: options.onProgress }),
      ...(options.signal && { signal: options.signal }),
    });
  } finally {
    network.dispose();
  }
  const best = await folder.loadBest();
  const { state } = training;
  if (!state.finished || !best) return { runFolder };
  const target = options.modelFolder ?? modelFolderOf(recipe);
  const reader = await ImageReader.of(descriptionOf(), best.weights);
  const figures = await figuresOf(
    reader,
    picturesOf(recipe, words, corpus, 'test', options.testImages ?? 1000),
  );
  await saveImageReader(
    target,
    {
      ...descriptionOf(),
      training: {
        ...{ recipe: recipe.name, seed: recipe.seed, step: best.step, data, versions },
        ...(from && { from: from.description.sha256 }),
        writersSeed: words.seed,
        figures: describeImageFigures(figures),
      },
    },
    best.weights,
  );
  const card = wordImagesCard({
    ...{ recipe, words, corpus, data, versions, figures, best, state },
    ...(from && { from: from.description }),
  });
  await writeFileAtomic(join(target, cardFile), card);
  return { runFolder, model: { folder: target, figures } };
}

/**
 * The test figures of a trained reader again.
 * @throws UserError `evaluation-data` when its data were others; `image-reader`
 */
export async function evaluateWordImages(
  recipe: WordImagesRecipe,
  options: RunWordImagesOptions = {},
): Promise<ImageFigures> {
  const { words, corpus, data } = await materialOf(recipe, options);
  const reader = await ImageReader.open(options.modelFolder ?? modelFolderOf(recipe));
  const made = reader.description.training;
  const old = made?.['data'] as Readonly<Record<string, string>> | undefined;
  const changed = Object.keys(data).some((file) => data[file] !== old?.[file]);
  if (changed || made?.['writersSeed'] !== words.seed) {
    reader.dispose();
    throw new UserError(
      'evaluation-data',
      `The reader “${recipe.name}” was trained on other data, or with other writers kept from it.`,
      'Name the folder of the data that it was trained on with --data FOLDER.',
    );
  }
  return figuresOf(reader, picturesOf(recipe, words, corpus, 'test', options.testImages ?? 1000));
}

async function materialOf(
  recipe: WordImagesRecipe,
  { dataFolder }: RunWordImagesOptions,
): Promise<{ words: WordsRecipe; corpus: WordsCorpus; data: Record<string, string> }> {
  const words = await dataRecipeOf(recipe);
  const files = await findWordsFiles(words, dataFolder);
  return { words, corpus: await loadWordsCorpus(words, files), data: await hashesOf(files) };
}

function picturesOf(
  recipe: WordImagesRecipe,
  words: WordsRecipe,
  corpus: WordsCorpus,
  part: 'validation' | 'test',
  count: number,
): JudgedPictures {
  return {
    composed: heldOutPictures(recipe, words, corpus, part, count),
    people: peoplesPictures(recipe, corpus, part, count),
  };
}
