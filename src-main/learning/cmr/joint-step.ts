import * as tf from '@tensorflow/tfjs-core';
import type { Tensor, Tensor3D } from '@tensorflow/tfjs-core';
import {
  withStepMemory,
  type StepMemory,
} from '../../recognizer/network/operations/host/memory.ts';
import type { ImageInputs } from '../images/grey-image.ts';
import { hostCriterion, scaled } from './criterion.ts';
import type { Embeddings } from './distances.ts';
import type { JointModel, JointOutputs } from './joint-model.ts';
import { branchLoss, type BranchLoss, type BranchTask } from './label-losses.ts';
import type { SharedLoss } from './shared-loss.ts';
import { sharedSteps, uniformBoundaries, type Boundaries } from './shared-steps.ts';

/** Pen recordings and images of a step; how many there are of each, and in what order, is free. */
export interface JointBatch {
  readonly series: {
    /** samples × readings × channels, normalised; zero beyond the true lengths. */
    readonly values: Float32Array;
    readonly readings: number;
    readonly lengths: Int32Array;
    /** Classes of each sample. */
    readonly labels: readonly ArrayLike<number>[];
  };
  readonly images: ImageInputs & { readonly labels: readonly ArrayLike<number>[] };
}

type LogitLoss = (
  logits: Float32Array,
  shape: { readonly frames: number; readonly classes: number },
) => BranchLoss;

export interface JointStepOptions {
  /** Decides dropout. */
  readonly seed: number;
  readonly task: BranchTask;
  /** Steps to which both modalities are brought at the shared layer; 1 pools all. */
  readonly steps: number;
  /**
   * Loss of the features at the shared layer, samples × steps × width of either modality: pairwise,
   * contrastive, triplet, … with whatever pairs or triplets belong to the batch.
   */
  readonly shared: (embeddings: Embeddings) => SharedLoss;
  /** Losses of the logits of pen and images instead of that of the task. */
  readonly seriesLoss?: LogitLoss;
  readonly imagesLoss?: LogitLoss;
  /** Of the series, of the images, of the shared layer. */
  readonly weights: readonly [number, number, number];
  /** Boundaries of the steps instead of equal parts of the true frames. */
  readonly boundaries?: (modality: 'series' | 'images', frames: Int32Array) => Boundaries;
  /** As in `stepGradients`. */
  readonly passes?: 'one-pass' | 'two-pass';
  /** As in `stepGradients`: gradients are then valid until the next step with it. */
  readonly memory?: StepMemory;
}

export interface JointGradients {
  readonly series: BranchLoss;
  readonly images: BranchLoss;
  readonly shared: SharedLoss;
  /** By the names of `model.variables`. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

interface Losses {
  readonly series: BranchLoss;
  readonly images: BranchLoss;
  readonly shared: SharedLoss;
  /** d total / d what `tensorsOf` names, in its order. */
  readonly slopes: readonly ArrayLike<number>[];
}

/**
 * w1 · loss of the series + w2 · loss of the images + w3 · loss at the shared layer, and its
 * gradient for all parts. The losses are computed on the host, their gradients enter the graph: at
 * once where values are at hand (`wasm`, `cpu`), in a second pass elsewhere.
 */
