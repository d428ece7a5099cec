import { expect, test } from 'vitest';
import { useTensorflow, withoutLeak } from '../../compute/tensorflow.ts';
import { parseNetwork } from '../../recognizer/network/description.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { parseObjective } from '../../learning/cmr/objective.ts';
import { parseImageNetwork } from '../../learning/images/image-network.ts';
import { fitSingle, penWeights, type Teacher } from './fit-single.ts';
import type { LabelledSeries } from './labelled-series.ts';
import { accuracyOf, embed, readScores } from './read-single.ts';

const labels = ['down', 'up'];
const network = parseNetwork({
  inputs: 1,
  classes: 2,
  layers: [
    { kind: 'convolution', filters: 4, kernel: 3, stride: 2 },
    { kind: 'normalization', over: 'batch' },
    { kind: 'activation', function: 'relu' },
    { kind: 'linear', units: 2 },
  ],
});
const teacher: Teacher = {
  images: parseImageNetwork({
    height: 4,
    width: 3,
    layers: [{ kind: 'convolution-2d', filters: 2 }],
  }),
  head: parseNetwork({ inputs: 3, classes: 2, layers: [{ kind: 'linear', units: 2 }] }),
  sharedLayer: 2,
  steps: 1,
  objective: parseObjective({ loss: 'triplet' }),
  weights: 'dynamic',
};
const pictures = labels.map((label, at) => ({
  label,
  image: {
    width: 4,
    height: 4,
    pixels: Uint8Array.from({ length: 16 }, (_, i) => (i % 4) * 60 * at),
  },
}));

function someSeries(random: RandomGenerator, label: string): LabelledSeries {
  const length = random.integer(6, 12);
  const slope = label === 'up' ? 0.2 : -0.2;
  const values = Float32Array.from({ length }, (_, t) => slope * (t - length / 2));
  return { label, length, values: values.map((value) => value + random.uniform(-0.1, 0.1)) };
}

async function fit(taughtBy?: Teacher, steps = 4) {
  const random = new RandomGenerator('series');
  return fitSingle(await useTensorflow('cpu'), {
    ...{ network, labels, seed: 3, steps, warmUpSteps: 1, learningRate: 0.02, weightDecay: 0.02 },
    ...{ epochSteps: 2, nextImages: () => pictures },
    nextSeries: () => [...labels, ...labels].map((label) => someSeries(random, label)),
    ...(taughtBy && { teacher: taughtBy }),
  });
}

test('a teacher that is not listened to changes nothing, head start or not', async () => {
  await useTensorflow('cpu');
  await withoutLeak(async () => {
    const alone = await fit();
    const expected = await penWeights(alone);
    alone.network.dispose();
    const silent = { ...teacher, weights: { images: 0, shared: 0 } };
    for (const taughtBy of [silent, { ...silent, headStart: 2 }]) {
      const model = await fit(taughtBy);
      const weights = await penWeights(model);
      weights.forEach(({ name, values }, tensor) => {
        expect(name).toBe(expected[tensor]!.name);
        values.forEach((value, i) => expect(value).toBeCloseTo(expected[tensor]!.values[i]!, 5));
      });
      model.network.dispose();
    }
  });
});

test('what is learnt is read; both modalities are embedded', async () => {
  await useTensorflow('cpu');
  await withoutLeak(async () => {
    const model = await fit(teacher, 60);
    const random = new RandomGenerator('test');
    const series = Array.from({ length: 20 }, (_, at) => someSeries(random, labels[at % 2]!));
    const scores = await readScores(model, series, labels);
    expect(accuracyOf(scores, series, labels)).toBeGreaterThan(0.9);
    const { pen, images, width } = await embed(model, series, pictures, labels);
    expect(width).toBe(3);
    expect(pen.features.length).toBe(20 * 3);
    expect(images.features.length).toBe(2 * 3);
    expect(images.labels).toEqual(labels);
    model.network.dispose();
  });
});
