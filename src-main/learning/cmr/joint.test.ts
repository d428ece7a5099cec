import { beforeAll, describe, expect, test } from 'vitest';
import { useTensorflow, withoutLeak } from '../../compute/tensorflow.ts';
import { parseNetwork } from '../../recognizer/network/description.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import { batchOf } from '../../recognizer/network/network.testing.ts';
import { StepMemory } from '../../recognizer/network/operations/host/memory.ts';
import { createRandom } from '../../recognizer/network/random.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import { unknownClass } from '../gradients/loss.ts';
import { stepGradients } from '../gradients/training-step.ts';
import { imageInputs } from '../images/grey-image.ts';
import { parseImageNetwork } from '../images/image-network.ts';
import {
  createJointModel,
  initialJointWeights,
  shippedWeights,
  type JointDescription,
} from './joint-model.ts';
import { jointGradients, type JointBatch, type JointStepOptions } from './joint-step.ts';
import { tripletLoss } from './shared-loss.ts';

const joint: JointDescription = {
  series: parseNetwork({
    inputs: 2,
    classes: 4,
    layers: [
      { kind: 'convolution', filters: 5, kernel: 3, stride: 2 },
      {
        kind: 'residual',
        layers: [{ kind: 'convolution', filters: 5, kernel: 3, activation: 'tanh' }],
      },
      { kind: 'bidirectional-lstm', units: 3 },
      { kind: 'linear', units: 4 },
    ],
  }),
  sharedLayer: 1,
  images: parseImageNetwork({
    height: 4,
    width: 6,
    layers: [
      { kind: 'convolution-2d', filters: 2 },
      { kind: 'activation', function: 'gelu' },
      { kind: 'pooling-2d', size: [2, 2] },
    ],
  }),
  head: parseNetwork({ inputs: 6, classes: 4, layers: [{ kind: 'linear', units: 4 }] }),
};

function someBatch(): JointBatch {
  const random = createRandom(9);
  const { values, lengths, time } = batchOf([12, 9], 12, 2);
  const image = (width: number) => ({
    width,
    height: 4,
    pixels: Uint8Array.from({ length: 4 * width }, () => 256 * random()),
  });
  return {
    series: { values, lengths, readings: time, labels: [[1, 3], [2]] },
    images: { ...imageInputs([image(8), image(5), image(11)]), labels: [[1, 3], [2], [3, 1]] },
  };
}

const options = (weights: JointStepOptions['weights'] = [1, 0.5, 2]): JointStepOptions => ({
  seed: 3,
  task: 'sequence',
  steps: 3,
  shared: (embeddings) =>
    tripletLoss('cosine', embeddings, {
      anchors: [0, 1],
      positives: [0, 1],
      negatives: [2, 0],
      margins: [1, 1.5],
    }),
  weights,
});

async function totalOf(weights: NamedTensors, batch: JointBatch): Promise<number> {
  const model = createJointModel(joint, { seed: 0, weights });
  const { series, images, shared } = await jointGradients(model, batch, options());
  model.dispose();
  return series.loss + 0.5 * images.loss + 2 * shared.loss;
}

describe.each(['cpu', 'wasm'] as const)('on %s', (backend) => {
  beforeAll(() => useTensorflow(backend));

  test('one pass and two give the same, with memory used again or not', async () => {
    await withoutLeak(async () => {
      const model = createJointModel(joint, { seed: 1 });
      const batch = someBatch();
      const once = await jointGradients(model, batch, options());
      const memory = new StepMemory();
      const others = [
        await jointGradients(model, batch, { ...options(), passes: 'two-pass' }),
        await jointGradients(model, batch, { ...options(), memory }),
      ];
      expect(once.gradients.size).toBe(model.variables.size);
      for (const other of others) {
        expect(other.shared.loss).toBeCloseTo(once.shared.loss, 6);
        for (const [name, gradient] of once.gradients) {
          gradient.forEach((value, i) => {
            expect(other.gradients.get(name)![i], `${name}[${i}]`).toBeCloseTo(value, 5);
          });
        }
      }
      model.dispose();
    });
  });
});

