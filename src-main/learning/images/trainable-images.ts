import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D, Variable } from '@tensorflow/tfjs-core';
import type { PlaneOperations } from './plane-operations.ts';
import { operationsFor } from '../../recognizer/network/operations/choose.ts';
import {
  lengthsAfter,
  type NetworkOperations,
} from '../../recognizer/network/operations/operations.ts';
import { childSeed, createNormal, createRandom } from '../../recognizer/network/random.ts';
import type { ForwardOptions } from '../../recognizer/network/trainable.ts';
import {
  checkWeights,
  elementCount,
  type NamedTensor,
  type NamedTensors,
} from '../../recognizer/network/weights.ts';
import { planesOf, stepsOf, type ImageNetworkDescription } from './image-network.ts';
import { asPlaneFrames, planeOperationsFor } from './planes.ts';
import { copyWeights, loadWeights } from '../../recognizer/network/variable-weights.ts';

/** All names of weights of the image branch begin with this, and no others do. */
export const imagePrefix = 'image.';

export interface ImageFeatures {
  /** B × T' × width, zero beyond the true steps. */
  readonly features: Tensor3D;
  /** True steps of each image. */
  readonly steps: Int32Array;
}

export interface TrainableImages {
  readonly description: ImageNetworkDescription;
  /** Every tensor by name, moving statistics included. */
  readonly variables: ReadonlyMap<string, Variable>;
  readonly trainableVariables: readonly Variable[];
  /**
   * @param inputs B × columns × height (`imageInputs`), zero beyond the true columns
   * @param lengths true columns of every image, at least 1
   */
  forward(inputs: Tensor3D, lengths: Int32Array, options: ForwardOptions): ImageFeatures;
  /** Steps of an image of so many columns. */
  outputLength(columns: number): number;
  /** A copy of the weights, always in the same order. */
  weights(): Promise<NamedTensors>;
  /** @throws UserError `model-weights` when names or shapes are not this network's. */
  load(weights: NamedTensors): void;
  dispose(): void;
}

export interface TrainableImagesOptions {
  /** Decides the initial weights. */
  readonly seed: number;
  /** Instead of fresh ones. */
  readonly weights?: NamedTensors;
  /** Default: the fastest for the backend in use. */
  readonly operations?: { readonly planes: PlaneOperations; readonly network: NetworkOperations };
}

interface ImageParameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: 'he' | 0 | 1;
  readonly trainable: boolean;
}

/** Every tensor of the encoder in the order of its weights. */
export function imageParameters(description: ImageNetworkDescription): ImageParameter[] {
  const planes = planesOf(description);
  const parameter = (
    name: string,
    shape: readonly number[],
    start: ImageParameter['start'],
    trainable = true,
  ) => ({ name: `${imagePrefix}${name}`, shape, start, trainable });
  const last = planes.at(-1)!;
  return [
    ...description.layers.flatMap((layer, index) => {
      const { channels } = planes[index]!;
      const named = `${index}.${layer.kind}`;
      if (layer.kind === 'convolution-2d') {
        return [
          parameter(`${named}.kernel`, [...layer.kernel, channels, layer.filters], 'he'),
          parameter(`${named}.bias`, [layer.filters], 0),
        ];
      }
      if (layer.kind !== 'normalization') return [];
      return [
        parameter(`${named}.scale`, [channels], 1),
        parameter(`${named}.offset`, [channels], 0),
        ...(layer.over === 'batch'
          ? [
              parameter(`${named}.moving-mean`, [channels], 0, false),
              parameter(`${named}.moving-variance`, [channels], 1, false),
            ]
          : []),
      ];
    }),
    parameter('collapse.kernel', [1, last.rows * last.channels, description.width], 'he'),
    parameter('collapse.bias', [description.width], 0),
  ];
}

/** Fresh weights; the same for the same description and seed. */
export function initialImageWeights(
  description: ImageNetworkDescription,
  seed: number,
): NamedTensor[] {
  return imageParameters(description).map(({ name, shape, start }, index) => {
    const count = elementCount(shape);
    const normal = createNormal(createRandom(childSeed(seed, index)));
    const deviation = Math.sqrt((2 * shape.at(-1)!) / count);
    const values =
      start === 'he'
        ? Float32Array.from({ length: count }, () => deviation * normal())
        : new Float32Array(count).fill(start);
    return { name, shape: [...shape], values };
  });
}

