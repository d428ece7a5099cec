import { assignValues } from '../../compute/assign-values.ts';
import { UserError } from '../../contract/alerts.ts';
import type { TrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { AdamW, globalNorm, nonFiniteGradients } from '../gradients/adamw.ts';
import type { LostRung } from '../gradients/gradient-source.ts';
import type { Checkpoint, RunFolder } from './run-folder.ts';
import { learningRateAt } from '../gradients/schedule.ts';

/** What of a recipe decides how weights are changed. */
export interface OptimizationRecipe {
  readonly steps: number;
  /** Where steps are counted from, when a run goes on from the weights of another. Default 0. */
  readonly firstStep?: number | undefined;
  readonly learningRate: number;
  readonly warmUpSteps: number;
  /** The peak of the learning rate is held until this step. */
  readonly constantUntilStep?: number;
  readonly weightDecay: number;
  /** Gradients are scaled down to this global norm. */
  readonly clipNorm: number;
  /** Weight of the frame-wise loss; falls linearly to 0. */
  readonly frameWeight: number;
  readonly frameWeightUntilStep: number;
  readonly validateEvery: number;
  /** Checks in a row without a better one (or one as good) after which training ends. Default: none. */
  readonly patience?: number | undefined;
  readonly checkpointEvery: number;
}

export interface TrainingProgress<Checked> {
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
  /** Present after a step in which rungs were lost; others have made it. */
  readonly lost?: readonly LostRung[];
  /** Present after a step that was followed by a check on the validation part. */
  readonly validation?: Checked;
}

export interface TrainingResult {
  /** False when it was stopped by the signal; true too when patience ended it before its last step. */
  readonly finished: boolean;
  readonly step: number;
  readonly skipped: number;
  /** Time spent in training, earlier sessions of the run counted. */
  readonly seconds: number;
  /** Weights of the best check on the validation part; undefined before the first. */
  readonly best?: { readonly weights: NamedTensors; readonly step: number; readonly score: number };
}

export interface RunGradients {
  readonly loss: { readonly ctc: number; readonly frameWise: number; readonly nonFinite: number };
  /** By the names of `network.variables`. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /** New values of variables that are not learned, where the step was made by other networks. */
  readonly statistics?: ReadonlyMap<string, Float32Array>;
  /** Rungs that were lost while it was made. */
  readonly lost?: LostRung | readonly LostRung[];
  /** Written to the log beside the losses. */
  readonly notes?: Readonly<Record<string, number>>;
}

export interface RunParts<Checked extends { readonly score: number }> {
  readonly network: TrainableNetwork;
  readonly folder: RunFolder;
  readonly recipe: OptimizationRecipe;
  readonly checkpoint: Checkpoint | undefined;
  /** Plain data that checkpoints keep beside the weights; a resumed run finds it in `checkpoint.beside`. */
  readonly beside?: () => unknown;
  /** Variables whose gradients are clipped by a norm of their own; default none. */
  readonly clippedApart?: (name: string) => boolean;
  /** Loss and gradients of the samples of a step. */
  gradients(step: number, frameWeight: number): Promise<RunGradients>;
  /** Judges the network as it is; lower scores are better. */
  validate(): Promise<Checked>;
}

export interface GoOptions<Checked> {
  readonly onProgress?: (progress: TrainingProgress<Checked>) => void;
  /** Stops after the current step; a checkpoint is written first. */
  readonly signal?: AbortSignal;
}

/** In a row; more than chance explains. */
const maximumSkipped = 20;

/** The loop of training: steps, checks, checkpoints, log. */
export class Run<Checked extends { readonly score: number }> {
  readonly #parts: RunParts<Checked>;
  readonly #optimizer: AdamW;
  #step: number;
  #skipped: number;
  #skippedInARow = 0;
  #best: { step: number; score: number } | undefined;
  readonly #secondsBefore: number;
  readonly #startedAt = performance.now();

  constructor(parts: RunParts<Checked>) {
    this.#parts = parts;
    const { network, recipe, checkpoint } = parts;
    const learned = new Set(network.trainableVariables);
    this.#optimizer = new AdamW(
      new Map([...network.variables].filter(([, variable]) => learned.has(variable))),
      {
        weightDecay: recipe.weightDecay,
        decays: (name) => name.endsWith('kernel'),
      },
    );
    if (checkpoint) this.#optimizer.restore(checkpoint.updates, checkpoint.moments);
    this.#step = checkpoint?.step ?? recipe.firstStep ?? 0;
    this.#skipped = checkpoint?.skipped ?? 0;
    this.#best = checkpoint?.best;
    this.#secondsBefore = checkpoint?.seconds ?? 0;
  }

  get state(): Omit<TrainingResult, 'best'> {
    return {
      finished: this.#hasFinished(),
      step: this.#step,
      skipped: this.#skipped,
      seconds: this.#secondsBefore + (performance.now() - this.#startedAt) / 1000,
    };
  }

  /** Depends on nothing but what a checkpoint holds, so that a resumed run ends where a whole one does. */
  #hasFinished(): boolean {
    const { steps, patience, validateEvery } = this.#parts.recipe;
    if (this.#step >= steps) return true;
    if (patience === undefined || this.#best === undefined) return false;
    return this.#step - this.#best.step >= patience * validateEvery;
  }

  /** @throws UserError `training-diverged` when gradients stay non-finite */
  async go({ onProgress, signal }: GoOptions<Checked>): Promise<void> {
    const { folder, recipe } = this.#parts;
    const { steps, checkpointEvery, validateEvery } = recipe;
    const first = this.#step;
    while (!this.#hasFinished() && signal?.aborted !== true) {
      const { notes, lost, ...report } = await this.#trainStep();
      this.#step += 1;
      for (const one of lost) await folder.noteRung({ ...one, step: this.#step });
      const checked = this.#step === steps || this.#step % validateEvery === 0;
      const validation = checked ? await this.#validate() : undefined;
      if (this.#hasFinished() || this.#step % checkpointEvery === 0) await this.#save();
      const pace = (performance.now() - this.#startedAt) / 1000 / (this.#step - first);
      const progress: TrainingProgress<Checked> = {
        ...report,
        step: this.#step,
        steps,
        skipped: this.#skipped,
        secondsLeft: this.#hasFinished() ? 0 : pace * (steps - this.#step),
        ...(lost.length > 0 && { lost }),
        ...(validation && { validation }),
      };
      if (validation || this.#step % 10 === 0) await folder.log({ ...progress, ...notes });
      if (validation) await folder.saveCurves();
      onProgress?.(progress);
    }
    if (!this.#hasFinished()) await this.#save();
  }

  async #trainStep() {
    const { recipe, network } = this.#parts;
    const { frameWeight, frameWeightUntilStep, clipNorm } = recipe;
    const remaining = Math.max(0, 1 - this.#step / Math.max(1, frameWeightUntilStep));
    const learningRate = learningRateAt(this.#step, recipe);
    const {
      loss,
      gradients,
      statistics,
      notes,
      lost = [],
    } = await this.#parts.gradients(this.#step, frameWeight * remaining);
    const { clippedApart = () => false } = this.#parts;
    const normOf = (apart: boolean) =>
      globalNorm(new Map([...gradients].filter(([name]) => clippedApart(name) === apart)));
    const [gradientNorm, normApart] = [normOf(false), normOf(true)];
    if (Number.isFinite(gradientNorm + normApart) && loss.nonFinite === 0) {
      this.#skippedInARow = 0;
      const scaleFor = (norm: number) => Math.min(1, clipNorm / Math.max(norm, 1e-12));
      const [scale, scaleApart] = [scaleFor(gradientNorm), scaleFor(normApart)];
      await this.#optimizer.update(gradients, learningRate, (name) =>
        clippedApart(name) ? scaleApart : scale,
      );
      for (const [name, values] of statistics ?? []) {
        const variable = network.variables.get(name)!;
        assignValues(variable, values);
      }
    } else {
      await this.#skip(loss.nonFinite, gradients);
    }
    const { ctc, frameWise } = loss;
    return { ctc, frameWise, learningRate, gradientNorm, notes, lost: [lost].flat() };
  }

  /** One bad batch must not spoil the weights; what was bad is written down. */
  async #skip(samples: number, gradients: RunGradients['gradients']): Promise<void> {
    this.#skipped += 1;
    this.#skippedInARow += 1;
    const variables = nonFiniteGradients(gradients);
    const reason =
      samples > 0
        ? `the network's output was not finite for ${samples} samples`
        : `the gradient was not finite in ${variables.slice(0, 3).join(', ')}`;
    await this.#parts.folder.log({ step: this.#step + 1, skippedBecause: reason });
    if (this.#skippedInARow < maximumSkipped) return;
    throw new UserError(
      'training-diverged',
      `Training stopped at step ${this.#step + 1}: for ${maximumSkipped} steps ${reason}.`,
      'Lower training.learningRate or raise training.warmUpSteps in the recipe, then train again.',
    );
  }

  async #validate(): Promise<Checked> {
    const { network, folder } = this.#parts;
    const validation = await this.#parts.validate();
    if (!this.#best || validation.score <= this.#best.score) {
      this.#best = { step: this.#step, score: validation.score };
      await folder.saveBest(await network.weights(), this.#step, validation.score);
    }
    return validation;
  }

  async #save(): Promise<void> {
    await this.#parts.folder.saveCheckpoint({
      step: this.#step,
      updates: this.#optimizer.updates,
      skipped: this.#skipped,
      seconds: this.state.seconds,
      weights: await this.#parts.network.weights(),
      moments: this.#optimizer.moments,
      ...(this.#best && { best: this.#best }),
      ...(this.#parts.beside && { beside: this.#parts.beside() }),
    });
  }
}
