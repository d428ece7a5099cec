import type * as Tensorflow from '@tensorflow/tfjs-core';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../contract/alerts.ts';
import { useTensorflow, type TensorflowBackend } from '../compute/tensorflow.ts';
import { createTrainableNetwork, type TrainableNetwork } from '../recognizer/network/trainable.ts';
import type { NamedTensors } from '../recognizer/network/weights.ts';
import { AdamW, globalNorm, nonFiniteGradients } from './adamw.ts';
import { BatchSource } from './batches.ts';
import type { Corpus } from './corpus.ts';
import { heldOut, type HeldOut } from './held-out.ts';
import type { Recipe } from './recipe.ts';
import { RunFolder, type Checkpoint } from './run-folder.ts';
import { Sampler } from './sampler.ts';
import { learningRateAt } from './schedule.ts';
import { stepGradients, type StepGradients } from './training-step.ts';
import { validate, type Validation } from './validation.ts';

export interface TrainingProgress {
  /** Steps done. */
  readonly step: number;
  readonly steps: number;
  readonly ctc: number;
  readonly frameWise: number;
  readonly learningRate: number;
  /** Global norm before clipping. */
  readonly gradientNorm: number;
  /** Steps without an update, because their gradient was not finite. */
  readonly skipped: number;
  /** Estimated from the pace of this session. */
  readonly secondsLeft: number;
  /** Present after a step that was followed by a check on the validation part. */
  readonly validation?: Validation;
}

export interface TrainOptions {
  readonly runFolder: string;
  /** Continue the run in `runFolder`; default false: start anew, an old run is kept renamed. */
  readonly resume?: boolean;
  /** Default `wasm`. */
  readonly backend?: TensorflowBackend;
  /** Kept in run.json beside the recipe. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Samples made for each check. Default 60 sequences and 60 simulated ones. */
  readonly validationCounts?: { readonly sequences: number; readonly simulated: number };
  readonly onProgress?: (progress: TrainingProgress) => void;
  /** Stops after the current step; a checkpoint is written first. */
  readonly signal?: AbortSignal;
}

export interface TrainingResult {
  /** False when it was stopped by the signal. */
  readonly finished: boolean;
  readonly step: number;
  readonly skipped: number;
  /** Time spent in training, earlier sessions of the run counted. */
  readonly seconds: number;
  /** Weights of the best check on the validation part; undefined before the first. */
  readonly best?: { readonly weights: NamedTensors; readonly step: number; readonly score: number };
}

/** In a row; more than chance explains. */
const maximumSkipped = 20;

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
): Promise<TrainingResult> {
  const tensorflow = await useTensorflow(options.backend);
  const { folder, checkpoint } = await openRun(recipe, corpus, options);
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
  const run = new Run(tensorflow, recipe, network, folder, validationPart, checkpoint);
  try {
    await run.go(new BatchSource(recipe, new Sampler(recipe, corpus.training)), options);
    const best = await folder.loadBest();
    return { ...run.state, ...(best && { best }) };
  } finally {
    network.dispose();
  }
}

async function openRun(
  recipe: Recipe,
  { origin }: Corpus,
  { runFolder, resume = false, versions = {} }: TrainOptions,
): Promise<{ folder: RunFolder; checkpoint?: Checkpoint }> {
  const identity = { recipe, data: { sha256: origin.sha256, recordings: origin.recordings } };
  const standing = resume ? await new RunFolder(runFolder).description() : undefined;
  if (standing !== undefined) {
    const { recipe: oldRecipe, data } = standing as typeof identity;
    const old = { recipe: oldRecipe, data: { sha256: data.sha256, recordings: data.recordings } };
    // Through JSON, as the old one has been.
    if (!isDeepStrictEqual(old, JSON.parse(JSON.stringify(identity)))) {
      throw new UserError(
        'run-recipe',
        `The run in ${runFolder} was made with another recipe or other data.`,
        'Train without --resume to start anew (the old run is kept), or restore recipe and data.',
      );
    }
    const folder = new RunFolder(runFolder);
    const checkpoint = await folder.loadCheckpoint();
    return { folder, ...(checkpoint && { checkpoint }) };
  }
  const startedAt = new Date().toISOString();
  return {
    folder: await RunFolder.create(runFolder, { ...identity, origin, versions, startedAt }),
  };
}

class Run {
  readonly #tensorflow: typeof Tensorflow;
  readonly #recipe: Recipe;
  readonly #network: TrainableNetwork;
  readonly #folder: RunFolder;
  readonly #validationPart: HeldOut;
  readonly #optimizer: AdamW;
  #step: number;
  #skipped: number;
  #skippedInARow = 0;
  #best: { step: number; score: number } | undefined;
  readonly #secondsBefore: number;
  readonly #startedAt = performance.now();