export async function jointGradients(
  model: JointModel,
  batch: JointBatch,
  options: JointStepOptions,
): Promise<JointGradients> {
  const inputs = inputsOf(batch);
  const run = (): JointOutputs & { readonly embeddings: readonly Tensor3D[] } => {
    const outputs = model.forwardBoth(
      inputs.series,
      batch.series.lengths,
      { inputs: inputs.images, lengths: batch.images.lengths },
      { training: true, seed: options.seed },
    );
    const boundaries =
      options.boundaries ?? ((_, frames) => uniformBoundaries(frames, options.steps));
    const brought = (features: Tensor3D, modality: 'series' | 'images', frames: Int32Array) =>
      sharedSteps(features, boundaries(modality, frames), options.steps);
    return {
      ...outputs,
      embeddings: [
        brought(outputs.seriesFeatures, 'series', outputs.seriesFeatureFrames),
        brought(outputs.imageFeatures, 'images', outputs.imageFrames),
      ],
    };
  };
  const tensorsOf = (outputs: ReturnType<typeof run>) => [
    outputs.series,
    outputs.images,
    ...outputs.embeddings,
  ];
  try {
    let losses: Losses | undefined;
    const synchronous = ['wasm', 'cpu', 'tensorflow'].includes(tf.getBackend());
    if ((options.passes ?? (synchronous ? 'one-pass' : 'two-pass')) === 'two-pass') {
      let outputs: ReturnType<typeof run> | undefined;
      const tensors = tf.tidy(() => tensorsOf((outputs = run())));
      const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
      losses = lossesOf(outputs!, tensors, values, batch, options);
      tf.dispose(tensors);
    }
    const differentiate = () =>
      tf.variableGrads(() => {
        const outputs = run();
        const tensors = tensorsOf(outputs);
        if (losses) return alongSlopes(tensors, losses.slopes);
        return hostCriterion(tensors, (...values) => {
          losses = lossesOf(outputs, tensors, values, batch, options);
          return { loss: 0, gradients: losses.slopes };
        });
      }, [...model.trainableVariables]);
    options.memory?.rewind();
    const { value, grads } = options.memory
      ? withStepMemory(options.memory, differentiate)
      : differentiate();
    value.dispose();
    const gradients = new Map<string, Float32Array>();
    for (const [name, variable] of model.variables) {
      const gradient = grads[variable.name];
      if (gradient) gradients.set(name, await gradient.data<'float32'>());
    }
    tf.dispose(grads);
    const { series, images, shared } = losses!;
    return { series, images, shared, gradients };
  } finally {
    tf.dispose([inputs.series, inputs.images]);
  }
}

function inputsOf({ series, images }: JointBatch) {
  const size = series.lengths.length;
  const channels = series.values.length / (size * series.readings);
  return {
    series: tf.tensor3d(series.values, [size, series.readings, channels]),
    images: tf.tensor3d(images.values, [images.lengths.length, images.columns, images.height]),
  };
}

function lossesOf(
  outputs: JointOutputs,
  [seriesLogits, imageLogits, seriesShared]: readonly Tensor[],
  [series, images, a, b]: readonly Float32Array[],
  batch: JointBatch,
  { task, shared, weights, seriesLoss, imagesLoss }: JointStepOptions,
): Losses {
  const shapeOf = (logits: Tensor) => {
    const [, frames, classes] = logits.shape as [number, number, number];
    return { frames, classes };
  };
  const forSeries = seriesLoss
    ? seriesLoss(series!, shapeOf(seriesLogits!))
    : branchLoss(task, series!, shapeOf(seriesLogits!), {
        labels: batch.series.labels,
        frames: outputs.seriesFrames,
      });
  const forImages = imagesLoss
    ? imagesLoss(images!, shapeOf(imageLogits!))
    : branchLoss(task, images!, shapeOf(imageLogits!), {
        labels: batch.images.labels,
        frames: outputs.imageFrames,
      });
  const [, steps, width] = seriesShared!.shape as [number, number, number];
  const forShared = shared({ shape: { steps, width }, series: a!, images: b! });
  return {
    series: forSeries,
    images: forImages,
    shared: forShared,
    slopes: [
      scaled(forSeries.gradient, weights[0]),
      scaled(forImages.gradient, weights[1]),
      scaled(forShared.gradients.series, weights[2]),
      scaled(forShared.gradients.images, weights[2]),
    ],
  };
}

/** Σ tensor · slope: its gradient with regard to the tensors are the slopes. */
function alongSlopes(tensors: readonly Tensor[], slopes: readonly ArrayLike<number>[]): tf.Scalar {
  const terms = tensors.map((tensor, i) =>
    tf.sum(tf.mul(tensor, tf.tensor(Float32Array.from(slopes[i]!), tensor.shape))),
  );
  return tf.addN(terms) as tf.Scalar;
}