/** The encoder on the TensorFlow.js backend in use; call `useTensorflow` first. */
export function createTrainableImages(
  description: ImageNetworkDescription,
  options: TrainableImagesOptions,
): TrainableImages {
  const parameters = imageParameters(description);
  const initial = options.weights ?? initialImageWeights(description, options.seed);
  checkWeights(parameters, initial);
  const operations = options.operations ?? {
    planes: planeOperationsFor(tf.getBackend()),
    network: operationsFor(tf.getBackend()),
  };
  const variables = new Map<string, Variable>();
  parameters.forEach(({ name, trainable }, index) => {
    const { values, shape } = initial[index]!;
    const start = tf.tensor(values.slice(), shape, 'float32');
    variables.set(name, tf.variable(start, trainable));
    start.dispose();
  });
  return {
    description,
    variables,
    trainableVariables: [...variables.values()].filter(({ trainable }) => trainable),
    forward: (inputs, lengths, forwardOptions) =>
      runPlanes(description, variables, operations, inputs, lengths, forwardOptions),
    outputLength: (columns) => stepsOf(description, columns),
    weights: () => copyWeights(parameters, variables),
    load: (weights) => loadWeights(parameters, variables, weights),
    dispose: () => {
      for (const variable of variables.values()) variable.dispose();
    },
  };
}

const pointwise = { stride: 1, dilation: 1, left: 0 };

function runPlanes(
  description: ImageNetworkDescription,
  variables: ReadonlyMap<string, Variable>,
  { planes, network }: NonNullable<TrainableImagesOptions['operations']>,
  inputs: Tensor3D,
  lengths: Int32Array,
  { training, seed = 0 }: ForwardOptions,
): ImageFeatures {
  checkImages(description, inputs, lengths);
  const shapes = planesOf(description);
  const weight = (name: string) => variables.get(`${imagePrefix}${name}`)!;
  let x = inputs;
  let columns = lengths;
  description.layers.forEach((layer, index) => {
    const plane = shapes[index]!;
    const own = (name: string) => weight(`${index}.${layer.kind}.${name}`);
    switch (layer.kind) {
      case 'convolution-2d':
        x = planes.convolution(x, columns, plane, own('kernel'), own('bias'));
        break;
      case 'pooling-2d':
        x = planes.pool(x, columns, plane, layer.size);
        columns = lengthsAfter(columns, layer.size[0]);
        break;
      case 'normalization': {
        const frames = columns.map((count) => count * plane.rows);
        const moving =
          layer.over === 'batch'
            ? { movingMean: own('moving-mean'), movingVariance: own('moving-variance') }
            : {};
        const normal = network.normalize(
          asPlaneFrames(x, plane),
          frames,
          layer.over,
          { scale: own('scale'), offset: own('offset'), ...moving },
          training,
        );
        x = tf.reshape(normal, x.shape);
        break;
      }
      case 'activation':
        x = network.activate(x, layer.function);
        break;
      case 'dropout':
        if (training && layer.rate > 0) {
          x = network.dropout(x, layer.rate, childSeed(seed, index));
        }
    }
  });
  const features = network.convolution(
    x,
    columns,
    weight('collapse.kernel'),
    weight('collapse.bias'),
    pointwise,
  );
  return { features, steps: columns };
}

function checkImages(
  { height }: ImageNetworkDescription,
  inputs: Tensor3D,
  lengths: Int32Array,
): void {
  const [batch, columns, rows] = inputs.shape;
  if (rows !== height) throw new RangeError(`the encoder reads ${height} rows, not ${rows}`);
  if (lengths.length !== batch || lengths.some((length) => length < 1 || length > columns)) {
    throw new RangeError(
      `${batch} lengths from 1 to ${columns} expected, got ${lengths.join(' ')}`,
    );
  }
}
