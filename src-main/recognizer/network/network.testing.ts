import { parseNetwork, type Layer, type NetworkDescription } from './description.ts';
import { initialWeights } from './initialize.ts';
import { createRandom } from './random.ts';
import type { NamedTensors } from './weights.ts';

/** Every kind of layer with every option, as small as it goes. */
export const menagerie = parseNetwork({
  inputs: 3,
  classes: 5,
  layers: [
    { kind: 'convolution', filters: 6, kernel: 5, stride: 2, activation: 'gelu' },
    { kind: 'normalization', over: 'instance' },
    { kind: 'convolution', filters: 6, kernel: 3, dilation: 3, activation: 'tanh' },
    { kind: 'normalization', over: 'layer' },
    { kind: 'pooling', size: 3, mode: 'maximum' },
    {
      kind: 'separable-convolution',
      filters: 7,
      kernels: [1, 5, 3],
      multiplier: 2,
      activation: 'relu',
    },
    {
      kind: 'residual',
      layers: [
        { kind: 'bidirectional-lstm', units: 3 },
        { kind: 'separable-convolution', filters: 7, kernels: [3], activation: 'gelu' },
        { kind: 'normalization', over: 'batch' },
        { kind: 'dropout', rate: 0.2 },
      ],
    },
    { kind: 'normalization', over: 'batch' },
    { kind: 'pooling', size: 2, mode: 'average' },
    { kind: 'dropout', rate: 0.3 },
    { kind: 'bidirectional-lstm', units: 4, layers: 2, dropout: 0.2 },
    { kind: 'convolution', filters: 4, kernel: 4 },
    { kind: 'linear', units: 6, activation: 'tanh' },
    { kind: 'linear', units: 5 },
  ],
});

/** Layers under test between an input of three channels and two classes. */
export function around(...layers: Layer[]): NetworkDescription {
  return parseNetwork({
    inputs: 3,
    classes: 2,
    layers: [...layers, { kind: 'linear', units: 2 }],
  });
}

/** Fresh weights with everything that starts at zero or one moved away from it. */
export function livelyWeights(description: NetworkDescription): NamedTensors {
  const random = createRandom(7);
  return initialWeights(description, 3).map((tensor) => ({
    ...tensor,
    values: /bias|offset|moving|scale/u.test(tensor.name)
      ? tensor.values.map((value) => value + 0.4 * random())
      : tensor.values,
  }));
}

/** `length` × inputs random values in −1 … 1, zero from there to `time`. */
export function paddedSample(
  length: number,
  time: number,
  inputs: number,
  seed: number,
): Float32Array {
  const random = createRandom(seed);
  const values = new Float32Array(time * inputs);
  for (let i = 0; i < length * inputs; i++) values[i] = 2 * random() - 1;
  return values;
}

export interface Batch {
  readonly values: Float32Array;
  readonly lengths: Int32Array;
  readonly time: number;
}

export function batchOf(lengths: readonly number[], time: number, inputs: number): Batch {
  const values = lengths.flatMap((length, i) => [...paddedSample(length, time, inputs, 100 + i)]);
  return { values: Float32Array.from(values), lengths: Int32Array.from(lengths), time };
}
