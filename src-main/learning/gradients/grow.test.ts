import { expect, test } from 'vitest';
import { useTensorflow } from '../../compute/tensorflow.ts';
import { parseNetwork, type NetworkDescription } from '../../recognizer/network/description.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { grownWeights } from './grow.ts';

const convolution = { kind: 'convolution', filters: 6, kernel: 3 } as const;
type Layer = Parameters<typeof parseNetwork>[0]['layers'][number];
const block: Layer = {
  kind: 'residual',
  layers: [convolution, { kind: 'activation', function: 'relu' }, convolution],
};
const recurrent: Layer = {
  kind: 'residual',
  layers: [
    { kind: 'bidirectional-lstm', units: 4 },
    { kind: 'linear', units: 6 },
    { kind: 'dropout', rate: 0.1 },
  ],
};
const down = { kind: 'convolution', filters: 6, kernel: 5, stride: 2 } as const;
const normalization = { kind: 'normalization', over: 'batch' } as const;
const last = { kind: 'linear', units: 5 } as const;

const network = (...layers: Layer[]): NetworkDescription =>
  parseNetwork({ inputs: 3, classes: 5, layers });
const small = network(down, normalization, last);

async function read(description: NetworkDescription, weights: NamedTensors): Promise<Float32Array> {
  const tensorflow = await useTensorflow('cpu');
  const built = createTrainableNetwork(description, { seed: 1, weights });
  const logits = tensorflow.tidy(() => {
    const values = Float32Array.from({ length: 2 * 12 * 3 }, (_, i) => Math.sin(i * i));
    const lengths = Int32Array.from([12, 9]);
    values.fill(0, (12 + 9) * 3);
    return built.forward(tensorflow.tensor3d(values, [2, 12, 3]), lengths, { training: false });
  });
  const values = await logits.data<'float32'>();
  logits.dispose();
  built.dispose();
  return values;
}

test('a grown network reads as the one it grew from, and its new layers can learn', async () => {
  const weights = initialWeights(small, 3);
  const large = network(down, block, normalization, block, recurrent, last);
  const grown = grownWeights(large, small, weights, 4)!;
  expect(await read(large, grown)).toEqual(await read(small, weights));
  const values = (name: string) => grown.find((tensor) => tensor.name === name)!.values;
  // Only the end of a block is silent: were all of it zero, its gradients would be too.
  expect(values('3.residual.0.convolution.kernel').some((value) => value !== 0)).toBe(true);
  expect(values('3.residual.2.convolution.kernel').every((value) => value === 0)).toBe(true);
  expect(values('4.residual.1.linear.kernel').every((value) => value === 0)).toBe(true);
});

test('the same network takes the weights as they are', () => {
  const weights = initialWeights(small, 3);
  expect(grownWeights(small, small, weights, 4)).toEqual(weights);
});

test('whatever is no network with more blocks is refused', () => {
  const weights = initialWeights(small, 3);
  const refused = [
    network(down, last),
    network(down, normalization, normalization, last),
    network(convolution, normalization, last),
    network(down, normalization, { kind: 'residual', layers: [normalization] }, last),
    parseNetwork({ ...small, inputs: 4 }),
  ];
  for (const other of refused) expect(grownWeights(other, small, weights, 4)).toBeUndefined();
});
