import * as tf from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { findBlas } from '../../compute/blas.ts';
import { multiplyPlain } from '../../compute/matrix.ts';
import { multiplyInWasm } from '../../compute/wasm-matrix.ts';
import { useTensorflow, withoutLeak } from '../../compute/tensorflow.ts';
import { createHostOperations } from '../../recognizer/network/operations/host/host.ts';
import { portableOperations } from '../../recognizer/network/operations/portable.ts';
import { parametersFor } from '../../recognizer/network/parameters.ts';
import { networks } from '../../recognizer/network/presets.ts';
import { createRandom } from '../../recognizer/network/random.ts';
import { checkWeights } from '../../recognizer/network/weights.ts';
import { imageEncoder, parseImageNetwork, planesOf, stepsOf } from './image-network.ts';
import { createHostPlanes } from './planes.ts';
import { portablePlanes } from './portable-planes.ts';
import {
  createTrainableImages,
  imageParameters,
  imagePrefix,
  initialImageWeights,
  type TrainableImagesOptions,
} from './trainable-images.ts';

type Operations = NonNullable<TrainableImagesOptions['operations']>;

const host = (multiply = multiplyPlain): Operations => ({
  planes: createHostPlanes(multiply),
  network: createHostOperations(multiply),
});
const portable: Operations = { planes: portablePlanes, network: portableOperations };

/** Every kind of layer, rows and columns that do not divide evenly. */
const description = parseImageNetwork({
  height: 7,
  width: 3,
  layers: [
    { kind: 'convolution-2d', filters: 3, kernel: [3, 5] },
    { kind: 'normalization', over: 'instance' },
    { kind: 'activation', function: 'gelu' },
    { kind: 'pooling-2d', size: [2, 2] },
    { kind: 'convolution-2d', filters: 2, kernel: [1, 1] },
    { kind: 'normalization', over: 'batch' },
    { kind: 'dropout', rate: 0.2 },
    { kind: 'pooling-2d', size: [3, 3] },
    { kind: 'convolution-2d', filters: 4 },
    { kind: 'activation', function: 'tanh' },
  ],
});
const lengths = Int32Array.of(9, 1, 13);
const columns = 14;

function someImages(): Float32Array {
  const random = createRandom(3);
  const values = new Float32Array(lengths.length * columns * description.height);
  lengths.forEach((length, sample) => {
    const start = sample * columns * description.height;
    for (let i = 0; i < length * description.height; i++) values[start + i] = 2 * random() - 1;
  });
  return values;
}

function livelyWeights() {
  const random = createRandom(8);
  return initialImageWeights(description, 2).map((tensor) => ({
    ...tensor,
    values: tensor.values.map((value) => value + 0.3 * random()),
  }));
}

