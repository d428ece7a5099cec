import type { ChannelFactors, LayerContext, WeightLookup } from './layer-context.ts';
import {
  layerStride,
  leftPadding,
  type Activation,
  type Layer,
  type LayerOf,
} from '../description.ts';
import type { OnnxGraph } from './graph.ts';
import type { OnnxSignal } from './signal.ts';
import { normalizationEpsilon } from '../operations/operations.ts';

export function activate(graph: OnnxGraph, x: string, activation: Activation | undefined): string {
  switch (activation) {
    case undefined:
      return x;
    case 'relu':
      return graph.node('Relu', [x]);
    case 'tanh':
      return graph.node('Tanh', [x]);
    case 'gelu':
      return graph.node('Gelu', [x], { approximate: 'tanh' });
  }
}

/** Whether a layer is part of the convolution before it. */
export function isFolded(layers: readonly Layer[], index: number): boolean {
  const layer = layers[index];
  const before = layers[index - 1];
  return (
    layer?.kind === 'normalization' &&
    layer.over === 'batch' &&
    (before?.kind === 'convolution' || before?.kind === 'separable-convolution') &&
    before.activation === undefined
  );
}

export function batchFactors(
  { affine }: LayerOf<'normalization'>,
  weight: WeightLookup,
): ChannelFactors {
  const variance = weight('moving-variance');
  const mean = weight('moving-mean');
  const scale = affine ? weight('scale') : new Float32Array(variance.length).fill(1);
  const offset = affine ? weight('offset') : new Float32Array(variance.length);
  const factor = scale.map((s, i) => s / Math.sqrt(variance[i]! + normalizationEpsilon));
  return { factor, shift: offset.map((o, i) => o - mean[i]! * factor[i]!) };
}

/** Kernel (filters first) and bias of a convolution with what comes behind it. */
function withFactors(
  kernel: Float32Array,
  bias: Float32Array,
  behind: ChannelFactors | undefined,
): [Float32Array, Float32Array] {
  if (behind === undefined) return [kernel, bias];
  const { factor, shift } = behind;
  const each = kernel.length / factor.length;
  return [
    kernel.map((value, i) => value * factor[Math.floor(i / each)]!),
    bias.map((value, i) => value * factor[i]! + shift[i]!),
  ];
}

/** taps × inputs × filters → filters × inputs × taps. */
function convolutionKernel(
  values: Float32Array,
  [taps, inputs, filters]: readonly [number, number, number],
): Float32Array {
  const result = new Float32Array(values.length);
  for (let tap = 0; tap < taps; tap++) {
    for (let input = 0; input < inputs; input++) {
      for (let filter = 0; filter < filters; filter++) {
        result[(filter * inputs + input) * taps + tap] =
          values[(tap * inputs + input) * filters + filter]!;
      }
    }
  }
  return result;
}

/** Shapes and attributes of a convolution along time, or along the only row of an image. */
function convolutionShapes({ convolved }: OnnxSignal) {
  const rows = convolved === 'batch-channel-row-time';
  return {
    along: (...values: number[]) => (rows ? [1, ...values] : values),
    pads: (left: number, right: number) => (rows ? [0, left, 0, right] : [left, right]),
  };
}

export function writeConvolution(
  graph: OnnxGraph,
  signal: OnnxSignal,
  layer: LayerOf<'convolution'>,
  { prefix, inputs, weight, behind }: LayerContext,
): void {
  const { filters, kernel, stride, dilation } = layer;
  const left = leftPadding(kernel, stride, dilation);
  const { along, pads } = convolutionShapes(signal);
  const [values, bias] = withFactors(
    convolutionKernel(weight('kernel'), [kernel, inputs, filters]),
    weight('bias'),
    behind,
  );
  const y = graph.node(
    'Conv',
    [
      signal.as(signal.convolved),
      graph.weights(`${prefix}.kernel`, [filters, inputs, ...along(kernel)], values),
      graph.weights(`${prefix}.bias`, [filters], bias),
    ],
    {
      kernel_shape: along(kernel),
      strides: along(stride),
      dilations: along(dilation),
      // Both together one less than the reach of the kernel: T' = ceil(T / stride) for every T.
      pads: pads(left, (kernel - 1) * dilation - left),
    },
  );
  signal.replace(activate(graph, y, layer.activation), { stride: layerStride(layer) });
  signal.mask();
}

export function writeSeparable(
  graph: OnnxGraph,
  signal: OnnxSignal,
  layer: LayerOf<'separable-convolution'>,
  { prefix, inputs, weight, behind }: LayerContext,
): void {
  const { filters, kernels } = layer;
  const width = inputs * layer.multiplier;
  const largest = Math.max(...kernels);
  const folded = new Float32Array(width * largest);
  const bias = new Float32Array(width);
  kernels.forEach((size, branch) => {
    const kernel = weight(`depthwise.${branch}.kernel`);
    const side = (largest - size) / 2;
    for (let tap = 0; tap < size; tap++) {
      for (let i = 0; i < width; i++) folded[i * largest + side + tap]! += kernel[tap * width + i]!;
    }
    weight(`depthwise.${branch}.bias`).forEach((value, i) => (bias[i]! += value));
  });
  const half = (largest - 1) / 2;
  const { along, pads } = convolutionShapes(signal);
  const spread = graph.node(
    'Conv',
    [
      signal.as(signal.convolved),
      graph.weights(`${prefix}.depthwise.kernel`, [width, 1, ...along(largest)], folded),
      graph.weights(`${prefix}.depthwise.bias`, [width], bias),
    ],
    { kernel_shape: along(largest), group: inputs, pads: pads(half, half) },
  );
  const [mixing, mixedBias] = withFactors(
    convolutionKernel(weight('pointwise.kernel'), [1, width, filters]),
    weight('pointwise.bias'),
    behind,
  );
  const mixed = graph.node('Conv', [
    spread,
    graph.weights(`${prefix}.pointwise.kernel`, [filters, width, ...along(1)], mixing),
    graph.weights(`${prefix}.pointwise.bias`, [filters], mixedBias),
  ]);
  signal.replace(activate(graph, mixed, layer.activation));
  signal.mask();
}
