import { beforeAll, expect, test } from 'vitest';
import { useTensorflow, type Tensorflow } from '../../compute/tensorflow.ts';
import { parseNetwork } from '../../recognizer/network/description.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import { AffineInput } from './affine-input.ts';

let tensorflow: Tensorflow;
beforeAll(async () => {
  tensorflow = await useTensorflow();
});

const description = parseNetwork({
  inputs: 2,
  classes: 2,
  layers: [
    { kind: 'convolution', filters: 3, kernel: 1 },
    { kind: 'linear', units: 2 },
  ],
});

test('one step of Adam turns A and o against the signs of their gradients, folded into the layer', () => {
  const network = createTrainableNetwork(description, { seed: 3 });
  const kernel = network.variables.get('0.convolution.kernel')!.dataSync<'float32'>().slice();
  const bias = network.variables.get('0.convolution.bias')!.dataSync<'float32'>().slice();
  const affine = new AffineInput(network);
  const slopeOfKernel = Float32Array.of(1, -2, 0.5, 0.3, 1, -1);
  const slopeOfBias = Float32Array.of(0.2, -0.7, 1);
  affine.update(
    new Map([
      ['0.convolution.kernel', slopeOfKernel],
      ['0.convolution.bias', slopeOfBias],
    ]),
    0.01,
  );
  // With one tap: dA[r][g] = Σ_f dK[r][f] K[g][f], do[c] = Σ_f db[f] K[c][f]; Adam's first step is
  // the learning rate against the sign.
  const sign = (slopes: Float32Array, row: number, given: number) =>
    Math.sign([0, 1, 2].reduce((sum, f) => sum + slopes[3 * row + f]! * kernel[3 * given + f]!, 0));
  const a = [0, 1].map((row) =>
    [0, 1].map((given) => (row === given ? 1 : 0) - 0.01 * sign(slopeOfKernel, row, given)),
  );
  const o = [0, 1].map((channel) => -0.01 * sign(slopeOfBias, 0, channel));
  const folded = network.variables.get('0.convolution.kernel')!.dataSync<'float32'>();
  const moved = network.variables.get('0.convolution.bias')!.dataSync<'float32'>();
  for (const f of [0, 1, 2]) {
    for (const row of [0, 1]) {
      const expected = a[row]![0]! * kernel[f]! + a[row]![1]! * kernel[3 + f]!;
      expect(folded[3 * row + f]).toBeCloseTo(expected, 5);
    }
    expect(moved[f]).toBeCloseTo(bias[f]! + o[0]! * kernel[f]! + o[1]! * kernel[3 + f]!, 5);
  }
  network.dispose();
});

test('reads as if the input had been mapped', () => {
  const network = createTrainableNetwork(description, { seed: 3 });
  const plain = createTrainableNetwork(description, { seed: 3 });
  const affine = new AffineInput(network);
  const slopes = new Map([
    ['0.convolution.kernel', Float32Array.of(1, -2, 0.5, 0.3, 1, -1)],
    ['0.convolution.bias', Float32Array.of(0, 0, 0)],
  ]);
  for (let step = 0; step < 5; step += 1) affine.update(slopes, 0.05);
  const read = (of: typeof network, x: number, y: number) =>
    tensorflow.tidy(() =>
      Array.from(
        of
          .forward(tensorflow.tensor3d([x, y], [1, 1, 2]), Int32Array.of(1), { training: false })
          .dataSync(),
      ),
    );
  // The map is linear: what it makes of the two unit inputs makes what it makes of any.
  const [zero, first, second, both] = [
    read(network, 0, 0),
    read(network, 1, 0),
    read(network, 0, 1),
    read(network, 2, -3),
  ];
  both.forEach((value, index) => {
    const expected =
      zero[index]! + 2 * (first[index]! - zero[index]!) - 3 * (second[index]! - zero[index]!);
    expect(value).toBeCloseTo(expected, 4);
  });
  expect(read(network, 1, 0)).not.toEqual(read(plain, 1, 0));
  network.dispose();
  plain.dispose();
});

test('a network that does not begin with a convolution has none', () => {
  const other = createTrainableNetwork(
    parseNetwork({ inputs: 2, classes: 2, layers: [{ kind: 'linear', units: 2 }] }),
    { seed: 1 },
  );
  expect(() => new AffineInput(other)).toThrow(RangeError);
  other.dispose();
});
