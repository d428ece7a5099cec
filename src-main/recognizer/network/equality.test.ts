import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { openOnnxSession } from '../../compute/onnx-runtime.ts';
import { useTensorflow, withoutLeak } from '../../compute/tensorflow.ts';
import { outputLength, type NetworkDescription } from './description.ts';
import {
  around,
  batchOf,
  livelyWeights,
  menagerie,
  paddedSample,
  type Batch,
} from './network.testing.ts';
import { writeOnnx } from './onnx/write-onnx.ts';
import type { NetworkOperations } from './operations/operations.ts';
import { portableOperations } from './operations/portable.ts';
import { networks } from './presets.ts';
import { createTrainableNetwork } from './trainable.ts';
import type { NamedTensors } from './weights.ts';

const samples: readonly [string, NetworkDescription][] = [
  ['every layer', menagerie],
  [
    'residual blocks in every layout',
    around(
      { kind: 'residual', layers: [{ kind: 'linear', units: 3, activation: 'tanh' }] },
      {
        kind: 'residual',
        layers: [
          { kind: 'convolution', filters: 6, kernel: 3, stride: 1, dilation: 2 },
          { kind: 'bidirectional-lstm', units: 4, layers: 1, dropout: 0 },
          { kind: 'convolution', filters: 3, kernel: 4, stride: 1, dilation: 1 },
        ],
      },
      { kind: 'convolution', filters: 6, kernel: 3, stride: 2, dilation: 1 },
      {
        kind: 'residual',
        layers: [{ kind: 'bidirectional-lstm', units: 3, layers: 2, dropout: 0 }],
      },
    ),
  ],
  ['compact', networks.compact({ classes: 11 })],
  ['ott', networks.ott({ classes: 60 })],
  ['rewiSmall', networks.rewiSmall({ classes: 60 })],
  ['rewiBase', networks.rewiBase({ classes: 12 })],
];

type Run = (batch: Batch) => Promise<Float32Array>;

function expectClose(actual: Float32Array, expected: Float32Array, tolerance = 1e-4): void {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  actual.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - expected[i]!))));
  expect(worst).toBeLessThan(tolerance);
}

async function tensorflowRun(
  description: NetworkDescription,
  weights: NamedTensors,
  batch: Batch,
  operations?: NetworkOperations,
): Promise<Float32Array> {
  return withoutLeak(async () => {
    const network = createTrainableNetwork(description, {
      seed: 0,
      weights,
      ...(operations && { operations }),
    });
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
      const single = paddedSample(length, length, description.inputs, 100 + i);
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

  test.each([
    ['', {}, 1e-4],
    [', as an image of one row', { rows: true }, 1e-4],
    [', with LSTM weights of 8 bits nearly', { rows: true, weightType: 'int8' }, 0.06],
  ] as const)(
    'ONNX Runtime: without lengths and masks a window reads the same%s',
    async (_, options, tolerance) => {
      const bytes = writeOnnx(description, weights, { whole: true, ...options });
      const session = await openOnnxSession(bytes);
      for (const [i, length] of lengths.entries()) {
        const values = paddedSample(length, length, description.inputs, 100 + i);
        const { logits } = await session.run({
          samples: { shape: [1, length, description.inputs], values },
        });
        const start = i * frames * classes;
        const end = start + outputLength(description, length) * classes;
        expectClose(logits!.values, reference.slice(start, end), tolerance);
      }
      await session.dispose();
    },
  );

  test('ONNX Runtime: as images of one row a padded batch reads the same', async () => {
    const session = await openOnnxSession(writeOnnx(description, weights, { rows: true }));
    const { values } = batchOf(lengths, time, description.inputs);
    const { logits } = await session.run({
      samples: { shape: [lengths.length, time, description.inputs], values },
      lengths: { shape: [lengths.length], values: Int32Array.from(lengths) },
    });
    expectClose(logits!.values, reference);
    await session.dispose();
  });

  test.each(['wasm', 'cpu'] as const)(
    'TensorFlow.js on %s equals ONNX Runtime',
    async (backend) => {
      await useTensorflow(backend);
      await agrees((batch) => tensorflowRun(description, weights, batch), reference);
    },
  );

  test('the portable operations equal ONNX Runtime', async () => {
    await useTensorflow('wasm');
    await agrees(
      (batch) => tensorflowRun(description, weights, batch, portableOperations),
      reference,
    );
  });
});

test('whatever the lengths, a padded batch reads as its samples alone', async () => {
  const weights = livelyWeights(menagerie);
  const session = await openOnnxSession(writeOnnx(menagerie, weights));
  await useTensorflow('cpu');
  const run = async (batch: Batch) => {
    const { logits } = await session.run({
      samples: {
        shape: [batch.lengths.length, batch.time, menagerie.inputs],
        values: batch.values,
      },
      lengths: { shape: [batch.lengths.length], values: batch.lengths },
    });
    expectClose(await tensorflowRun(menagerie, weights, batch), logits!.values);
    return logits!.values;
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 0, max: 30 }),
      async (lengths, more) => {
        const time = Math.max(...lengths) + more;
        const batch = batchOf(lengths, time, menagerie.inputs);
        const together = await run(batch);
        const frames = outputLength(menagerie, time) * menagerie.classes;
        for (const [i, length] of lengths.entries()) {
          const start = i * time * menagerie.inputs;
          const values = batch.values.slice(start, start + length * menagerie.inputs);
          const alone = await run({ values, lengths: Int32Array.of(length), time: length });
          expectClose(together.slice(i * frames, i * frames + alone.length), alone);
        }
      },
    ),
    { numRuns: 20, seed: 5 },
  );
  await session.dispose();
});
