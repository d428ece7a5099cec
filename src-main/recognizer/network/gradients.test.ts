import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { findBlas } from '../../compute/blas.ts';
import { multiplyPlain } from '../../compute/matrix.ts';
import { useTensorflow, withoutLeak } from '../../compute/tensorflow.ts';
import { multiplyInWasm } from '../../compute/wasm-matrix.ts';
import type { Layer, NetworkDescription } from './description.ts';
import { around, batchOf, livelyWeights, menagerie } from './network.testing.ts';
import { createHostOperations } from './operations/host/host.ts';
import type { NetworkOperations } from './operations/operations.ts';
import { portableOperations } from './operations/portable.ts';
import { createRandom } from './random.ts';
import { createTrainableNetwork } from './trainable.ts';

const normalization = { kind: 'normalization', affine: true } as const;
const convolution = { kind: 'convolution', filters: 4, kernel: 3, stride: 1, dilation: 1 } as const;
const cases: readonly [string, Layer[]][] = [
  ['linear', []],
  ['convolution', [convolution]],
  ['even kernel', [{ ...convolution, kernel: 4 }]],
  ['stride', [{ ...convolution, kernel: 5, stride: 2 }]],
  ['stride wider than the kernel', [{ ...convolution, kernel: 2, stride: 3 }]],
  ['dilation', [{ ...convolution, dilation: 3 }]],
  ['stride and dilation', [{ ...convolution, kernel: 4, stride: 3, dilation: 2 }]],
  [
    'separable convolution',
    [{ kind: 'separable-convolution', filters: 4, kernels: [1, 3, 5], multiplier: 2 }],
  ],
  ['relu', [{ ...convolution, activation: 'relu' }]],
  ['gelu', [{ ...convolution, activation: 'gelu' }]],
  ['tanh', [{ kind: 'activation', function: 'tanh' }]],
  ['maximum', [{ kind: 'pooling', size: 3, mode: 'maximum' }]],
  ['average', [{ kind: 'pooling', size: 3, mode: 'average' }]],
  ['instance normalisation', [{ ...normalization, over: 'instance' }]],
  ['layer normalisation', [{ ...normalization, over: 'layer' }]],
  ['batch normalisation', [{ ...normalization, over: 'batch' }]],
  ['plain normalisation', [{ ...normalization, over: 'instance', affine: false }]],
  ['dropout', [{ kind: 'dropout', rate: 0.4 }]],
  [
    'residual block',
    [
      convolution,
      {
        kind: 'residual',
        layers: [
          { ...convolution, activation: 'gelu' },
          { ...normalization, over: 'batch' },
          { kind: 'dropout', rate: 0.3 },
        ],
      },
      {
        kind: 'residual',
        layers: [{ kind: 'bidirectional-lstm', units: 2, layers: 1, dropout: 0 }],
      },
    ],
  ],
  ['residual block first', [{ kind: 'residual', layers: [{ ...convolution, filters: 3 }] }]],
  ['LSTM', [{ kind: 'bidirectional-lstm', units: 3, layers: 2, dropout: 0.3 }]],
];

const lengths = [7, 1, 11];
const time = 12;

