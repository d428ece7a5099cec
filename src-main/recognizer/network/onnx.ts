import {
  layerStride,
  layerWidths,
  leftPadding,
  type Activation,
  type Layer,
  type LayerOf,
  type NetworkDescription,
  type PlainLayer,
} from './description.ts';
import { OnnxGraph, type OnnxNotes } from './onnx-graph.ts';
import { onnxLstm } from './onnx-lstm.ts';
import { OnnxSignal } from './onnx-signal.ts';
import { normalizationEpsilon } from './operations/operations.ts';
import { layerPrefix, parametersFor } from './parameters.ts';
import { checkWeights, type NamedTensors } from './weights.ts';

export type WeightLookup = (name: string) => Float32Array;

/**
 * The network as an ONNX file. Inputs: `samples` (batch × time × inputs, float32) and `lengths`
 * (batch, int32, true lengths); output: `logits` (batch × frames × classes), zero beyond the true
 * frames. Dropout is left out; depthwise branches are folded into one kernel.
 *
 * @throws UserError `model-weights` when the weights are not this network's
 */
export function writeOnnx(
  description: NetworkDescription,
  weights: NamedTensors,
  notes: OnnxNotes = {},
): Uint8Array {
  checkWeights(parametersFor(description), weights);
  const byName = new Map(weights.map(({ name, values }) => [name, values]));
  const graph = new OnnxGraph();
  const signal = new OnnxSignal(graph, description.inputs);
  writeLayers(graph, signal, description.layers, {
    inputs: description.inputs,
    weight: (name) => byName.get(name)!,
  });
  graph.output(signal.as('batch-time-channel'), 'logits', 'float32', [
    'batch',
    'frames',
    description.classes,
  ]);
  return graph.write('quillwave', notes);
}

interface LayersContext {
  /** Prefix of the block that the layers stand in. */
  readonly block?: string;
  readonly inputs: number;
  /** By the whole name. */
  readonly weight: WeightLookup;
}

function writeLayers(
  graph: OnnxGraph,
  signal: OnnxSignal,
  layers: readonly Layer[],
  { block, inputs, weight }: LayersContext,
): void {
  const widths = layerWidths(layers, inputs);
  layers.forEach((layer, index) => {
    const prefix = layerPrefix(layer, index, block);
    if (layer.kind === 'residual') {
      const before = signal.place();
      writeLayers(graph, signal, layer.layers, { ...widths[index]!, block: prefix, weight });
      signal.add(before);
    } else {
      writeLayer(graph, signal, layer, {
        prefix,
        ...widths[index]!,
        weight: (name) => weight(`${prefix}.${name}`),
      });
    }
  });
}

interface LayerContext {
  readonly prefix: string;
  readonly inputs: number;
  readonly outputs: number;
  /** By the name within the layer. */
  readonly weight: WeightLookup;
}

function writeLayer(
  graph: OnnxGraph,
  signal: OnnxSignal,
  layer: PlainLayer,
  context: LayerContext,
): void {
  const { prefix, inputs, outputs, weight } = context;
  switch (layer.kind) {
    case 'convolution':
      writeConvolution(graph, signal, layer, context);
      break;
    case 'separable-convolution':
      writeSeparable(graph, signal, layer, context);
      break;
    case 'pooling':
      writePooling(graph, signal, layer);
      break;
    case 'normalization':
      writeNormalization(graph, signal, layer, context);
      break;
    case 'activation':
      signal.replace(activate(graph, signal.name, layer.function));
      break;
    case 'dropout':
      return;
    case 'bidirectional-lstm':
      for (let depth = 0; depth < layer.layers; depth++) {
        const width = depth === 0 ? inputs : outputs;
        onnxLstm(
          graph,
          signal,
          { prefix: `${prefix}.${depth}`, width, units: layer.units },
          (name) => weight(`${depth}.${name}`),
        );
      }
      break;
    case 'linear': {
      const input = signal.layout === 'batch-channel-time' ? 'batch-time-channel' : signal.layout;
      const kernel = graph.weights(`${prefix}.kernel`, [inputs, outputs], weight('kernel'));
      const bias = graph.weights(`${prefix}.bias`, [outputs], weight('bias'));
      const y = graph.node('Add', [graph.node('MatMul', [signal.as(input), kernel]), bias]);
      signal.replace(activate(graph, y, layer.activation), { layout: input });
      signal.mask();
    }
  }
}

