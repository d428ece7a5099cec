import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D, Variable } from '@tensorflow/tfjs-core';
import {
  layerStride,
  leftPadding,
  outputLength,
  type Activation,
  type Layer,
  type LayerOf,
  type NetworkDescription,
  type PlainLayer,
} from './description.ts';
import { initialWeights } from './initialize.ts';
import { operationsFor } from './operations/choose.ts';
import {
  lengthsAfter,
  type LstmWeights,
  type NetworkOperations,
  type NormalizationWeights,
} from './operations/operations.ts';
import { layerPrefix, parametersFor, type LstmDirection } from './parameters.ts';
import { childSeed } from './random.ts';
import { checkWeights, type NamedTensors } from './weights.ts';
import { copyWeights, loadWeights } from './variable-weights.ts';

export interface ForwardOptions {
  readonly training: boolean;
  /** Decides what dropout drops; default 0. */
  readonly seed?: number;
  /**
   * What batch normalisation goes by while training: the batch, or the moving statistics, which then
   * stay as they are. A few recordings are no batch to measure by. Default `batch`.
   */
  readonly statistics?: 'batch' | 'moving';
  /**
   * Shown what comes out of every layer (blocks count as one) and its true lengths, for what else
   * is to be learned there. Whoever keeps a tensor must use it in the same graph.
   */
  readonly observe?: (layer: number, features: Tensor3D, frames: Int32Array) => void;
}

export interface TrainableNetwork {
  readonly description: NetworkDescription;
  /** Every tensor by name, moving statistics included. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** What an optimiser may change: pass these to `tf.variableGrads`. */
  readonly trainableVariables: readonly Variable[];
  /**
   * @param inputs B × T × inputs, normalised; zero beyond the true lengths
   * @param lengths true T of every sample, at least 1
   * @returns B × T' × classes logits, zero beyond `outputLength(length)`; call it inside `tf.tidy`
   *   or `tf.variableGrads`, which dispose of what lies between
   */
  forward(inputs: Tensor3D, lengths: Int32Array, options: ForwardOptions): Tensor3D;
  outputLength(length: number): number;
  /** A copy of the weights, in the order of `parametersFor`. */
  weights(): Promise<NamedTensors>;
  /** @throws UserError `model-weights` when names or shapes are not this network's. */
  load(weights: NamedTensors): void;
  dispose(): void;
}

export interface TrainableNetworkOptions {
  /** Decides the initial weights. */
  readonly seed: number;
  /** Instead of fresh ones. */
  readonly weights?: NamedTensors;
  /** Default: the fastest for the backend in use. */
  readonly operations?: NetworkOperations;
}

/** The network on the TensorFlow.js backend in use; call `useTensorflow` first. */
export function createTrainableNetwork(
  description: NetworkDescription,
  options: TrainableNetworkOptions,
): TrainableNetwork {
  const parameters = parametersFor(description);
  const initial = options.weights ?? initialWeights(description, options.seed);
  checkWeights(parameters, initial);
  const operations = options.operations ?? operationsFor(tf.getBackend());
  const variables = new Map<string, Variable>();
  parameters.forEach((parameter, index) => {
    const { values, shape } = initial[index]!;
    const start = tf.tensor(values.slice(), shape, 'float32');
    variables.set(parameter.name, tf.variable(start, parameter.trainable));
    start.dispose();
  });
  return {
    description,
    variables,
    trainableVariables: parameters
      .filter(({ trainable }) => trainable)
      .map(({ name }) => variables.get(name)!),
    forward: (inputs, lengths, forwardOptions) =>
      runLayers(description, variables, operations, inputs, lengths, forwardOptions),
    outputLength: (length) => outputLength(description, length),
    weights: () => copyWeights(parameters, variables),
    load: (weights) => loadWeights(parameters, variables, weights),
    dispose: () => {
      for (const variable of variables.values()) variable.dispose();
    },
  };
}

function runLayers(
  description: NetworkDescription,
  variables: ReadonlyMap<string, Variable>,
  operations: NetworkOperations,
  inputs: Tensor3D,
  lengths: Int32Array,
  { training, seed = 0, statistics = 'batch', observe }: ForwardOptions,
): Tensor3D {
  checkBatch(description, inputs, lengths);
  return runInOrder(description.layers, inputs, lengths, {
    operations,
    weight: (name) => variables.get(name)!,
    training,
    measure: training && statistics === 'batch',
    seed,
    ...(observe && { observe }),
  });
}

/** @param block prefix of the block that the layers stand in */
function runInOrder(
  layers: readonly Layer[],
  inputs: Tensor3D,
  lengths: Int32Array,
  context: LayerContext,
  block?: string,
): Tensor3D {
  let x = inputs;
  let frames = lengths;
  layers.forEach((layer, index) => {
    const prefix = layerPrefix(layer, index, block);
    const seed = childSeed(context.seed, index);
    if (layer.kind === 'residual') {
      x = context.operations.residual(x, (inner) =>
        runInOrder(layer.layers, inner, frames, { ...context, seed }, prefix),
      );
    } else {
      const weight = (name: string) => context.weight(`${prefix}.${name}`);
      x = runLayer(layer, x, frames, { ...context, seed, weight });
    }
    frames = lengthsAfter(frames, layerStride(layer));
    if (block === undefined) context.observe?.(index, x, frames);
  });
  return x;
}

