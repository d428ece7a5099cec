import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { useTensorflow } from '../../../compute/tensorflow.ts';
import { UserError } from '../../../contract/alerts.ts';
import {
  createTrainableNetwork,
  type TrainableNetwork,
} from '../../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../../recognizer/network/weights.ts';
import { createJointModel, withKnownWeights } from '../../cmr/joint-model.ts';
import { jointDescriptionOf } from '../../cmr/teacher.ts';
import { Teaching, type TaughtReport, type TeachingState } from '../../cmr/teaching.ts';
import { readImageReader } from '../../images/image-reader.ts';
import { imagePrefix } from '../../images/trainable-images.ts';
import { openRun } from '../../runs/open-run.ts';
import { GradientPool } from '../../runs/threads/gradient-pool.ts';
import { pooledGradients } from '../../runs/threads/pooled-gradients.ts';
import { repositoryRoot } from '../../recipes/recipe-files.ts';
import * as run from '../../runs/run.ts';
import type { StartingWeights } from '../../runs/starting-model.ts';
import { validateWords, type WordsValidation } from './validate-words.ts';
import type { WordsBatchSource } from './worker-batches.ts';
import { hashesOf, type WordsCorpus, type WordsFiles } from './words-corpus.ts';
import { heldOutWords, heldOutWritings, peoplesWords } from './words-held-out.ts';
import type { WordsRecipe } from './words-recipe.ts';

export type WordsProgress = run.TrainingProgress<WordsValidation>;

export interface TrainWordsOptions extends run.GoOptions<WordsValidation> {
  readonly runFolder: string;
  /** Continue the run in `runFolder`; default false: start anew, an old run is kept renamed. */
  readonly resume?: boolean;
  /** Kept in run.json beside the recipe. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Weights to start from, and the checksum that tells them apart. Default: fresh ones. */
  readonly from?: StartingWeights;
}

/** Of the validation samples, words as they were written. */
const writtenShare = 0.15;

/**
 * Trains a network by a recipe for words, its gradients computed by `training.workers` threads.
 * The same recipe, data and backend give the same weights, and a run that was stopped and resumed
 * gives those of a run that was not.
 *
 * @throws UserError `run-recipe` when the run to resume was made by other data or another recipe,
 *   `training-diverged` when gradients stay non-finite
 */
export async function trainWords(
  recipe: WordsRecipe,
  corpus: WordsCorpus,
  files: WordsFiles,
  options: TrainWordsOptions,
): Promise<run.TrainingResult> {
  const tensorflow = await useTensorflow();
  const { folder, checkpoint } = await openRun(
    await identityOfRun(recipe, files, options.from?.sha256),
    { versions: options.versions ?? {} },
    options,
  );
  const initial = checkpoint?.weights ?? [
    ...(options.from?.weights ?? []),
    ...(await readerWeights(recipe)),
  ];
  const network = networkOf(recipe, initial);
  const { teacher } = recipe;
  const teaching =
    teacher && new Teaching(teacher, checkpoint?.beside as TeachingState | undefined);
  const { workers, validationSamples } = recipe.training;
  const written = Math.round(writtenShare * validationSamples);
  const part = {
    composed: heldOutWritings(recipe, corpus, 'validation', validationSamples - written, {
      vary: true,
      supplement: true,
    }),
    written: heldOutWords(recipe, corpus, 'validation', written),
    people: peoplesWords(recipe, corpus, 'validation', validationSamples, { vary: true }),
  };
  const pool = await GradientPool.start(network, {
    workers,
    batchesModule: new URL('./worker-batches.ts', import.meta.url).href,
    source: {
      ...{ recipe, files },
      ...(corpus.sentPeople && { people: corpus.sentPeople }),
    } satisfies WordsBatchSource,
    ...(teacher && { teacher }),
  });
  const training = new run.Run({
    network,
    folder,
    recipe: recipe.training,
    checkpoint,
    ...(teaching && { beside: () => teaching.state }),
    clippedApart: (name) => name.startsWith(imagePrefix),
    gradients: async (step, frameWeight) => {
      const request = teaching?.request(step);
      const options = { step, frameWeight, seed: recipe.seed, workers, taught: request };
      const pooled = await pooledGradients(pool, network, options);
      if (!teaching) return pooled;
      if (!request) return withoutImages(pooled);
      teaching.observe(pooled.taught);
      return { ...pooled, notes: { ...pooled.notes, ...notesOf(pooled.taught) } };
    },
    validate: () => validateWords(tensorflow, network, recipe, part),
  });
  try {
    await training.go(options);
    const best = await folder.loadBest();
    return { ...training.state, ...(best && { best }) };
  } finally {
    await pool.close();
    network.dispose();
  }
}

/**
 * What decides the weights that come out of a run, beside where it learns.
 * @param from checksum of the weights that it starts from; default: fresh ones
 */
export async function identityOfRun(
  recipe: WordsRecipe,
  files: WordsFiles,
  from?: string,
): Promise<object> {
  return { recipe, data: await hashesOf(files), ...(from !== undefined && { from }) };
}

/**
 * Of the image branch, where the recipe names a reader that it begins with.
 * @throws UserError `image-reader` when there is none, `recipe` when its network is another
 */
async function readerWeights({ name, teacher }: WordsRecipe): Promise<NamedTensors> {
  if (teacher?.reader === undefined) return [];
  const { description, weights } = await readImageReader(
    join(repositoryRoot, 'models', teacher.reader),
  );
  const same =
    isDeepStrictEqual(description.encoder, teacher.encoder) &&
    isDeepStrictEqual(description.head, teacher.head);
  if (same) return weights;
  throw new UserError(
    'recipe',
    `The teacher of the recipe “${name}” has another network than its reader “${teacher.reader}”.`,
    'Give teacher.encoder and teacher.head those of the recipe that the reader was trained by.',
  );
}

/** @param initial of the network alone, of it and all that teaches it, or nothing */
function networkOf(recipe: WordsRecipe, initial: NamedTensors): TrainableNetwork {
  const { network, teacher, seed } = recipe;
  if (teacher) {
    const joint = jointDescriptionOf(network, teacher);
    return createJointModel(joint, { seed, weights: withKnownWeights(joint, seed, initial) });
  }
  const weights = initial.length > 0 ? { weights: initial } : {};
  return createTrainableNetwork(network, { seed, ...weights });
}

/** In a step without images what reads them stays as it is; even decay would change it. */
function withoutImages(pooled: run.RunGradients): run.RunGradients {
  const gradients = new Map(
    [...pooled.gradients].filter(([name]) => !name.startsWith(imagePrefix)),
  );
  return { ...pooled, gradients };
}

function notesOf(reports: readonly TaughtReport[]) {
  const mean = (of: (report: TaughtReport) => number) =>
    reports.reduce((sum, report) => sum + of(report), 0) / reports.length;
  return {
    images: mean(({ losses }) => losses[1]),
    shared: mean(({ losses }) => losses[2]),
    ownDistance: mean(({ distance }) => distance),
    meanDistance: mean(({ observation }) => observation.meanDistance),
  };
}