describe('joint training', () => {
  beforeAll(() => useTensorflow('cpu'));

  test('gradients of every part equal finite differences', async () => {
    const weights = initialJointWeights(joint, 1);
    const model = createJointModel(joint, { seed: 0, weights });
    const batch = someBatch();
    const { gradients } = await jointGradients(model, batch, options());
    const step = 3e-3;
    for (const [name, gradient] of gradients) {
      const stride = Math.max(1, Math.floor(gradient.length / 2));
      for (let index = 0; index < gradient.length; index += stride) {
        const moved = (by: number) =>
          totalOf(
            weights.map((tensor) =>
              tensor.name === name
                ? { ...tensor, values: tensor.values.map((v, i) => (i === index ? v + by : v)) }
                : tensor,
            ),
            batch,
          );
        const expected = ((await moved(step)) - (await moved(-step))) / (2 * step);
        expect(
          Math.abs(gradient[index]! - expected),
          `${name}[${index}]: ${gradient[index]!} against ${expected}`,
        ).toBeLessThan(5e-3 * (1 + Math.abs(expected)));
      }
    }
    model.dispose();
  });

  test('the shared loss reaches the pen up to its layer, and nothing behind it', async () => {
    const model = createJointModel(joint, { seed: 1 });
    const { gradients } = await jointGradients(model, someBatch(), options([0, 0, 1]));
    const moves = (name: string) => gradients.get(name)!.some((value) => Math.abs(value) > 1e-7);
    expect(moves('0.convolution.kernel')).toBe(true);
    expect(moves('1.residual.0.convolution.kernel')).toBe(true);
    expect(moves('image.0.convolution-2d.kernel')).toBe(true);
    expect(moves('image.shared.0.linear.kernel')).toBe(true);
    expect(moves('2.bidirectional-lstm.0.forward.kernel')).toBe(false);
    expect(moves('image.head.0.linear.kernel')).toBe(false);
    model.dispose();
  });

  test('without the losses of images the pen starts and learns as it does alone', async () => {
    const model = createJointModel(joint, { seed: 5 });
    const alone = createTrainableNetwork(joint.series, { seed: 5 });
    expect(shippedWeights(await model.weights())).toEqual(await alone.weights());
    const { series } = someBatch();
    const { gradients } = await jointGradients(model, someBatch(), options([1, 0, 0]));
    const expected = await stepGradients(
      await useTensorflow('cpu'),
      alone,
      {
        size: 2,
        readings: series.readings,
        frames: 6,
        inputs: series.values,
        lengths: series.lengths,
        targets: {
          labels: series.labels,
          frames: [6, 5],
          frameClasses: new Int32Array(12).fill(unknownClass),
        },
        samples: [],
      },
      { seed: 3, frameWeight: 0 },
    );
    for (const [name, gradient] of expected.gradients) {
      gradient.forEach((value, i) =>
        expect(gradients.get(name)![i], `${name}[${i}]`).toBeCloseTo(value, 6),
      );
    }
    expect(gradients.get('image.collapse.kernel')!.every((value) => value === 0)).toBe(true);
    alone.dispose();
    model.dispose();
  });

  test('what is shipped holds nothing of the images and loads as the network of a pen', async () => {
    const model = createJointModel(joint, { seed: 1 });
    const all = await model.weights();
    const shipped = shippedWeights(all);
    expect(shipped.map(({ name }) => name)).toEqual(
      initialWeights(joint.series, 1).map(({ name }) => name),
    );
    expect(all.length).toBeGreaterThan(shipped.length);
    const alone = createTrainableNetwork(joint.series, { seed: 0 });
    alone.load(shipped);
    expect(() => alone.load(all)).toThrow(/tensors expected/u);
    alone.dispose();
    model.load(all);
    expect(await model.weights()).toEqual(all);
    model.dispose();
  });

  test('parts that do not fit are refused', () => {
    const head = parseNetwork({ inputs: 5, classes: 4, layers: [{ kind: 'linear', units: 4 }] });
    expect(() => createJointModel({ ...joint, head }, { seed: 0 })).toThrow(/5 features/u);
    expect(() => createJointModel({ ...joint, sharedLayer: 3 }, { seed: 0 })).toThrow(RangeError);
  });
});
