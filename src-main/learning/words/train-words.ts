import { useTensorflow } from '../../compute/tensorflow.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import { openRun } from '../open-run.ts';
import { GradientPool } from '../parallel/gradient-pool.ts';
import { pooledGradients } from '../parallel/pooled-gradients.ts';
import * as run from '../run.ts';
import type { StartingWeights } from '../starting-model.ts';
import { validateWords, type WordsValidation } from './validate-words.ts';
import type { WordsBatchSource } from './worker-batches.ts';
import { hashesOf, type WordsCorpus, type WordsFiles } from './words-corpus.ts';
import { heldOutWords, heldOutWritings } from './words-held-out.ts';
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
    { recipe, data: await hashesOf(files), ...(options.from && { from: options.from.sha256 }) },
    { versions: options.versions ?? {} },
    options,
  );
  const initial = checkpoint?.weights ?? options.from?.weights;
  const network = createTrainableNetwork(recipe.network, {
    seed: recipe.seed,
    ...(initial && { weights: initial }),
  });
  const { workers, validationSamples } = recipe.training;
  const written = Math.round(writtenShare * validationSamples);
  const part = {
    composed: heldOutWritings(recipe, corpus, 'validation', validationSamples - written, {
      vary: true,
      supplement: true,
    }),
    written: heldOutWords(recipe, corpus, 'validation', written),
  };
  const pool = await GradientPool.start(network, {
    workers,
    batchesModule: new URL('./worker-batches.ts', import.meta.url).href,
    source: { recipe, files } satisfies WordsBatchSource,
  });
  const training = new run.Run({
    network,
    folder,
    recipe: recipe.training,
    checkpoint,
    gradients: (step, frameWeight) =>
      pooledGradients(pool, network, { step, frameWeight, seed: recipe.seed, workers }),
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
