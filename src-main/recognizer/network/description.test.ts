import { describe, expect, test } from 'vitest';
import {
  downSamplingOf,
  leftPadding,
  outputLength,
  parseNetwork,
  type NetworkDescription,
} from './description.ts';
import { initialWeights } from './initialize.ts';
import { parameterCount, parametersFor } from './parameters.ts';
import { networks } from './presets.ts';
import { checkWeights } from './weights.ts';

describe('published networks', () => {
  test('Ott et al. 2022: 402,880 parameters with 60 classes', () => {
    expect(parameterCount(networks.ott({ classes: 60 }))).toBe(402_880);
    expect(downSamplingOf(networks.ott({ classes: 60 }))).toBe(4);
  });

  // Counted with the depthwise kernels folded into one, which is what is run.
  test.each([
    ['REWI-S', networks.rewiSmall, 533_820, 539_196],
    ['REWI-B', networks.rewiBase, 3_894_588, 3_926_844],
  ] as const)('%s', (_, preset, folded, training) => {
    expect(parameterCount(preset({ classes: 60, folded: true }))).toBe(folded);
    expect(parameterCount(preset({ classes: 60 }))).toBe(training);
    expect(downSamplingOf(preset({ classes: 60 }))).toBe(8);
  });
});

test('compact: small, and enough frames for a digit of a quarter of a second', () => {
  const network = networks.compact({ classes: 11 });
  expect(parameterCount(network)).toBe(121_899);
  expect(outputLength(network, 25)).toBe(7);
});

test('frames are rounded up, step by step or at once', () => {
  const network = networks.rewiSmall({ classes: 3 });
  for (let length = 0; length < 70; length++) {
    const stepwise = [2, 2, 2].reduce((frames, stride) => Math.ceil(frames / stride), length);
    expect(outputLength(network, length)).toBe(stepwise);
  }
});

test.each([
  [1, 1, 1, 0],
  [4, 1, 1, 1],
  [5, 1, 1, 2],
  [5, 2, 1, 1],
  [2, 2, 1, 0],
  [2, 3, 1, 0],
  [3, 1, 3, 3],
])('kernel %i, stride %i, dilation %i: %i zeros before', (kernel, stride, dilation, zeros) => {
  expect(leftPadding(kernel, stride, dilation)).toBe(zeros);
});

describe('descriptions that make no network', () => {
  const linear = { kind: 'linear', units: 3 } as const;
  const broken: [string, object][] = [
    ['no layers', { inputs: 1, classes: 3, layers: [] }],
    ['another number of classes', { inputs: 1, classes: 4, layers: [linear] }],
    [
      'no linear layer at the end',
      { inputs: 1, classes: 3, layers: [linear, { kind: 'dropout', rate: 0 }] },
    ],
    [
      'a stack of layers that nobody trains',
      {
        inputs: 1,
        classes: 3,
        layers: [{ kind: 'bidirectional-lstm', units: 4, layers: 65_536 }, linear],
      },
    ],
    ['a layer that is unknown', { inputs: 1, classes: 3, layers: [{ kind: 'attention' }, linear] }],
    ['a misspelt option', { inputs: 1, classes: 3, layers: [{ ...linear, unit: 3 }] }],
    [
      'an even depthwise kernel',
      {
        inputs: 1,
        classes: 3,
        layers: [{ kind: 'separable-convolution', filters: 2, kernels: [2] }, linear],
      },
    ],
    [
      'half a stride',
      {
        inputs: 1,
        classes: 3,
        layers: [{ kind: 'convolution', filters: 2, kernel: 3, stride: 0.5 }, linear],
      },
    ],
  ];
  test.each(broken)('%s', (_, description) => {
    expect(() => parseNetwork(description as NetworkDescription)).toThrow();
  });

  test('a description survives JSON', () => {
    const network = networks.ott({ classes: 5 });
    expect(parseNetwork(JSON.parse(JSON.stringify(network)) as NetworkDescription)).toEqual(
      network,
    );
  });
});

describe('residual blocks', () => {
  const convolution = { kind: 'convolution', filters: 4, kernel: 3 } as const;
  const blockOf = (...layers: object[]) =>
    ({
      inputs: 3,
      classes: 5,
      layers: [
        convolution,
        { kind: 'residual', layers },
        { kind: 'pooling', size: 2 },
        { kind: 'linear', units: 5 },
      ],
    }) as NetworkDescription;

  test('parameters are named by block and layer; time is not shortened', () => {
    const network = parseNetwork(
      blockOf(convolution, { kind: 'normalization', over: 'batch' }, convolution),
    );
    expect(parametersFor(network).map(({ name }) => name)).toEqual([
      '0.convolution.kernel',
      '0.convolution.bias',
      '1.residual.0.convolution.kernel',
      '1.residual.0.convolution.bias',
      '1.residual.1.normalization.scale',
      '1.residual.1.normalization.offset',
      '1.residual.1.normalization.moving-mean',
      '1.residual.1.normalization.moving-variance',
      '1.residual.2.convolution.kernel',
      '1.residual.2.convolution.bias',
      '3.linear.kernel',
      '3.linear.bias',
    ]);
    // 3·3·4 + 4, twice 3·4·4 + 4, 4 + 4, 4·5 + 5
    expect(parameterCount(network)).toBe(40 + 2 * 52 + 8 + 25);
    expect(downSamplingOf(network)).toBe(2);
    checkWeights(parametersFor(network), initialWeights(network, 1));
    expect(parseNetwork(JSON.parse(JSON.stringify(network)) as NetworkDescription)).toEqual(
      network,
    );
  });

  test('what cannot be added is refused, and it is said why', () => {
    expect(() => parseNetwork(blockOf({ ...convolution, filters: 6 }))).toThrow(
      'layer 1 is a residual block that reads 4 channels but whose layers end with 6',
    );
    for (const shortening of [
      { ...convolution, stride: 2 },
      { kind: 'pooling', size: 2 },
    ]) {
      expect(() => parseNetwork(blockOf(shortening))).toThrow('must not down-sample');
    }
    expect(() => parseNetwork(blockOf())).toThrow();
  });
});

describe('initial weights', () => {
  const network = networks.ott({ classes: 5 });

  test('are those of the seed and fit the network', () => {
    const first = initialWeights(network, 1);
    checkWeights(parametersFor(network), first);
    expect(initialWeights(network, 1)).toEqual(first);
    expect(initialWeights(network, 2)[0]!.values).not.toEqual(first[0]!.values);
  });

  test('recurrent kernels are orthogonal, forget gates open', () => {
    const weights = new Map(
      initialWeights(network, 1).map((tensor) => [tensor.name, tensor.values]),
    );
    const kernel = weights.get('8.bidirectional-lstm.0.forward.recurrent-kernel')!;
    const row = (index: number) => kernel.subarray(index * 240 + 60, index * 240 + 120);
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, i) => sum + v * b[i]!, 0);
    expect(dot(row(3), row(3))).toBeCloseTo(1, 5);
    expect(dot(row(3), row(4))).toBeCloseTo(0, 5);
    const bias = weights.get('8.bidirectional-lstm.0.forward.bias')!;
    expect([bias[59], bias[60], bias[119], bias[120]]).toEqual([0, 1, 1, 0]);
  });
});
