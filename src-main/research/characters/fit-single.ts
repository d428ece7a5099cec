import type * as Tensorflow from '@tensorflow/tfjs-core';
import { UserError } from '../../contract/alerts.ts';
import type { NetworkDescription } from '../../recognizer/network/description.ts';
import { StepMemory } from '../../recognizer/network/operations/host/memory.ts';
import { childSeed } from '../../recognizer/network/random.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { AdamW, globalNorm } from '../../learning/gradients/adamw.ts';
import { DynamicWeights } from '../../learning/cmr/dynamic-weights.ts';
import type { Embeddings } from '../../learning/cmr/distances.ts';
import {
  createJointModel,
  shippedWeights,
  type JointModel,
} from '../../learning/cmr/joint-model.ts';
import { jointGradients } from '../../learning/cmr/joint-step.ts';
import { branchLoss } from '../../learning/cmr/label-losses.ts';
import { SharedObjective, type ObjectiveDescription } from '../../learning/cmr/objective.ts';
import type { GreyImage } from '../../learning/images/grey-image.ts';
import { imageInputs } from '../../learning/images/grey-image.ts';
import type { ImageNetworkDescription } from '../../learning/images/image-network.ts';
import { imagePrefix } from '../../learning/images/trainable-images.ts';
import type { SequenceLoss, SequenceTargets } from '../../learning/gradients/loss.ts';
import { learningRateAt } from '../../learning/gradients/schedule.ts';
import { stepGradients } from '../../learning/gradients/training-step.ts';
import { padded, type LabelledSeries } from './labelled-series.ts';

export interface LabelledPicture {
  readonly label: string;
  readonly image: GreyImage;
}

/** What teaches the pen's network beside its own labels. */
export interface Teacher {
  readonly images: ImageNetworkDescription;
  readonly head: NetworkDescription;
  readonly sharedLayer: number;
  /** Steps of the shared layer; 1 pools all. */
  readonly steps: number;
  readonly objective: ObjectiveDescription;
  /**
   * Of the losses of images and shared layer, that of the pen being 1; or dynamic weight averaging
   * over all three.
   */
  readonly weights: 'dynamic' | { readonly images: number; readonly shared: number };
  /** Steps in which the image branch learns alone before anything else. Default 0. */
  readonly headStart?: number;
}

export interface SingleFitOptions {
  readonly network: NetworkDescription;
  /** The class of a label is its place. */
  readonly labels: readonly string[];
  readonly teacher?: Teacher;
  /** Decides initial weights, dropout, and which positives and negatives are taken. */
  readonly seed: number;
  readonly steps: number;
  readonly warmUpSteps: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Steps between two adjustments of dynamic weights. */
  readonly epochSteps: number;
  readonly nextSeries: () => readonly LabelledSeries[];
  /** Asked only when there is a teacher. */
  readonly nextImages?: (series: readonly LabelledSeries[]) => readonly LabelledPicture[];
  /** Called after every so many steps, and after the last. */
  readonly check?: {
    readonly every: number;
    readonly run: (model: FittedModel, step: number) => Promise<void>;
  };
  readonly signal?: AbortSignal;
}

export interface FittedModel {
  readonly tensorflow: typeof Tensorflow;
  /** A `JointModel` where there is a teacher; `forward` is the pen's network alone. */
  readonly network: ReturnType<typeof createTrainableNetwork>;
  readonly joint?: JointModel;
}

const clipNorm = 1;

/**
 * Trains a network that names one class a recording, with or without a teacher; with the same seed
 * both start from the same weights of the pen's network. The model must be disposed of.
 * @throws UserError `training-diverged`; the signal's reason
 */
export async function fitSingle(
  tensorflow: typeof Tensorflow,
  options: SingleFitOptions,
): Promise<FittedModel> {
  const { network: series, teacher, seed, steps, check, signal } = options;
  const joint =
    teacher &&
    createJointModel(
      {
        series,
        sharedLayer: teacher.sharedLayer,
        images: teacher.images,
        head: teacher.head,
      },
      { seed },
    );
  const network = joint ?? createTrainableNetwork(series, { seed });
  const model: FittedModel = { tensorflow, network, ...(joint && { joint }) };
  const taught = joint && new TaughtStep(joint, teacher, options);
  const trainable = new Set(network.trainableVariables);
  const optimizer = new AdamW(
    new Map([...network.variables].filter(([, variable]) => trainable.has(variable))),
    { weightDecay: options.weightDecay, decays: (name) => name.endsWith('kernel') },
  );
  const memory = new StepMemory();
  try {
    const first = options.nextSeries();
    await taught?.giveHeadStart(first, memory);
    for (let step = 0; step < steps; step += 1) {
      signal?.throwIfAborted();
      const batch = step === 0 ? first : options.nextSeries();
      const gradients = taught
        ? await taught.gradients(batch, step, memory)
        : await plainGradients(model, batch, options, step, memory);
      const norm = globalNorm(gradients);
      if (!Number.isFinite(norm)) {
        throw new UserError(
          'training-diverged',
          `Training stopped at step ${step + 1}: its gradient was not finite.`,
          'Look for readings that are not finite in the recordings, or lower the learning rate.',
        );
      }
      const scale = Math.min(1, clipNorm / Math.max(norm, 1e-12));
      await optimizer.update(gradients, learningRateAt(step, options), scale);
      if (check && ((step + 1) % check.every === 0 || step + 1 === steps)) {
        await check.run(model, step + 1);
      }
    }
    return model;
  } catch (error) {
    network.dispose();
    throw error;
  }
}

