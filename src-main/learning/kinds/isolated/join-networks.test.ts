import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { useTensorflow } from '../../../compute/tensorflow.ts';
import { parseNetwork } from '../../../recognizer/network/description.ts';
import { createTrainableNetwork } from '../../../recognizer/network/trainable.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import { joinedDescription, joinNetworks } from './join-networks.ts';

const description = parseNetwork({
  inputs: 3,
  classes: 5,
  layers: [
    { kind: 'convolution', filters: 4, kernel: 5, stride: 2 },
    { kind: 'normalization', over: 'batch' },
    { kind: 'activation', function: 'relu' },
    { kind: 'residual', layers: [{ kind: 'convolution', filters: 4, kernel: 3 }] },
    { kind: 'pooling', size: 2 },
    { kind: 'dropout', rate: 0.5 },
    { kind: 'linear', units: 5 },
  ],
});

test('joined networks say the mean of what they say', async () => {
  await useTensorflow('cpu');
  const random = new RandomGenerator(4);
  const lengths = Int32Array.of(20, 13);
  const inputs = tf.tensor3d(
    Float32Array.from({ length: 2 * 20 * 3 }, (_, at) =>
      at >= (20 + 13) * 3 ? 0 : random.normal(),
    ),
    [2, 20, 3],
  );
  const logitsOf = async (network: ReturnType<typeof createTrainableNetwork>) =>
    network.forward(inputs, lengths, { training: false }).data<'float32'>();
  const members = [];
  const sum = new Float64Array(2 * 5 * 5);
  for (const seed of [1, 2, 3]) {
    const fresh = createTrainableNetwork(description, { seed });
    const weights = await fresh.weights();
    // Moving statistics and biases too must be told apart.
    for (const { values } of weights) {
      for (const at of values.keys()) values[at] = Math.abs(values[at]! + random.normal(0, 0.2));
    }
    const network = createTrainableNetwork(description, { seed, weights });
    (await logitsOf(network)).forEach((value, at) => (sum[at]! += value / 3));
    members.push(weights);
  }
  const { network, weights } = joinNetworks(description, members);
  const joined = await logitsOf(createTrainableNetwork(network, { seed: 0, weights }));
  expect(joined).toHaveLength(sum.length);
  joined.forEach((value, at) => expect(value).toBeCloseTo(sum[at]!, 4));
});

test('what would mix the members is refused', () => {
  const layers = [
    { kind: 'bidirectional-lstm', units: 2 },
    { kind: 'linear', units: 5 },
  ] as const;
  const recurrent = parseNetwork({ inputs: 3, classes: 5, layers: [...layers] });
  expect(() => joinedDescription(recurrent, 2)).toThrow('bidirectional-lstm');
});
