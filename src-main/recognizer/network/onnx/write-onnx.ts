import type { LayerContext, WeightLookup } from './layer-context.ts';
import {
  layerWidths,
  type Layer,
  type LayerOf,
  type NetworkDescription,
  type PlainLayer,
} from '../description.ts';
import {
  activate,
  batchFactors,
  isFolded,
  writeConvolution,
  writeSeparable,
} from './convolution.ts';
import { OnnxGraph, type OnnxNotes } from './graph.ts';
import type { OnnxWeightType } from './int8.ts';
import { onnxLstm } from './lstm.ts';
import { OnnxSignal } from './signal.ts';
import { normalizationEpsilon } from '../operations/operations.ts';
import { layerPrefix, parametersFor } from '../parameters.ts';
import { checkWeights, type NamedTensors } from '../weights.ts';

export interface OnnxOptions extends OnnxNotes {
  /**
   * Every sample is as long as the batch: no input `lengths`, and nothing is masked, which reads single
   * windows faster. Default false.
   */
  readonly whole?: boolean;
  /**
   * Convolutions are written as those of images of one row, for which ONNX Runtime has faster kernels; they
   * compute the same. Default false.
   */
  readonly rows?: boolean;
  /**
   * Weights of 8 bits in LSTM layers, by an operator that only ONNX Runtime has: faster, smaller and not
   * exact. Other layers keep theirs. Default `float32`.
   */
  readonly weightType?: OnnxWeightType;
}

/**
 * The network as an ONNX file. Inputs: `samples` (batch × time × inputs, float32) and `lengths`
 * (batch, int32, true lengths); output: `logits` (batch × frames × classes), zero beyond the true
 * frames. Dropout is left out; depthwise branches are folded into one kernel, and what normalises over
 * the batch into the convolution before it.
 *
 * @throws UserError `model-weights` when the weights are not this network's
 */
export function writeOnnx(
  description: NetworkDescription,
  weights: NamedTensors,
  { whole = false, rows = false, weightType = 'float32', ...notes }: OnnxOptions = {},
): Uint8Array {
  checkWeights(parametersFor(description), weights);
  const byName = new Map(weights.map(({ name, values }) => [name, values]));
  const graph = new OnnxGraph();
  const signal = new OnnxSignal(graph, description.inputs, { whole, rows });
  writeLayers(graph, signal, description.layers, {
    inputs: description.inputs,
    weightType,
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
  readonly weightType: OnnxWeightType;
  /** By the whole name. */
  readonly weight: WeightLookup;
}

function writeLayers(
  graph: OnnxGraph,
  signal: OnnxSignal,
  layers: readonly Layer[],
  { block, inputs, weightType, weight }: LayersContext,
): void {
  const widths = layerWidths(layers, inputs);
  layers.forEach((layer, index) => {
    const prefix = layerPrefix(layer, index, block);
    if (layer.kind === 'residual') {
      const before = signal.place();
      writeLayers(graph, signal, layer.layers, {
        ...widths[index]!,
        block: prefix,
        weightType,
        weight,
      });
      signal.add(before);
    } else if (!isFolded(layers, index)) {
      const next = isFolded(layers, index + 1) ? layers[index + 1] : undefined;
      writeLayer(graph, signal, layer, {
        prefix,
        ...widths[index]!,
        weightType,
        weight: (name) => weight(`${prefix}.${name}`),
        ...(next && {
          behind: batchFactors(next as LayerOf<'normalization'>, (name) =>
            weight(`${layerPrefix(next, index + 1, block)}.${name}`),
          ),
        }),
      });
    }
  });
}

function writeLayer(
  graph: OnnxGraph,
  signal: OnnxSignal,
  layer: PlainLayer,
  context: LayerContext,
): void {
  const { prefix, inputs, outputs, weightType, weight } = context;
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
          { prefix: `${prefix}.${depth}`, width, units: layer.units, weightType },
          (name) => weight(`${depth}.${name}`),
        );
      }
      break;
    case 'linear': {
      const input =
        signal.layout === 'time-batch-channel' ? 'time-batch-channel' : 'batch-time-channel';
      const kernel = graph.weights(`${prefix}.kernel`, [inputs, outputs], weight('kernel'));
      const bias = graph.weights(`${prefix}.bias`, [outputs], weight('bias'));
      const y = graph.node('Add', [graph.node('MatMul', [signal.as(input), kernel]), bias]);
      signal.replace(activate(graph, y, layer.activation), { layout: input });
      signal.mask();
    }
  }
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
  if (layer.over === 'batch') {
    const { factor, shift } = batchFactors(layer, weight);
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
      graph.node('Mul', [y, column('scale', weight('scale'))]),
      column('offset', weight('offset')),
    ]);
  }
  signal.replace(y);
  if (layer.affine) signal.mask();
}