interface Result {
  readonly logits: Float32Array;
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

const inputName = 'input';

/** Logits, and gradients of Σ logits·dy with regard to every trainable weight and the input. */
function run(
  description: NetworkDescription,
  operations: NetworkOperations,
  change?: { name: string; index: number; by: number },
): Result {
  const weights = livelyWeights(description).map((tensor) => ({
    ...tensor,
    values: tensor.values.slice(),
  }));
  const batch = batchOf(lengths, time, description.inputs);
  if (change?.name === inputName) batch.values[change.index]! += change.by;
  else if (change !== undefined) {
    weights.find(({ name }) => name === change.name)!.values[change.index]! += change.by;
  }
  const network = createTrainableNetwork(description, { seed: 0, weights, operations });
  const frames = network.outputLength(time);
  const shape: [number, number, number] = [lengths.length, time, description.inputs];
  const x = tf.tidy(() => tf.variable(tf.tensor3d(batch.values, shape)));
  const dy = tf.tensor3d(outputGradient(lengths.length * frames * description.classes), [
    lengths.length,
    frames,
    description.classes,
  ]);
  let logits = new Float32Array();
  const { value, grads } = tf.variableGrads(() => {
    const y = network.forward(x as tf.Tensor as Tensor3D, batch.lengths, {
      training: true,
      seed: 4,
    });
    logits = Float32Array.from(y.dataSync());
    return tf.sum(tf.mul(y, dy));
  }, [x, ...network.trainableVariables]);
  // What lies beyond the true lengths is no input; implementations differ in its gradient.
  const inside = tf.tidy(() =>
    tf.mul(grads[x.name]!, tf.cast(tf.notEqual(x, 0), 'float32')).dataSync<'float32'>(),
  );
  const gradients = new Map([[inputName, Float32Array.from(inside)]]);
  for (const [name, variable] of network.variables) {
    if (!variable.trainable) continue;
    gradients.set(name, Float32Array.from(grads[variable.name]!.dataSync()));
  }
  tf.dispose([value, grads, x, dy]);
  network.dispose();
  return { logits, gradients };
}

function outputGradient(count: number): Float32Array {
  const random = createRandom(11);
  return Float32Array.from({ length: count }, () => 2 * random() - 1);
}

function lossOf({ logits }: Result): number {
  const dy = outputGradient(logits.length);
  return logits.reduce((sum, value, i) => sum + value * dy[i]!, 0);
}

/** Some places of a tensor: all of a small one. Of the input only what lies inside the lengths. */
function places(name: string, count: number, inputs: number): number[] {
  const inside = Array.from({ length: count }, (_, i) => i).filter((index) => {
    if (name !== inputName) return true;
    const row = Math.floor(index / inputs);
    return row % time < lengths[Math.floor(row / time)]!;
  });
  const stride = Math.max(1, Math.floor(inside.length / 7));
  return inside.filter((_, i) => i % stride === 0);
}

function checkByDifferences(description: NetworkDescription, operations: NetworkOperations): void {
  const step = 4e-3;
  for (const [name, gradient] of run(description, operations).gradients) {
    for (const index of places(name, gradient.length, description.inputs)) {
      const above = lossOf(run(description, operations, { name, index, by: step }));
      const below = lossOf(run(description, operations, { name, index, by: -step }));
      const expected = (above - below) / (2 * step);
      const error = Math.abs(gradient[index]! - expected);
      expect(error, `${name}[${index}]: ${gradient[index]!} against ${expected}`).toBeLessThan(
        3e-3 * (1 + Math.abs(expected)),
      );
    }
  }
}

function expectSame(actual: Result, expected: Result): void {
  const close = (a: Float32Array, b: Float32Array, name: string) => {
    expect(a.length).toBe(b.length);
    const scale = 1 + Math.max(...b.map(Math.abs));
    a.forEach((value, i) =>
      expect(Math.abs(value - b[i]!) / scale, `${name}[${i}]`).toBeLessThan(2e-5),
    );
  };
  close(actual.logits, expected.logits, 'logits');
  expect([...actual.gradients.keys()]).toEqual([...expected.gradients.keys()]);
  for (const [name, gradient] of actual.gradients) {
    close(gradient, expected.gradients.get(name)!, name);
  }
}

describe('finite differences', () => {
  beforeAll(() => useTensorflow('cpu'));

  test.each(cases)('%s, over typed arrays', async (_, layers) => {
    await withoutLeak(() =>
      checkByDifferences(around(...layers), createHostOperations(multiplyPlain)),
    );
  });

  test('every layer at once', () => {
    checkByDifferences(menagerie, createHostOperations(multiplyPlain));
  }, 60_000);
});

describe.each(['cpu', 'wasm'] as const)('every implementation gives the same on %s', (backend) => {
  beforeAll(() => useTensorflow(backend));

  test.each([...cases, ['every layer', undefined] as const])('%s', async (_, layers) => {
    await withoutLeak(() => {
      const description = layers === undefined ? menagerie : around(...layers);
      const expected = run(description, createHostOperations(multiplyPlain));
      expectSame(run(description, portableOperations), expected);
      const { blas } = findBlas();
      if (blas !== undefined) {
        expectSame(run(description, createHostOperations(blas.multiply)), expected);
      }
      expectSame(run(description, createHostOperations(multiplyInWasm)), expected);
    });
  });
});
