import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openOnnxSession } from '../../compute/onnx-runtime.ts';
import { useTensorflow, withoutLeak } from '../../compute/tensorflow.ts';
import { outputLength, parseNetwork, type NetworkDescription } from './description.ts';
import { initialWeights } from './initialize.ts';
import { writeOnnx } from './onnx.ts';
import { networks } from './presets.ts';
import { createRandom } from './random.ts';
import { createTrainableNetwork } from './trainable.ts';
import type { NamedTensors } from './weights.ts';

/** Every kind of layer with every option, as small as it goes. */
const menagerie = parseNetwork({
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
    { kind: 'normalization', over: 'batch' },
    { kind: 'pooling', size: 2, mode: 'average' },
    { kind: 'dropout', rate: 0.3 },
    { kind: 'bidirectional-lstm', units: 4, layers: 2, dropout: 0.2 },
    { kind: 'convolution', filters: 4, kernel: 4 },
    { kind: 'linear', units: 6, activation: 'tanh' },
    { kind: 'linear', units: 5 },
  ],
});

const samples: readonly [string, NetworkDescription][] = [
  ['every layer', menagerie],
  ['compact', networks.compact({ classes: 11 })],
  ['ott', networks.ott({ classes: 60 })],
  ['rewiSmall', networks.rewiSmall({ classes: 60 })],
  ['rewiBase', networks.rewiBase({ classes: 12 })],
];

/** Fresh weights with everything that starts at zero or one moved away from it. */
function livelyWeights(description: NetworkDescription): NamedTensors {
  const random = createRandom(7);
  return initialWeights(description, 3).map((tensor) => ({
    ...tensor,
    values: /bias|offset|moving|scale/u.test(tensor.name)
      ? tensor.values.map((value) => value + 0.4 * random())
      : tensor.values,
  }));
}

function padded(length: number, time: number, inputs: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const values = new Float32Array(time * inputs);
  for (let i = 0; i < length * inputs; i++) values[i] = 2 * random() - 1;
  return values;
}

function join(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

interface Batch {
  readonly values: Float32Array;
  readonly lengths: Int32Array;
  readonly time: number;
}

function batchOf(lengths: readonly number[], time: number, inputs: number): Batch {
  const values = join(lengths.map((length, i) => padded(length, time, inputs, 100 + i)));
  return { values, lengths: Int32Array.from(lengths), time };
}

type Run = (batch: Batch) => Promise<Float32Array>;

function expectClose(actual: Float32Array, expected: Float32Array): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  actual.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - expected[i]!))));
  expect(worst).toBeLessThan(1e-4);
}

async function tensorflowRun(
  description: NetworkDescription,
  weights: NamedTensors,
  batch: Batch,
): Promise<Float32Array> {
  return withoutLeak(async () => {
    const network = createTrainableNetwork(description, { seed: 0, weights });
    const shape: [number, number, number] = [batch.lengths.length, batch.time, description.inputs];
    const logits = tf.tidy(() =>
      network.forward(tf.tensor3d(batch.values, shape), batch.lengths, { training: false }),
    );
    const values = (await logits.data()) as Float32Array;
    logits.dispose();
    network.dispose();
    return Float32Array.from(values);
  });
}

describe.each(samples)('%s', (name, description) => {
  const weights = livelyWeights(description);
  const lengths = name === 'rewiBase' ? [33, 16] : [61, 1, 40, 17];
  const time = Math.max(...lengths) + 3;
  const classes = description.classes;
  const frames = outputLength(description, time);

  async function agrees(run: Run, expected: Float32Array): Promise<void> {
    expectClose(await run(batchOf(lengths, time, description.inputs)), expected);
    for (const [i, length] of lengths.entries()) {
      const single = padded(length, length, description.inputs, 100 + i);
      const actual = await run({ values: single, lengths: Int32Array.of(length), time: length });
      const start = i * frames * classes;
      const part = expected.subarray(start, start + outputLength(description, length) * classes);
      expectClose(actual, Float32Array.from(part));
      expect(
        expected.subarray(start + part.length, start + frames * classes).every((v) => v === 0),
      ).toBe(true);
    }
  }

  let reference: Float32Array;
  beforeAll(async () => {
    const session = await openOnnxSession(writeOnnx(description, weights));
    const batch = batchOf(lengths, time, description.inputs);
    const { logits } = await session.run({
      samples: { shape: [lengths.length, time, description.inputs], values: batch.values },
      lengths: { shape: [lengths.length], values: batch.lengths },
    });
    expect(logits!.shape).toEqual([lengths.length, frames, classes]);
    expect(logits!.values.some((value) => Math.abs(value) > 0.05)).toBe(true);
    reference = logits!.values;
    await session.dispose();
  });

  test('ONNX Runtime: single equals batched', async () => {
    const session = await openOnnxSession(writeOnnx(description, weights));
    await agrees(async (batch) => {
      const { logits } = await session.run({
        samples: {
          shape: [batch.lengths.length, batch.time, description.inputs],
          values: batch.values,
        },
        lengths: { shape: [batch.lengths.length], values: batch.lengths },
      });
      return logits!.values;
    }, reference);
    await session.dispose();
  });

  test.each(['wasm', 'cpu'] as const)(
    'TensorFlow.js on %s equals ONNX Runtime',
    async (backend) => {
      await useTensorflow(backend);
      await agrees((batch) => tensorflowRun(description, weights, batch), reference);
    },
  );
});