async function plainGradients(
  { tensorflow, network }: FittedModel,
  batch: readonly LabelledSeries[],
  { labels, seed }: SingleFitOptions,
  step: number,
  memory: StepMemory,
): Promise<ReadonlyMap<string, Float32Array>> {
  const series = padded(batch, labels);
  const { gradients } = await stepGradients(
    tensorflow,
    network,
    {
      size: batch.length,
      readings: series.readings,
      frames: network.outputLength(series.readings),
      inputs: series.values,
      lengths: series.lengths,
      targets: {
        labels: series.labels,
        frames: Array.from(series.lengths, (length) => network.outputLength(length)),
        frameClasses: new Int32Array(0),
      },
      samples: [],
    },
    { seed: childSeed(seed, step), frameWeight: 0, memory, lossOf: singleLoss },
  );
  return gradients;
}

/** `branchLoss` in the shape of the loss of sequences. */
function singleLoss(
  logits: Float32Array,
  shape: { readonly frames: number; readonly classes: number },
  { labels, frames }: SequenceTargets,
): SequenceLoss {
  const { loss, gradient, leftOut } = branchLoss('single', logits, shape, { labels, frames });
  return { ctc: loss, frameWise: 0, total: loss, gradient, impossible: 0, nonFinite: leftOut };
}

/** One joint step after the other, with what has to be remembered between them. */
class TaughtStep {
  readonly #objective: SharedObjective;
  readonly #weights = new DynamicWeights(3);
  readonly #random: RandomGenerator;
  #sums = [0, 0, 0];

  constructor(
    private readonly model: JointModel,
    private readonly teacher: Teacher,
    private readonly options: SingleFitOptions,
  ) {
    this.#objective = new SharedObjective(teacher.objective);
    this.#random = new RandomGenerator(`${options.seed}/pairs`);
  }

  async gradients(batch: readonly LabelledSeries[], step: number, memory: StepMemory) {
    const { epochSteps } = this.options;
    const result = await this.#joint(batch, step, memory, this.#weightsNow());
    this.#objective.observe([result.observation]);
    [result.series.loss, result.images.loss, result.shared.loss].forEach((loss, at) => {
      this.#sums[at]! += loss / epochSteps;
    });
    if ((step + 1) % epochSteps === 0) {
      this.#weights.finishEpoch(this.#sums);
      this.#sums = [0, 0, 0];
    }
    return result.gradients;
  }

  async #joint(
    batch: readonly LabelledSeries[],
    step: number,
    memory: StepMemory,
    weights: [number, number, number],
  ) {
    const { labels, seed } = this.options;
    const images = this.options.nextImages!(batch);
    const classOf = new Map(labels.map((label, at) => [label, at]));
    const own = {
      step: Math.max(0, step),
      task: 'single' as const,
      series: batch.map(({ label }) => label),
      images: images.map(({ label }) => label),
      random: this.#random,
    };
    let embeddings: Embeddings | undefined;
    const result = await jointGradients(
      this.model,
      {
        series: padded(batch, labels),
        images: {
          ...imageInputs(images.map(({ image }) => image)),
          labels: images.map(({ label }) => [classOf.get(label)!]),
        },
      },
      {
        seed: childSeed(seed, step),
        task: 'single',
        steps: this.teacher.steps,
        weights,
        memory,
        shared: (features) => {
          embeddings = features;
          return this.#objective.loss(features, own);
        },
      },
    );
    return { ...result, observation: this.#objective.observation(embeddings!, own) };
  }

  /** Trains the image branch; the pen's network is afterwards what it was. */
  async giveHeadStart(batch: readonly LabelledSeries[], memory: StepMemory): Promise<void> {
    const { headStart = 0 } = this.teacher;
    if (headStart === 0) return;
    const before = shippedWeights(await this.model.weights());
    const ofImages = [...this.model.variables].filter(
      ([name, { trainable }]) => name.startsWith(imagePrefix) && trainable,
    );
    const optimizer = new AdamW(new Map(ofImages), { weightDecay: this.options.weightDecay });
    for (let step = 0; step < headStart; step += 1) {
      const { gradients } = await this.#joint(batch, -1 - step, memory, [0, 1, 0]);
      const scale = Math.min(1, clipNorm / Math.max(globalNorm(gradients), 1e-12));
      await optimizer.update(gradients, this.options.learningRate, scale);
    }
    const after = await this.model.weights();
    this.model.load([...before, ...after.slice(before.length)]);
  }

  #weightsNow(): [number, number, number] {
    const { weights } = this.teacher;
    if (weights !== 'dynamic') return [1, weights.images, weights.shared];
    const [series, images, shared] = this.#weights.weights;
    return [series!, images!, shared!];
  }
}

/** What is shipped of a model: nothing of its teacher. */
export async function penWeights({ network }: FittedModel) {
  return shippedWeights(await network.weights());
}
