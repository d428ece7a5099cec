import { useTensorflow } from '../../../compute/tensorflow.ts';
import { StepMemory } from '../../../recognizer/network/operations/host/memory.ts';
import { createTrainableNetwork } from '../../../recognizer/network/trainable.ts';
import { assemble } from '../digits/digits-batches.ts';
import { GradientSource } from '../../gradients/gradient-source.ts';
import { openRun } from '../../runs/open-run.ts';
import { pooledLoss } from '../../gradients/pooled-loss.ts';
import * as run from '../../runs/run.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { readingOf, type IsolatedRecipe } from './isolated-recipe.ts';
import { recordedSamples, SampleBatches } from './isolated-samples.ts';

/** There is nothing left to choose a checkpoint by: the last one is kept. */
export interface NotChecked {
  readonly score: 0;
}

export type IsolatedProgress = run.TrainingProgress<NotChecked>;

export interface TrainIsolatedOptions extends run.GoOptions<NotChecked> {
  readonly runFolder: string;
  /** Continue the run in `runFolder`; default false: start anew, an old run is kept renamed. */
  readonly resume?: boolean;
  /** Tells apart runs on parts of the recordings; default the seed of the recipe. */
  readonly seed?: number;
  /** What decides the result beside recipe and seed: checksum of the data, fold. */
  readonly data: object;
  /** Kept in run.json beside the recipe. */
  readonly versions?: Readonly<Record<string, string>>;
}

/**
 * Trains a network on recordings of single characters. The same recipe, recordings and seed give the
 * same weights, and a run that was stopped and resumed gives those of a run that was not.
 * @throws UserError `run-recipe`, `training-diverged`
 */
export async function trainIsolated(
  recipe: IsolatedRecipe,
  recordings: readonly LabeledWindow[],
  options: TrainIsolatedOptions,
): Promise<run.TrainingResult> {
  const tensorflow = await useTensorflow();
  const { seed = recipe.seed, data, versions = {} } = options;
  const { folder, checkpoint } = await openRun({ recipe, data, seed }, { versions }, options);
  const network = createTrainableNetwork(recipe.network, {
    seed,
    ...(checkpoint && { weights: checkpoint.weights }),
  });
  const { steps, batchSize, labelSmoothing } = recipe.training;
  const reading = readingOf(recipe);
  const samples = new SampleBatches(
    recordedSamples(recordings, { recipe: recipe.samples, reading }),
    { batchSize, seed },
  );
  const memory = new StepMemory();
  const source = new GradientSource(tensorflow);
  const training = new run.Run<NotChecked>({
    network,
    folder,
    recipe: { ...recipe.training, frameWeight: 0, frameWeightUntilStep: 0, validateEvery: steps },
    checkpoint,
    gradients: (step) =>
      source.step(network, assemble(reading, samples.batch(step)), {
        seed: seed * 1_000_003 + step,
        frameWeight: 0,
        memory,
        lossOf: (logits, shape, targets) => pooledLoss(logits, shape, targets, labelSmoothing),
      }),
    validate: () => Promise.resolve({ score: 0 }),
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
