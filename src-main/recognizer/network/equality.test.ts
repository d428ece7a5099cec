import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { openOnnxSession } from '../../compute/onnx-runtime.ts';
import { useTensorflow, withoutLeak } from '../../compute/tensorflow.ts';
import { outputLength, type NetworkDescription } from './description.ts';
import { batchOf, livelyWeights, menagerie, paddedSample, type Batch } from './network.testing.ts';
import { writeOnnx } from './onnx.ts';
import { networks } from './presets.ts';
import { createTrainableNetwork } from './trainable.ts';
import type { NamedTensors } from './weights.ts';

const samples: readonly [string, NetworkDescription][] = [
  ['every layer', menagerie],
  ['compact', networks.compact({ classes: 11 })],
  ['ott', networks.ott({ classes: 60 })],
  ['rewiSmall', networks.rewiSmall({ classes: 60 })],
  ['rewiBase', networks.rewiBase({ classes: 12 })],
];

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

  test.each(['wasm', 'cpu'] as const)(
    'TensorFlow.js on %s equals ONNX Runtime',
    async (backend) => {
      await useTensorflow(backend);
      await agrees((batch) => tensorflowRun(description, weights, batch), reference);
    },
  );
});
