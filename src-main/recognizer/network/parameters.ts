import type { Layer, NetworkDescription } from './description.ts';
import { elementCount } from './weights.ts';

export type Initializer = 'he' | 'glorot' | 'orthogonal' | 'zeros' | 'ones' | 'forget-gate';

export interface ParameterDescription {
  /** For example `0.convolution.kernel`: index of the layer, its kind, what it is. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  /** False for moving statistics, which training updates but does not learn. */
  readonly trainable: boolean;
}

export type LstmDirection = 'forward' | 'backward';

export function layerPrefix(layer: Layer, index: number): string {
  return `${index}.${layer.kind}`;
}

function parametersOf(layer: Layer, index: number, inputs: number): ParameterDescription[] {
  const prefix = layerPrefix(layer, index);
  const parameter = (
    name: string,
    shape: readonly number[],
    initializer: Initializer,
    trainable = true,
  ): ParameterDescription => ({ name: `${prefix}.${name}`, shape, initializer, trainable });
  switch (layer.kind) {
    case 'convolution':
      return [
        parameter('kernel', [layer.kernel, inputs, layer.filters], 'he'),
        parameter('bias', [layer.filters], 'zeros'),
      ];
    case 'separable-convolution': {
      const width = inputs * layer.multiplier;
      return [
        ...layer.kernels.flatMap((size, branch) => [
          parameter(`depthwise.${branch}.kernel`, [size, inputs, layer.multiplier], 'he'),
          parameter(`depthwise.${branch}.bias`, [width], 'zeros'),
        ]),
        parameter('pointwise.kernel', [1, width, layer.filters], 'he'),
        parameter('pointwise.bias', [layer.filters], 'zeros'),
      ];
    }
    case 'normalization':
      return [
        ...(layer.affine
          ? [parameter('scale', [inputs], 'ones'), parameter('offset', [inputs], 'zeros')]
          : []),
        ...(layer.over === 'batch'
          ? [
              parameter('moving-mean', [inputs], 'zeros', false),
              parameter('moving-variance', [inputs], 'ones', false),
            ]
          : []),
      ];
    case 'bidirectional-lstm': {
      const { units } = layer;
      return Array.from({ length: layer.layers }, (_, depth) => depth).flatMap((depth) =>
        (['forward', 'backward'] as const).flatMap((direction) => {
          const width = depth === 0 ? inputs : 2 * units;
          const name = (suffix: string) => `${depth}.${direction}.${suffix}`;
          return [
            parameter(name('kernel'), [width, 4 * units], 'glorot'),
            parameter(name('recurrent-kernel'), [units, 4 * units], 'orthogonal'),
            // Two biases, as cuDNN, PyTorch and ONNX have them.
            parameter(name('bias'), [4 * units], 'forget-gate'),
            parameter(name('recurrent-bias'), [4 * units], 'zeros'),
          ];
        }),
      );
    }
    case 'linear':
      return [
        parameter('kernel', [1, inputs, layer.units], 'glorot'),
        parameter('bias', [layer.units], 'zeros'),
      ];
    case 'pooling':
    case 'activation':
    case 'dropout':
      return [];
  }
}

/** Width of what leaves a layer. */
function outputWidth(layer: Layer, inputs: number): number {
  switch (layer.kind) {
    case 'convolution':
    case 'separable-convolution':
      return layer.filters;
    case 'bidirectional-lstm':
      return 2 * layer.units;
    case 'linear':
      return layer.units;
    default:
      return inputs;
  }
}

export interface LayerWidths {
  readonly inputs: number;
  readonly outputs: number;
}

/** Widths before and after every layer. */
export function layerWidths(description: NetworkDescription): LayerWidths[] {
  let inputs = description.inputs;
  return description.layers.map((layer) => {
    const widths = { inputs, outputs: outputWidth(layer, inputs) };
    inputs = widths.outputs;
    return widths;
  });
}

/** Every tensor of the network in the order in which a weights file holds them. */
export function parametersFor(description: NetworkDescription): ParameterDescription[] {
  const widths = layerWidths(description);
  return description.layers.flatMap((layer, index) =>
    parametersOf(layer, index, widths[index]!.inputs),
  );
}

/** Number of values that training learns; moving statistics are not counted. */
export function parameterCount(description: NetworkDescription): number {
  return parametersFor(description)
    .filter(({ trainable }) => trainable)
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
}
