import type { Tensor3D, Variable } from '@tensorflow/tfjs-core';
import {
  layerWidths,
  outputLength,
  type NetworkDescription,
} from '../../recognizer/network/description.ts';
import { parametersFor } from '../../recognizer/network/parameters.ts';
import { childSeed } from '../../recognizer/network/random.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import {
  createTrainableNetwork,
  type ForwardOptions,
  type TrainableNetwork,
} from '../../recognizer/network/trainable.ts';
import {
  checkWeights,
  type NamedTensor,
  type NamedTensors,
} from '../../recognizer/network/weights.ts';
import type { ImageNetworkDescription } from '../images/image-network.ts';
import { imageHeadPrefix } from '../images/image-reader.ts';
import {
  createTrainableImages,
  imageParameters,
  imagePrefix,
  initialImageWeights,
} from '../images/trainable-images.ts';
import { parseNetwork } from '../../recognizer/network/description.ts';
import { copyWeights, loadWeights } from '../../recognizer/network/variable-weights.ts';

/** The pen's network and, beside it, what teaches it: all of it data. */
export interface JointDescription {
  /** The network that will be shipped. */
  readonly series: NetworkDescription;
  /** The layer (from 0, blocks count as one) whose output is compared with the images. */
  readonly sharedLayer: number;
  readonly images: ImageNetworkDescription;
  /** Reads the features of the images; its classes are those of its own task. */
  readonly head: NetworkDescription;
}

/** Features of both modalities at the shared layer, and what their heads say. */
export interface JointOutputs {
  /** B × T' × classes. */
  readonly series: Tensor3D;
  readonly seriesFrames: Int32Array;
  /** B × T'' × width: features of the shared layer, projected to the width of the images'. */
  readonly seriesFeatures: Tensor3D;
  readonly seriesFeatureFrames: Int32Array;
  readonly images: Tensor3D;
  readonly imageFeatures: Tensor3D;
  readonly imageFrames: Int32Array;
}

export interface ImageBatch {
  /** B × columns × height. */
  readonly inputs: Tensor3D;
  readonly lengths: Int32Array;
}

/**
 * The pen's network with all its surroundings as one that can be trained: `variables`, `weights`
 * and `load` are those of all parts, so optimiser, threads and checkpoints take it for a network;
 * `forward` is the pen's alone, so that checks on the validation part see what will be shipped.
 */
export interface JointModel extends TrainableNetwork {
  readonly joint: JointDescription;
  forwardBoth(
    series: Tensor3D,
    lengths: Int32Array,
    images: ImageBatch,
    options: ForwardOptions,
  ): JointOutputs;
}

const projectionPrefix = `${imagePrefix}shared.`;

/** One column of features for another number of them, in training only. */
function projectionOf({ series, sharedLayer, images }: JointDescription): NetworkDescription {
  const shared = layerWidths(series.layers, series.inputs)[sharedLayer];
  if (shared === undefined || sharedLayer === series.layers.length - 1) {
    throw new RangeError(
      `the shared layer must be one of 0 … ${series.layers.length - 2}, not ${sharedLayer}`,
    );
  }
  return parseNetwork({
    inputs: shared.outputs,
    classes: images.width,
    layers: [{ kind: 'linear', units: images.width }],
  });
}

function checkHead({ images, head }: JointDescription): void {
  if (head.inputs === images.width) return;
  throw new RangeError(
    `the head of the images reads ${head.inputs} features, but the encoder gives ${images.width}`,
  );
}

function partsOf(joint: JointDescription) {
  const named = (prefix: string, description: NetworkDescription) => ({
    prefix,
    parameters: parametersFor(description).map(({ name, shape }) => ({
      name: `${prefix}${name}`,
      shape,
    })),
  });
  return {
    series: named('', joint.series),
    projection: named(projectionPrefix, projectionOf(joint)),
    images: { prefix: '', parameters: imageParameters(joint.images) },
    head: named(imageHeadPrefix, joint.head),
  };
}

type PartName = keyof ReturnType<typeof partsOf>;
const partNames: readonly PartName[] = ['series', 'projection', 'images', 'head'];

/** Fresh weights of all parts; those of the pen's network are what it would start from alone. */
export function initialJointWeights(joint: JointDescription, seed: number): NamedTensors {
  const named = (prefix: string, tensors: readonly NamedTensor[]) =>
    tensors.map((tensor) => ({ ...tensor, name: `${prefix}${tensor.name}` }));
  return [
    ...initialWeights(joint.series, seed),
    ...named(projectionPrefix, initialWeights(projectionOf(joint), childSeed(seed, 1))),
    ...initialImageWeights(joint.images, childSeed(seed, 2)),
    ...named(imageHeadPrefix, initialWeights(joint.head, childSeed(seed, 3))),
  ];
}

