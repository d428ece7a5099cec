import { useTensorflow } from '../../../compute/tensorflow.ts';
import { StepMemory } from '../../../recognizer/network/operations/host/memory.ts';
import { createTrainableNetwork } from '../../../recognizer/network/trainable.ts';
import { BatchSource } from './digits-batches.ts';
import type { Corpus } from './digits-corpus.ts';
import { GradientSource } from '../../gradients/gradient-source.ts';
import { heldOut } from './digits-held-out.ts';
import { openRun } from '../../runs/open-run.ts';
import type { Recipe } from './digits-recipe.ts';
import * as run from '../../runs/run.ts';
import { Sampler } from './digits-sampler.ts';
import { validate, type Validation } from './validate-digits.ts';

export type { TrainingResult } from '../../runs/run.ts';
export type TrainingProgress = run.TrainingProgress<Validation>;

export interface TrainOptions {
  readonly runFolder: string;
  /** Continue the run in `runFolder`; default false: start anew, an old run is kept renamed. */
  readonly resume?: boolean;
  /** Kept in run.json beside the recipe. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Samples made for each check. Default 60 sequences and 60 simulated ones. */
  readonly validationCounts?: { readonly sequences: number; readonly simulated: number };
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Stops after the current step; a checkpoint is written first. */
  readonly signal?: AbortSignal;
}

/**
 * Trains a network by a recipe. The same recipe, data and backend give the same weights, and a run
 * that was stopped and resumed gives those of a run that was not.
 *
 * @throws UserError `run-recipe` when the run to resume was made by other data or another recipe,
 *   `training-diverged` when gradients stay non-finite
 */
export async function train(
  recipe: Recipe,
  corpus: Corpus,
  options: TrainOptions,
): Promise<run.TrainingResult> {
  const tensorflow = await useTensorflow();
  const { origin } = corpus;
  const { folder, checkpoint } = await openRun(
    { recipe, data: { sha256: origin.sha256, recordings: origin.recordings } },
    { origin, versions: options.versions ?? {} },
    options,
  );
  const network = createTrainableNetwork(recipe.network, {
    seed: recipe.seed,
    ...(checkpoint && { weights: checkpoint.weights }),
  });
  const validationPart = heldOut(
    recipe,
    corpus,
    'validation',
    options.validationCounts ?? { sequences: 60, simulated: 60 },
  );
  const batches = new BatchSource(recipe, new Sampler(recipe, corpus.training));
  const memory = new StepMemory();
  const source = new GradientSource(tensorflow);
  const training = new run.Run({
    network,
    folder,
    recipe: recipe.training,
    checkpoint,
    gradients: (step, frameWeight) =>
      source.step(network, batches.batch(step), {
        seed: recipe.seed * 1_000_003 + step,
        frameWeight,
        memory,
      }),
    validate: () =>
      validate(tensorflow, network, recipe, validationPart, 2 * recipe.training.batchSize),
  });
  try {
    await training.go(options);
    const best = await folder.loadBest();
    return { ...training.state, ...(best && { best }) };
  } finally {
    source.close();
    network.dispose();
  }
}
