import type * as Tensorflow from '@tensorflow/tfjs-core';
import { UserError } from '../../contract/alerts.ts';
import { StepMemory } from '../../recognizer/network/operations/host/memory.ts';
import { childSeed } from '../../recognizer/network/random.ts';
import {
  createTrainableNetwork,
  type TrainableNetwork,
} from '../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { AdamW, globalNorm } from '../../learning/gradients/adamw.ts';
import {
  createJointModel,
  withKnownWeights,
  type JointDescription,
  type JointModel,
} from '../../learning/cmr/joint-model.ts';
import { taughtGradients } from '../../learning/cmr/taught-step.ts';
import { jointDescriptionOf } from '../../learning/cmr/teacher.ts';
import { Teaching } from '../../learning/cmr/teaching.ts';
import { imagePrefix } from '../../learning/images/trainable-images.ts';
import { learningRateAt } from '../../learning/gradients/schedule.ts';
import { stepGradients } from '../../learning/gradients/training-step.ts';
import type { WordsBatches } from '../../learning/kinds/words/words-batches.ts';
import type { WordsRecipe } from '../../learning/kinds/words/words-recipe.ts';

export interface FittedWords {
  readonly network: TrainableNetwork;
  readonly joint?: JointModel;
}

export interface FitWordsOptions {
  readonly recipe: WordsRecipe;
  readonly batches: Pick<WordsBatches, 'batch' | 'images'>;
  /** What the image branch begins with (`readImageReader`). Default: fresh weights. */
  readonly images?: NamedTensors;
  /** Called after every so many steps, and after the last. */
  readonly check: {
    readonly every: number;
    readonly run: (model: FittedWords, step: number) => Promise<void>;
  };
  readonly signal?: AbortSignal;
}

/**
 * The training of recipes for words in this thread, without a folder: the same steps, clipping and
 * schedule. The model must be disposed of.
 * @throws UserError `training-diverged`; the signal's reason
 */
export async function fitWords(
  tensorflow: typeof Tensorflow,
  { recipe, batches, images: reader, check, signal }: FitWordsOptions,
): Promise<FittedWords> {
  const { teacher, training, seed } = recipe;
  const joint = teacher && jointModel(jointDescriptionOf(recipe.network, teacher), seed, reader);
  const network = joint ?? createTrainableNetwork(recipe.network, { seed });
  const teaching = teacher && new Teaching(teacher);
  const learned = new Set(network.trainableVariables);
  const optimizer = new AdamW(
    new Map([...network.variables].filter(([, variable]) => learned.has(variable))),
    { weightDecay: training.weightDecay, decays: (name) => name.endsWith('kernel') },
  );
  const memory = new StepMemory();
  const model = { network, ...(joint && { joint }) };
  const gradientsOf = async (step: number) => {
    const { frameWeight: weight, frameWeightUntilStep } = training;
    const frameWeight = weight * Math.max(0, 1 - step / Math.max(1, frameWeightUntilStep));
    const options = { seed: childSeed(seed, step), frameWeight, memory };
    const batch = batches.batch(step);
    const request = teaching?.request(step);
    if (!request) return (await stepGradients(tensorflow, network, batch, options)).gradients;
    const images = batches.images(step);
    const taught = { ...options, step, request };
    const { gradients, report } = await taughtGradients(joint!, teacher!, batch, images, taught);
    teaching!.observe([report]);
    return gradients;
  };
  try {
    for (let step = 0; step < training.steps; step += 1) {
      signal?.throwIfAborted();
      const gradients = await gradientsOf(step);
      const isImage = (name: string) => name.startsWith(imagePrefix);
      const scaleOf = (images: boolean) => {
        const norm = globalNorm(
          new Map([...gradients].filter(([name]) => isImage(name) === images)),
        );
        if (!Number.isFinite(norm)) throw diverged(step);
        return Math.min(1, training.clipNorm / Math.max(norm, 1e-12));
      };
      const [own, images] = [scaleOf(false), scaleOf(true)];
      const rate = learningRateAt(step, training);
      await optimizer.update(gradients, rate, (name) => (isImage(name) ? images : own));
      if ((step + 1) % check.every === 0 || step + 1 === training.steps) {
        await check.run(model, step + 1);
      }
    }
    return model;
  } catch (error) {
    network.dispose();
    throw error;
  }
}

function jointModel(
  description: JointDescription,
  seed: number,
  reader: NamedTensors | undefined,
): JointModel {
  const weights = reader && withKnownWeights(description, seed, reader);
  return createJointModel(description, { seed, ...(weights && { weights }) });
}

function diverged(step: number): UserError {
  return new UserError(
    'training-diverged',
    `Training stopped at step ${step + 1}: its gradient was not finite.`,
    'Lower the learning rate of the experiment.',
  );
}
