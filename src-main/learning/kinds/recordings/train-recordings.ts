import { useTensorflow } from '../../../compute/tensorflow.ts';
import { errorRate } from '../../../recognizer/decoding/error-rate.ts';
import { createTrainableNetwork } from '../../../recognizer/network/trainable.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import { greedyErrors } from '../../evaluation/greedy-errors.ts';
import { openRun } from '../../runs/open-run.ts';
import { GradientPool } from '../../runs/threads/gradient-pool.ts';
import { pooledGradients } from '../../runs/threads/pooled-gradients.ts';
import * as run from '../../runs/run.ts';
import type { StartingWeights } from '../../runs/starting-model.ts';
import type { RecordingsCorpus } from './recordings-corpus.ts';
import { WindowStore } from './window-store.ts';
import type { RecordingsBatchSource } from './worker-batches.ts';

/** Greedy decoding of the validation part, fractions. */
export interface RecordingsValidation {
  readonly cer: number;
  readonly wer: number;
  /** Mean CTC loss a recording. */
  readonly loss: number;
  /** What checkpoints are compared by, lower is better. */
  readonly score: number;
}

export type RecordingsProgress = run.TrainingProgress<RecordingsValidation>;

export interface TrainRecordingsOptions extends run.GoOptions<RecordingsValidation> {
  readonly runFolder: string;
  /** Continue the run in `runFolder`; default false: start anew, an old run is kept renamed. */
  readonly resume?: boolean;
  /** Kept in run.json beside the recipe. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Weights to start from, and the checksum that tells them apart. Default: fresh ones. */
  readonly from?: StartingWeights;
}

/**
 * Trains a network on recordings, its gradients computed by `training.workers` threads. The same
 * recipe, data and backend give the same weights, and a run that was stopped and resumed gives those
 * of a run that was not.
 *
 * @throws UserError `run-recipe` when the run to resume was made by other data or another recipe,
 *   `training-diverged` when gradients stay non-finite
 */
export async function trainRecordings(
  corpus: RecordingsCorpus,
  options: TrainRecordingsOptions,
): Promise<run.TrainingResult> {
  const { recipe, stored } = corpus;
  const { from, versions = {} } = options;
  const tensorflow = await useTensorflow();
  const data = { sha256: stored.sha256, recordings: stored.windows.length };
  const { folder, checkpoint } = await openRun(
    { recipe, data, ...(from && { from: from.sha256 }) },
    { versions, parts: partsOf(corpus) },
    options,
  );
  const initial = checkpoint?.weights ?? from?.weights;
  const network = createTrainableNetwork(recipe.network, {
    seed: recipe.seed,
    ...(initial && { weights: initial }),
  });
  const { workers, validationSamples, batchSize } = recipe.training;
  const store = new WindowStore(stored.path, stored.rateHz);
  const checked = new RandomGenerator(`${recipe.seed}/validation`)
    .shuffle([...corpus.validation])
    .slice(0, validationSamples)
    .map((window) => store.read(window));
  store.close();
  const validate = async (): Promise<RecordingsValidation> => {
    const errors = await greedyErrors(tensorflow, network, recipe, checked, batchSize);
    const cer = errorRate(errors.characters);
    const loss =
      errors.losses.reduce((sum, one) => sum + one, 0) / Math.max(1, errors.losses.length);
    // Many checkpoints read a small part equally well: the loss decides between those.
    return { cer, wer: errorRate(errors.words), loss, score: cer + 0.01 * loss };
  };
  const pool = await GradientPool.start(network, {
    workers,
    batchesModule: new URL('./worker-batches.ts', import.meta.url).href,
    source: {
      recipe,
      windows: corpus.training,
      windowsFile: stored.path,
    } satisfies RecordingsBatchSource,
  });
  try {
    const training = new run.Run({
      network,
      folder,
      recipe: recipe.training,
      checkpoint,
      gradients: (step, frameWeight) =>
        pooledGradients(pool, network, { step, frameWeight, seed: recipe.seed, workers }),
      validate,
    });
    await training.go(options);
    const best = await folder.loadBest();
    return { ...training.state, ...(best && { best }) };
  } finally {
    await pool.close();
    network.dispose();
  }
}

/** Who is in which part, for run.json. */
function partsOf({ training, validation, test, split }: RecordingsCorpus): object {
  const names = (part: RecordingsCorpus['training']) => ({
    recordings: part.length,
    writers: [...new Set(part.flatMap(({ writer }) => writer ?? []))].sort(),
  });
  return {
    ...split,
    training: names(training),
    validation: names(validation),
    test: names(test),
  };
}
