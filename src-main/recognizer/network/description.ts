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
  kernels: v.pipe(v.array(odd), v.minLength(1), v.maxLength(50)),
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
  // A description is walked before weights are: what nobody could train must not fill the memory.
  layers: v.optional(v.pipe(positive, v.maxValue(50)), 1),
  /** Between the layers, while training. */
  dropout: v.optional(rate, 0),
});

const linear = v.strictObject({
  kind: v.literal('linear'),
  units: positive,
  activation: v.optional(activation),
});

const plainLayer = v.variant('kind', [
  convolution,
  separableConvolution,
  pooling,
  normalization,
  activationLayer,
  dropout,
  bidirectionalLstm,
  linear,
]);
/** Every layer that holds no other layers. */
export type PlainLayer = v.InferOutput<typeof plainLayer>;

function plainLayerStride(layer: PlainLayer): number {
  if (layer.kind === 'convolution') return layer.stride;
  return layer.kind === 'pooling' ? layer.size : 1;
}

/** A block whose input is added to its output, both of the same width and pace. */
const residual = v.strictObject({
  kind: v.literal('residual'),
  layers: v.pipe(
    v.array(plainLayer),
    v.minLength(1),
    v.maxLength(50),
    v.everyItem(
      (inner) => plainLayerStride(inner) === 1,
      'layers of a residual block must not down-sample, or nothing can be added to their output',
    ),
  ),
});

const layer = v.variant('kind', [plainLayer, residual]);

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
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { inputs, layers } = dataset.value;
    layerWidths(layers, inputs).forEach((widths, index) => {
      const block = layers[index]!;
      if (block.kind !== 'residual' || widths.inputs === widths.outputs) return;
      addIssue({
        message:
          `layer ${index} is a residual block that reads ${widths.inputs} channels but whose layers ` +
          `end with ${widths.outputs}: both must be the same to be added`,
      });
    });
  }),
);

export type NetworkDescription = v.InferOutput<typeof networkDescription>;
export type Layer = v.InferOutput<typeof layer>;
export type LayerOf<Kind extends Layer['kind']> = Extract<Layer, { kind: Kind }>;

/** Fills in defaults. @throws ValiBot's error naming the path of what is wrong. */
export function parseNetwork(input: v.InferInput<typeof networkDescription>): NetworkDescription {
  return v.parse(networkDescription, input);
}

export interface LayerWidths {
  readonly inputs: number;
  readonly outputs: number;
}

/** Widths before and after every layer, the first of which reads `inputs` channels. */
export function layerWidths(layers: readonly Layer[], inputs: number): LayerWidths[] {
  let width = inputs;
  return layers.map((layer) => {
    const widths = { inputs: width, outputs: outputWidth(layer, width) };
    width = widths.outputs;
    return widths;
  });
}

function outputWidth(layer: Layer, inputs: number): number {
  switch (layer.kind) {
    case 'convolution':
    case 'separable-convolution':
      return layer.filters;
    case 'bidirectional-lstm':
      return 2 * layer.units;
    case 'linear':
      return layer.units;
    case 'residual':
      return layerWidths(layer.layers, inputs).at(-1)!.outputs;
    default:
      return inputs;
  }
}

/** Factor by which one layer shortens time. */
export function layerStride(layer: Layer): number {
  return layer.kind === 'residual' ? 1 : plainLayerStride(layer);
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