  constructor(
    tensorflow: typeof Tensorflow,
    recipe: Recipe,
    network: TrainableNetwork,
    folder: RunFolder,
    validationPart: HeldOut,
    checkpoint: Checkpoint | undefined,
  ) {
    this.#tensorflow = tensorflow;
    this.#recipe = recipe;
    this.#network = network;
    this.#folder = folder;
    this.#validationPart = validationPart;
    const learned = new Set(network.trainableVariables);
    this.#optimizer = new AdamW(
      new Map([...network.variables].filter(([, variable]) => learned.has(variable))),
      {
        weightDecay: recipe.training.weightDecay,
        decays: (name) => name.endsWith('kernel'),
      },
    );
    if (checkpoint) this.#optimizer.restore(checkpoint.updates, checkpoint.moments);
    this.#step = checkpoint?.step ?? 0;
    this.#skipped = checkpoint?.skipped ?? 0;
    this.#best = checkpoint?.best;
    this.#secondsBefore = checkpoint?.seconds ?? 0;
  }

  get state() {
    return {
      finished: this.#step >= this.#recipe.training.steps,
      step: this.#step,
      skipped: this.#skipped,
      seconds: this.#secondsBefore + (performance.now() - this.#startedAt) / 1000,
    };
  }

  async go(batches: BatchSource, { onProgress, signal }: TrainOptions): Promise<void> {
    const { steps, checkpointEvery, validateEvery } = this.#recipe.training;
    const first = this.#step;
    while (this.#step < steps && signal?.aborted !== true) {
      const report = await this.#trainStep(batches);
      this.#step += 1;
      const last = this.#step === steps;
      const validation =
        last || this.#step % validateEvery === 0 ? await this.#validate() : undefined;
      if (last || this.#step % checkpointEvery === 0) await this.#save();
      const pace = (performance.now() - this.#startedAt) / 1000 / (this.#step - first);
      const progress: TrainingProgress = {
        ...report,
        step: this.#step,
        steps,
        skipped: this.#skipped,
        secondsLeft: pace * (steps - this.#step),
        ...(validation && { validation }),
      };
      if (validation || this.#step % 10 === 0) await this.#folder.log({ ...progress });
      onProgress?.(progress);
    }
    if (this.#step < steps) await this.#save();
  }

  async #trainStep(batches: BatchSource) {
    const { recipe, step } = { recipe: this.#recipe, step: this.#step };
    const { frameWeight, frameWeightUntilStep, clipNorm } = recipe.training;
    const remaining = Math.max(0, 1 - step / Math.max(1, frameWeightUntilStep));
    const learningRate = learningRateAt(step, recipe.training);
    const { loss, gradients } = await stepGradients(
      this.#tensorflow,
      this.#network,
      batches.batch(step),
      { seed: recipe.seed * 1_000_003 + step, frameWeight: frameWeight * remaining },
    );
    const gradientNorm = globalNorm(gradients);
    if (Number.isFinite(gradientNorm) && loss.nonFinite === 0) {
      this.#skippedInARow = 0;
      const scale = Math.min(1, clipNorm / Math.max(gradientNorm, 1e-12));
      await this.#optimizer.update(this.#tensorflow, gradients, learningRate, scale);
    } else {
      await this.#skip(loss.nonFinite, gradients);
    }
    return { ctc: loss.ctc, frameWise: loss.frameWise, learningRate, gradientNorm };
  }

  /** One bad batch must not spoil the weights; what was bad is written down. */
  async #skip(samples: number, gradients: StepGradients['gradients']): Promise<void> {
    this.#skipped += 1;
    this.#skippedInARow += 1;
    const variables = nonFiniteGradients(gradients);
    const reason =
      samples > 0
        ? `the network's output was not finite for ${samples} samples`
        : `the gradient was not finite in ${variables.slice(0, 3).join(', ')}`;
    await this.#folder.log({ step: this.#step + 1, skippedBecause: reason });
    if (this.#skippedInARow < maximumSkipped) return;
    throw new UserError(
      'training-diverged',
      `Training stopped at step ${this.#step + 1}: for ${maximumSkipped} steps ${reason}.`,
      'Lower training.learningRate or raise training.warmUpSteps in the recipe, then train again.',
    );
  }

  async #validate(): Promise<Validation> {
    const { training } = this.#recipe;
    const validation = await validate(
      this.#tensorflow,
      this.#network,
      this.#recipe,
      this.#validationPart,
      2 * training.batchSize,
    );
    if (!this.#best || validation.score <= this.#best.score) {
      this.#best = { step: this.#step, score: validation.score };
      await this.#folder.saveBest(await this.#network.weights(), this.#step, validation.score);
    }
    return validation;
  }

  async #save(): Promise<void> {
    await this.#folder.saveCheckpoint({
      step: this.#step,
      updates: this.#optimizer.updates,
      skipped: this.#skipped,
      seconds: this.state.seconds,
      weights: await this.#network.weights(),
      moments: this.#optimizer.moments,
      ...(this.#best && { best: this.#best }),
    });
  }
}