function activate(graph: OnnxGraph, x: string, activation: Activation | undefined): string {
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

function writeConvolution(
  graph: OnnxGraph,
  signal: OnnxSignal,
  layer: LayerOf<'convolution'>,
  { prefix, inputs, weight }: LayerContext,
): void {
  const { filters, kernel, stride, dilation } = layer;
  const left = leftPadding(kernel, stride, dilation);
  const values = convolutionKernel(weight('kernel'), [kernel, inputs, filters]);
  const y = graph.node(
    'Conv',
    [
      signal.as('batch-channel-time'),
      graph.weights(`${prefix}.kernel`, [filters, inputs, kernel], values),
      graph.weights(`${prefix}.bias`, [filters], weight('bias')),
    ],
    {
      kernel_shape: [kernel],
      strides: [stride],
      dilations: [dilation],
      // Both together one less than the reach of the kernel: T' = ceil(T / stride) for every T.
      pads: [left, (kernel - 1) * dilation - left],
    },
  );
  signal.replace(activate(graph, y, layer.activation), { stride: layerStride(layer) });
  signal.mask();
}

function writeSeparable(
  graph: OnnxGraph,
  signal: OnnxSignal,
  layer: LayerOf<'separable-convolution'>,
  { prefix, inputs, weight }: LayerContext,
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
  const spread = graph.node(
    'Conv',
    [
      signal.as('batch-channel-time'),
      graph.weights(`${prefix}.depthwise.kernel`, [width, 1, largest], folded),
      graph.weights(`${prefix}.depthwise.bias`, [width], bias),
    ],
    { kernel_shape: [largest], group: inputs, pads: [half, half] },
  );
  const mixed = graph.node('Conv', [
    spread,
    graph.weights(
      `${prefix}.pointwise.kernel`,
      [filters, width, 1],
      convolutionKernel(weight('pointwise.kernel'), [1, width, filters]),
    ),
    graph.weights(`${prefix}.pointwise.bias`, [filters], weight('pointwise.bias')),
  ]);
  signal.replace(activate(graph, mixed, layer.activation));
  signal.mask();
}

function writePooling(graph: OnnxGraph, signal: OnnxSignal, layer: LayerOf<'pooling'>): void {
  const { size } = layer;
  const window = { kernel_shape: [size], strides: [size], pads: [0, size - 1] };
  const x = signal.as('batch-channel-time');
  const inside = signal.frameMask();
  if (layer.mode === 'maximum') {
    const outside = graph.node('Sub', [inside, graph.scalar(1)]);
    const excluded = graph.node('Mul', [outside, graph.scalar(1e30)]);
    signal.replace(graph.node('MaxPool', [graph.node('Add', [x, excluded])], window), {
      stride: size,
    });
    signal.mask();
    return;
  }
  // Both averages divide by the window's size; their quotient divides by the true frames in it.
  const counting = { ...window, count_include_pad: 1 };
  const share = graph.node('AveragePool', [inside], counting);
  const divisor = graph.node('Max', [share, graph.scalar(1 / size)]);
  const quotient = graph.node('Div', [graph.node('AveragePool', [x], counting), divisor]);
  signal.replace(quotient, { stride: size });
}

function writeNormalization(
  graph: OnnxGraph,
  signal: OnnxSignal,
  layer: LayerOf<'normalization'>,
  { prefix, inputs, weight }: LayerContext,
): void {
  const x = signal.as('batch-channel-time');
  const column = (name: string, values: Float32Array) =>
    graph.weights(`${prefix}.${name}`, [inputs, 1], values);
  const ones = () => new Float32Array(inputs).fill(1);
  const scale = layer.affine ? weight('scale') : ones();
  const offset = layer.affine ? weight('offset') : new Float32Array(inputs);
  if (layer.over === 'batch') {
    const variance = weight('moving-variance');
    const mean = weight('moving-mean');
    const factor = scale.map((s, i) => s / Math.sqrt(variance[i]! + normalizationEpsilon));
    const shift = offset.map((o, i) => o - mean[i]! * factor[i]!);
    const scaled = graph.node('Mul', [x, column('factor', factor)]);
    signal.replace(graph.node('Add', [scaled, column('shift', shift)]));
    signal.mask();
    return;
  }
  const axes = graph.integers([layer.over === 'instance' ? 2 : 1]);
  const count = layer.over === 'instance' ? signal.frameCount() : graph.scalar(inputs);
  const average = (values: string) =>
    graph.node('Div', [graph.node('ReduceSum', [values, axes]), count]);
  let centred = graph.node('Sub', [x, average(x)]);
  if (layer.over === 'instance') centred = graph.node('Mul', [centred, signal.frameMask()]);
  const variance = average(graph.node('Mul', [centred, centred]));
  const deviation = graph.node('Sqrt', [
    graph.node('Add', [variance, graph.scalar(normalizationEpsilon)]),
  ]);
  let y = graph.node('Div', [centred, deviation]);
  if (layer.affine) {
    y = graph.node('Add', [
      graph.node('Mul', [y, column('scale', scale)]),
      column('offset', offset),
    ]);
  }
  signal.replace(y);
  if (layer.affine) signal.mask();
}