interface Result {
  readonly features: Float32Array;
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

interface Change {
  readonly name: string;
  readonly index: number;
  readonly by: number;
}

function changedBatch(change?: Change) {
  const values = someImages();
  const weights = livelyWeights();
  if (change?.name === 'input') values[change.index]! += change.by;
  else if (change)
    weights.find(({ name }) => name === change.name)!.values[change.index]! += change.by;
  return { values, weights };
}

/** Σ features·dy with one value changed. */
function lossWith(operations: Operations, change: Change): number {
  const { values, weights } = changedBatch(change);
  const network = createTrainableImages(description, { seed: 0, weights, operations });
  const features = tf.tidy(() => {
    const x = tf.tensor3d(values, [lengths.length, columns, description.height]);
    return Float32Array.from(
      network.forward(x, lengths, { training: true, seed: 4 }).features.dataSync(),
    );
  });
  network.dispose();
  const slope = slopeOf(features.length);
  return features.reduce((sum, value, i) => sum + value * slope[i]!, 0);
}

/** Features, and gradients of Σ features·dy with regard to inputs and weights. */
function run(operations: Operations): Result {
  const { values, weights } = changedBatch();
  const network = createTrainableImages(description, { seed: 0, weights, operations });
  const x = tf.tidy(() =>
    tf.variable(tf.tensor3d(values, [lengths.length, columns, description.height])),
  );
  let features = new Float32Array();
  const { value, grads } = tf.variableGrads(() => {
    const y = network.forward(x as tf.Tensor as Tensor3D, lengths, { training: true, seed: 4 });
    features = Float32Array.from(y.features.dataSync());
    return tf.sum(tf.mul(y.features, tf.tensor(slopeOf(y.features.size), y.features.shape)));
  }, [x, ...network.trainableVariables]);
  const inside = tf.tidy(() =>
    tf.mul(grads[x.name]!, tf.cast(tf.notEqual(x, 0), 'float32')).dataSync<'float32'>(),
  );
  const gradients = new Map([['input', Float32Array.from(inside)]]);
  for (const [name, variable] of network.variables) {
    const gradient = grads[variable.name];
    if (gradient) gradients.set(name, Float32Array.from(gradient.dataSync()));
  }
  tf.dispose([value, grads, x]);
  network.dispose();
  return { features, gradients };
}

function slopeOf(count: number): Float32Array {
  const random = createRandom(6);
  return Float32Array.from({ length: count }, () => 2 * random() - 1);
}

function expectSame(actual: Result, expected: Result): void {
  const close = (a: Float32Array, b: Float32Array, name: string) => {
    expect(a.length, name).toBe(b.length);
    const scale = 1 + Math.max(...b.map(Math.abs));
    a.forEach((value, i) =>
      expect(Math.abs(value - b[i]!) / scale, `${name}[${i}]`).toBeLessThan(2e-5),
    );
  };
  close(actual.features, expected.features, 'features');
  expect([...actual.gradients.keys()]).toEqual([...expected.gradients.keys()]);
  for (const [name, gradient] of actual.gradients) {
    close(gradient, expected.gradients.get(name)!, name);
  }
}

test('gradients equal finite differences', async () => {
  await useTensorflow('cpu');
  await withoutLeak(() => {
    const step = 4e-3;
    for (const [name, gradient] of run(host()).gradients) {
      const stride = Math.max(1, Math.floor(gradient.length / 7));
      for (let index = 0; index < gradient.length; index += stride) {
        if (name === 'input' && gradient[index] === 0) continue;
        const above = lossWith(host(), { name, index, by: step });
        const below = lossWith(host(), { name, index, by: -step });
        const expected = (above - below) / (2 * step);
        expect(
          Math.abs(gradient[index]! - expected),
          `${name}[${index}]: ${gradient[index]!} against ${expected}`,
        ).toBeLessThan(5e-3 * (1 + Math.abs(expected)));
      }
    }
  });
});

describe.each(['cpu', 'wasm'] as const)('every implementation gives the same on %s', (backend) => {
  beforeAll(() => useTensorflow(backend));

  test('features and gradients', async () => {
    await withoutLeak(() => {
      const expected = run(host());
      expect(expected.gradients.size).toBe(13);
      expectSame(run(portable), expected);
      const { blas } = findBlas();
      if (blas) expectSame(run(host(blas.multiply)), expected);
      if (backend === 'wasm') expectSame(run(host(multiplyInWasm)), expected);
    });
  });
});

describe.each([
  ['typed arrays', host()],
  ['portable', portable],
] as const)('over %s', (_, operations) => {
  beforeAll(() => useTensorflow('cpu'));

  test('an image alone gives what it gives in a batch, and nothing beyond its end', async () => {
    await withoutLeak(() => {
      const network = createTrainableImages(description, {
        seed: 0,
        weights: livelyWeights(),
        operations,
      });
      const values = someImages();
      const rows = description.height;
      const read = (from: Float32Array, shape: [number, number, number], own: Int32Array) =>
        tf.tidy(() => {
          const y = network.forward(tf.tensor3d(from, shape), own, { training: false });
          return { features: Float32Array.from(y.features.dataSync()), steps: y.steps };
        });
      const batch = read(values, [lengths.length, columns, rows], lengths);
      const stepsInBatch = stepsOf(description, columns);
      expect([...batch.steps]).toEqual([2, 1, 3]);
      lengths.forEach((length, sample) => {
        const start = sample * columns * rows;
        const single = read(
          values.slice(start, start + length * rows),
          [1, length, rows],
          Int32Array.of(length),
        );
        const at = sample * stepsInBatch * description.width;
        const end = at + batch.steps[sample]! * description.width;
        single.features.forEach((value, i) =>
          expect(value).toBeCloseTo(batch.features[at + i]!, 5),
        );
        expect(single.features.length).toBe(end - at);
        const beyond = batch.features.subarray(
          end,
          (sample + 1) * stepsInBatch * description.width,
        );
        expect(beyond.every((value) => value === 0)).toBe(true);
      });
      network.dispose();
    });
  });
});

test('a convolution worked out by hand', async () => {
  await useTensorflow('cpu');
  // Two columns of two rows, one channel; taps 1 × 3: each row is itself + 10 · above + 100 · below.
  const kernel = tf.tensor4d([10, 1, 100], [1, 3, 1, 1]);
  const x = tf.tensor3d([1, 2, 3, 4], [1, 2, 2]);
  const bias = tf.tensor1d([0.5]);
  for (const planes of [createHostPlanes(multiplyPlain), portablePlanes]) {
    const y = tf.tidy(() =>
      planes.convolution(x, Int32Array.of(2), { rows: 2, channels: 1 }, kernel, bias).dataSync(),
    );
    expect([...y]).toEqual([201.5, 12.5, 403.5, 34.5]);
  }
  tf.dispose([kernel, x, bias]);
});

test('shapes of the preset', () => {
  const encoder = imageEncoder({ width: 64 });
  expect(planesOf(encoder).at(-1)).toEqual({ rows: 2, channels: 96 });
  expect(stepsOf(encoder, 101)).toBe(51);
  const count = imageParameters(encoder).reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  );
  // 3 × 3 kernels 1→16→32→64→96 with biases, scale and offset of each, 192→64 with biases
  expect(count).toBe(9 * (16 + 512 + 2048 + 6144) + 3 * 208 + 192 * 64 + 64);
});

test('weights of images have no place in the network of a pen', () => {
  const pen = networks.compact({ classes: 11 });
  expect(parametersFor(pen).some(({ name }) => name.startsWith(imagePrefix))).toBe(false);
  const image = initialImageWeights(description, 1);
  expect(image.every(({ name }) => name.startsWith(imagePrefix))).toBe(true);
  const own = parametersFor(pen).map(({ name, shape }) => ({
    name,
    shape: [...shape],
    values: new Float32Array(shape.reduce((product, size) => product * size, 1)),
  }));
  expect(() => checkWeights(parametersFor(pen), own)).not.toThrow();
  expect(() => checkWeights(parametersFor(pen), [...own, ...image])).toThrow(/tensors expected/u);
});
