import { layerWidths, type Layer, type NetworkDescription } from './description.ts';
import { elementCount } from './weights.ts';

export type Initializer = 'he' | 'glorot' | 'orthogonal' | 'zeros' | 'ones' | 'forget-gate';

export interface ParameterDescription {
  /**
   * For example `0.convolution.kernel`: index of the layer, its kind, what it is. Inside a block:
   * `3.residual.0.convolution.kernel`.
   */
  readonly name: string;
  readonly shape: readonly number[];
  readonly initializer: Initializer;
  /** False for moving statistics, which training updates but does not learn. */
  readonly trainable: boolean;
}

export type LstmDirection = 'forward' | 'backward';

/** @param block prefix of the block that the layer stands in; default none */
export function layerPrefix(layer: Layer, index: number, block?: string): string {
  return `${block === undefined ? '' : `${block}.`}${index}.${layer.kind}`;
}

function parametersOf(layer: Layer, prefix: string, inputs: number): ParameterDescription[] {
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
    case 'residual':
      return parametersOfLayers(layer.layers, inputs, prefix);
    case 'pooling':
    case 'activation':
    case 'dropout':
      return [];
  }
}

function parametersOfLayers(
  layers: readonly Layer[],
  inputs: number,
  block?: string,
): ParameterDescription[] {
  const widths = layerWidths(layers, inputs);
  return layers.flatMap((layer, index) =>
    parametersOf(layer, layerPrefix(layer, index, block), widths[index]!.inputs),
  );
}

/** Every tensor of the network in the order in which a weights file holds them. */
export function parametersFor({ layers, inputs }: NetworkDescription): ParameterDescription[] {
  return parametersOfLayers(layers, inputs);
}

/** Number of values that training learns; moving statistics are not counted. */
export function parameterCount(description: NetworkDescription): number {
  return parametersFor(description)
    .filter(({ trainable }) => trainable)
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
}