function checkBatch(description: NetworkDescription, inputs: Tensor3D, lengths: Int32Array): void {
  const [batch, time, channels] = inputs.shape;
  if (channels !== description.inputs) {
    throw new RangeError(`the network reads ${description.inputs} channels, not ${channels}`);
  }
  if (lengths.length !== batch || lengths.some((length) => length < 1 || length > time)) {
    throw new RangeError(`${batch} lengths from 1 to ${time} expected, got ${lengths.join(' ')}`);
  }
}

interface LayerContext {
  readonly operations: NetworkOperations;
  readonly weight: (name: string) => Variable;
  readonly training: boolean;
  /** Normalisation over the batch measures it. */
  readonly measure: boolean;
  readonly seed: number;
  readonly observe?: ForwardOptions['observe'];
}

function runLayer(
  layer: PlainLayer,
  x: Tensor3D,
  lengths: Int32Array,
  context: LayerContext,
): Tensor3D {
  const { operations, weight, training, seed } = context;
  const drop = (values: Tensor3D, rate: number, at: number) =>
    training && rate > 0 ? operations.dropout(values, rate, childSeed(seed, at)) : values;
  const activated = (values: Tensor3D, activation: Activation | undefined) =>
    activation === undefined ? values : operations.activate(values, activation);
  switch (layer.kind) {
    case 'convolution': {
      const { kernel, stride, dilation, activation } = layer;
      const geometry = { stride, dilation, left: leftPadding(kernel, stride, dilation) };
      return activated(
        operations.convolution(x, lengths, weight('kernel'), weight('bias'), geometry),
        activation,
      );
    }
    case 'separable-convolution': {
      const [kernel, bias] = foldBranches(layer.kernels, weight);
      const spread = operations.depthwise(x, lengths, kernel, bias);
      return activated(
        operations.convolution(
          spread,
          lengths,
          weight('pointwise.kernel'),
          weight('pointwise.bias'),
          pointwise,
        ),
        layer.activation,
      );
    }
    case 'pooling':
      return operations.pool(x, lengths, layer.size, layer.mode);
    case 'normalization':
      return operations.normalize(
        x,
        lengths,
        layer.over,
        normalizationWeights(layer, weight),
        context.measure,
      );
    case 'activation':
      return operations.activate(x, layer.function);
    case 'dropout':
      return drop(x, layer.rate, 0);
    case 'bidirectional-lstm':
      return Array.from({ length: layer.layers }, (_, depth) => depth).reduce((input, depth) => {
        const direction = (name: LstmDirection) => lstmWeights(depth, name, weight);
        const y = operations.bidirectionalLstm(
          input,
          lengths,
          direction('forward'),
          direction('backward'),
        );
        return depth + 1 < layer.layers ? drop(y, layer.dropout, depth) : y;
      }, x);
    case 'linear':
      return activated(
        operations.convolution(x, lengths, weight('kernel'), weight('bias'), pointwise),
        layer.activation,
      );
  }
}

const pointwise = { stride: 1, dilation: 1, left: 0 };

/** Several centred kernels are one: the smaller ones padded with zeros and added. */
function foldBranches(kernels: readonly number[], weight: LayerContext['weight']) {
  const largest = Math.max(...kernels);
  const padded = kernels.map((size, branch) => {
    const kernel = weight(`depthwise.${branch}.kernel`) as tf.Tensor as Tensor3D;
    const side = (largest - size) / 2;
    return side === 0
      ? kernel
      : tf.pad(kernel, [
          [side, side],
          [0, 0],
          [0, 0],
        ]);
  });
  const biases = kernels.map((_, branch) => weight(`depthwise.${branch}.bias`) as tf.Tensor);
  return padded.length === 1
    ? ([padded[0]!, biases[0]!] as const)
    : ([tf.addN(padded), tf.addN(biases)] as const);
}

function normalizationWeights(
  layer: LayerOf<'normalization'>,
  weight: LayerContext['weight'],
): NormalizationWeights {
  return {
    ...(layer.affine ? { scale: weight('scale'), offset: weight('offset') } : {}),
    ...(layer.over === 'batch'
      ? { movingMean: weight('moving-mean'), movingVariance: weight('moving-variance') }
      : {}),
  };
}

function lstmWeights(
  depth: number,
  direction: LstmDirection,
  weight: LayerContext['weight'],
): LstmWeights {
  const named = (name: string) => weight(`${depth}.${direction}.${name}`);
  return {
    kernel: named('kernel'),
    recurrentKernel: named('recurrent-kernel'),
    bias: named('bias'),
    recurrentBias: named('recurrent-bias'),
  };
}
