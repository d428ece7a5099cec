import * as v from 'valibot';

/**
 * A network as data. Input is B × T × `inputs` with the true length of every sample, output is
 * B × T' × `classes` logits with T' = ceil(T / down-sampling). What lies beyond a sample's length
 * is zero after every layer, so a sample reads the same alone and in a padded batch.
 */

const positive = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_536));
const rate = v.pipe(v.number(), v.minValue(0), v.maxValue(0.9));
const odd = v.pipe(
  positive,
  v.check((size) => size % 2 === 1, 'must be odd'),
);

/** GELU is the tanh form: the same formula on every backend. */
const activation = v.picklist(['relu', 'gelu', 'tanh']);
export type Activation = v.InferOutput<typeof activation>;

const convolution = v.strictObject({
  kind: v.literal('convolution'),
  filters: positive,
  kernel: positive,
  stride: v.optional(positive, 1),
  dilation: v.optional(positive, 1),
  activation: v.optional(activation),
});

/**
 * Depthwise kernels of several sizes, summed, then a pointwise mixing. Input channel i feeds the
 * depthwise channels i·multiplier … (i+1)·multiplier − 1.
 */
const separableConvolution = v.strictObject({
  kind: v.literal('separable-convolution'),
  filters: positive,
  kernels: v.pipe(v.array(odd), v.minLength(1)),
  multiplier: v.optional(positive, 1),
  activation: v.optional(activation),
});

const pooling = v.strictObject({
  kind: v.literal('pooling'),
  size: positive,
  mode: v.optional(v.picklist(['maximum', 'average']), 'maximum'),
});

/**
 * - `instance`: every sample and channel over its true length
 * - `layer`: every frame over its channels
 * - `batch`: every channel over all true frames of the batch; moving statistics when not training
 */
const normalization = v.strictObject({
  kind: v.literal('normalization'),
  over: v.picklist(['instance', 'layer', 'batch']),
  affine: v.optional(v.boolean(), true),
});

const activationLayer = v.strictObject({ kind: v.literal('activation'), function: activation });

const dropout = v.strictObject({ kind: v.literal('dropout'), rate });

const bidirectionalLstm = v.strictObject({
  kind: v.literal('bidirectional-lstm'),
  units: positive,
  layers: v.optional(positive, 1),
  /** Between the layers, while training. */
  dropout: v.optional(rate, 0),
});

const linear = v.strictObject({
  kind: v.literal('linear'),
  units: positive,
  activation: v.optional(activation),
});

const layer = v.variant('kind', [
  convolution,
  separableConvolution,
  pooling,
  normalization,
  activationLayer,
  dropout,
  bidirectionalLstm,
  linear,
]);

export const networkDescription = v.pipe(
  v.strictObject({
    inputs: positive,
    classes: v.pipe(positive, v.minValue(2)),
    layers: v.pipe(v.array(layer), v.minLength(1), v.maxLength(200)),
  }),
  v.check(({ classes, layers }) => {
    const last = layers.at(-1);
    return last?.kind === 'linear' && last.units === classes && last.activation === undefined;
  }, 'the last layer must be linear, without activation, with one unit for every class'),
);

export type NetworkDescription = v.InferOutput<typeof networkDescription>;
export type Layer = v.InferOutput<typeof layer>;
export type LayerOf<Kind extends Layer['kind']> = Extract<Layer, { kind: Kind }>;

/** Fills in defaults. @throws ValiBot's error naming the path of what is wrong. */
export function parseNetwork(input: v.InferInput<typeof networkDescription>): NetworkDescription {
  return v.parse(networkDescription, input);
}

/** Factor by which one layer shortens time. */
export function layerStride(layer: Layer): number {
  if (layer.kind === 'convolution') return layer.stride;
  return layer.kind === 'pooling' ? layer.size : 1;
}

export function downSamplingOf(description: NetworkDescription): number {
  return description.layers.reduce((product, layer) => product * layerStride(layer), 1);
}

/** Frames for `length` samples; every strided layer rounds up. */
export function outputLength(description: NetworkDescription, length: number): number {
  return Math.ceil(length / downSamplingOf(description));
}

/**
 * Zeros before the first sample. It must not depend on the length (as TensorFlow's `same` does),
 * or a sample would be cut differently in a longer batch.
 */
export function leftPadding(kernel: number, stride: number, dilation: number): number {
  return Math.max(0, Math.floor(((kernel - 1) * dilation + 1 - stride) / 2));
}