/**
 * Weights of all parts: those that are known by their names, and fresh ones for the rest.
 * @param given of the pen's network, of all, or of an image branch that has learnt already
 *   (`readImageReader`); of two of one name the last counts
 */
export function withKnownWeights(
  joint: JointDescription,
  seed: number,
  given: NamedTensors,
): NamedTensors {
  const known = new Map(given.map((tensor) => [tensor.name, tensor]));
  return initialJointWeights(joint, seed).map((fresh) => known.get(fresh.name) ?? fresh);
}

/** What is shipped: the pen's network, and nothing of what taught it. */
export function shippedWeights(weights: NamedTensors): NamedTensors {
  return weights.filter(({ name }) => !name.startsWith(imagePrefix));
}

/**
 * @param options.weights of all parts, instead of fresh ones
 * @throws RangeError when the parts do not fit together; UserError `model-weights`
 */
export function createJointModel(
  joint: JointDescription,
  options: { readonly seed: number; readonly weights?: NamedTensors },
): JointModel {
  checkHead(joint);
  const parts = partsOf(joint);
  const parameters = partNames.flatMap((part) => parts[part].parameters);
  const initial = options.weights ?? initialJointWeights(joint, options.seed);
  checkWeights(parameters, initial);
  const ownOf = (part: PartName, all: NamedTensors) => {
    const before = partNames.slice(0, partNames.indexOf(part));
    const start = before.reduce((sum, name) => sum + parts[name].parameters.length, 0);
    return all.slice(start, start + parts[part].parameters.length).map((tensor) => ({
      ...tensor,
      name: tensor.name.slice(parts[part].prefix.length),
    }));
  };
  const weightsOf = (part: PartName) => ({ seed: 0, weights: ownOf(part, initial) });
  const series = createTrainableNetwork(joint.series, weightsOf('series'));
  const projection = createTrainableNetwork(projectionOf(joint), weightsOf('projection'));
  const images = createTrainableImages(joint.images, weightsOf('images'));
  const head = createTrainableNetwork(joint.head, weightsOf('head'));
  const networks = { series, projection, images, head };
  const variables = new Map<string, Variable>(
    partNames.flatMap((part) =>
      [...networks[part].variables].map(([name, variable]): [string, Variable] => [
        `${parts[part].prefix}${name}`,
        variable,
      ]),
    ),
  );
  return {
    joint,
    description: joint.series,
    variables,
    trainableVariables: [...variables.values()].filter(({ trainable }) => trainable),
    forward: (inputs, lengths, forwardOptions) => series.forward(inputs, lengths, forwardOptions),
    forwardBoth: (inputs, lengths, batch, forwardOptions) =>
      runBoth(joint, networks, { inputs, lengths }, batch, forwardOptions),
    outputLength: (length) => series.outputLength(length),
    weights: () => copyWeights(parameters, variables),
    load: (weights) => loadWeights(parameters, variables, weights),
    dispose: () => {
      for (const part of partNames) networks[part].dispose();
    },
  };
}

interface Networks {
  readonly series: TrainableNetwork;
  readonly projection: TrainableNetwork;
  readonly images: ReturnType<typeof createTrainableImages>;
  readonly head: TrainableNetwork;
}

function runBoth(
  { series: description, sharedLayer }: JointDescription,
  { series, projection, images, head }: Networks,
  { inputs, lengths }: ImageBatch,
  batch: ImageBatch,
  { training, seed = 0 }: ForwardOptions,
): JointOutputs {
  let shared: { features: Tensor3D; frames: Int32Array } | undefined;
  const logits = series.forward(inputs, lengths, {
    training,
    seed,
    observe: (layer, features, frames) => {
      if (layer === sharedLayer) shared = { features, frames };
    },
  });
  const seriesFeatureFrames = shared!.frames;
  const seriesFeatures = projection.forward(shared!.features, seriesFeatureFrames, { training });
  const encoded = images.forward(batch.inputs, batch.lengths, {
    training,
    seed: childSeed(seed, 1),
  });
  const read = head.forward(encoded.features, encoded.steps, {
    training,
    seed: childSeed(seed, 2),
  });
  return {
    series: logits,
    seriesFrames: lengths.map((length) => outputLength(description, length)),
    seriesFeatures,
    seriesFeatureFrames,
    images: read,
    imageFeatures: encoded.features,
    imageFrames: encoded.steps,
  };
}
