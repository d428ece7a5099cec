import { afterEach, expect, test } from 'vitest';
import { useTensorflow } from '../../../compute/tensorflow.ts';
import { parseNetwork } from '../../../recognizer/network/description.ts';
import { createTrainableNetwork } from '../../../recognizer/network/trainable.ts';
import { stepGradients } from '../../gradients/training-step.ts';
import { GradientPool } from './gradient-pool.ts';
import { noiseBatch } from './made-up-batches.testing.ts';

const description = parseNetwork({
  inputs: 2,
  classes: 3,
  layers: [
    { kind: 'convolution', filters: 4, kernel: 3, stride: 4 },
    { kind: 'normalization', over: 'batch' },
    { kind: 'bidirectional-lstm', units: 3 },
    { kind: 'dropout', rate: 0.2 },
    { kind: 'linear', units: 3 },
  ],
});
const batchesModule = new URL('./made-up-batches.testing.ts', import.meta.url).href;
let pool: GradientPool | undefined;
afterEach(() => pool?.close());

test('the gradients are the mean of those that each part gives on its own', async () => {
  const tensorflow = await useTensorflow();
  const network = createTrainableNetwork(description, { seed: 1 });
  const before = await network.weights();
  const weights = new Map(before.map(({ name, values }) => [name, values] as const));
  pool = await GradientPool.start(network, { workers: 2, batchesModule, source: {} });
  const request = { step: 5, frameWeight: 0, seeds: [7, 8] };
  const pooled = await pool.step(weights, request);

  const alone = [];
  const statistics = [];
  for (const worker of [0, 1]) {
    network.load(before);
    const batch = noiseBatch(5, worker);
    alone.push(
      await stepGradients(tensorflow, network, batch, { seed: 7 + worker, frameWeight: 0 }),
    );
    statistics.push(new Map((await network.weights()).map((one) => [one.name, one.values])));
  }
  expect([...pooled.gradients.keys()].sort()).toEqual([...alone[0]!.gradients.keys()].sort());
  const mean = (parts: readonly (ReadonlyMap<string, Float32Array> | undefined)[], name: string) =>
    parts[0]!.get(name)!.map((value, index) => (value + parts[1]!.get(name)![index]!) / 2);
  for (const [name, values] of pooled.gradients) {
    const expected = mean(
      alone.map(({ gradients }) => gradients),
      name,
    );
    values.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 6));
  }
  expect(pooled.statistics.size).toBe(2);
  for (const [name, values] of pooled.statistics) {
    const expected = mean(statistics, name);
    values.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 6));
  }
  expect(pooled.reports.map(({ ctc }) => ctc)).toEqual(alone.map(({ loss }) => loss.ctc));
  // And the same again: nothing of a step stays behind.
  expect((await pool.step(weights, request)).gradients).toEqual(pooled.gradients);
}, 60_000);

test('a worker that cannot start says why', async () => {
  const network = createTrainableNetwork(description, { seed: 1 });
  await expect(
    GradientPool.start(network, { workers: 2, batchesModule, source: { fails: 1 } }),
  ).rejects.toMatchObject({ code: 'training-data', remedy: 'Give something.' });
}, 60_000);
