import { afterAll, beforeAll, expect, test } from 'vitest';
import { useTensorflow, withoutLeak, type Tensorflow } from '../../compute/tensorflow.ts';
import {
  createTrainableNetwork,
  type TrainableNetwork,
} from '../../recognizer/network/trainable.ts';
import { assemble, BatchSource } from '../kinds/digits/digits-batches.ts';
import { Sampler } from '../kinds/digits/digits-sampler.ts';
import { tinyCorpus, tinyRecipe } from '../kinds/digits/tiny-digits.testing.ts';
import { stepGradients } from './training-step.ts';

const recipe = tinyRecipe();
const batch = new BatchSource(recipe, new Sampler(recipe, tinyCorpus().training)).batch(0);
let tensorflow: Tensorflow;
let network: TrainableNetwork;
beforeAll(async () => {
  tensorflow = await useTensorflow('cpu');
  network = createTrainableNetwork(recipe.network, { seed: 1 });
});
afterAll(() => {
  network.dispose();
});

test('one pass and two passes give the same loss and gradients', async () => {
  const options = { seed: 3, frameWeight: 0.5 };
  const [one, two] = await withoutLeak(async () => [
    await stepGradients(tensorflow, network, batch, { ...options, passes: 'one-pass' }),
    await stepGradients(tensorflow, network, batch, { ...options, passes: 'two-pass' }),
  ]);
  expect(one.loss.total).toBeCloseTo(two.loss.total, 6);
  expect(one.gradients.size).toBe(network.trainableVariables.length);
  for (const [name, gradient] of one.gradients) {
    const other = two.gradients.get(name)!;
    gradient.forEach((value, index) => {
      expect(value).toBeCloseTo(other[index]!, 5);
    });
  }
});

test('one pass and two passes leave the same moving statistics', async () => {
  const after = async (passes: 'one-pass' | 'two-pass') => {
    const own = createTrainableNetwork(recipe.network, { seed: 1 });
    await withoutLeak(() =>
      stepGradients(tensorflow, own, batch, { seed: 3, frameWeight: 0.5, passes }),
    );
    const weights = await own.weights();
    own.dispose();
    return weights.filter(({ name }) => name.includes('moving'));
  };
  const one = await after('one-pass');
  expect(one.flatMap(({ values }) => [...values]).some((value) => value !== 0 && value !== 1)).toBe(
    true,
  );
  expect(await after('two-pass')).toEqual(one);
});

test('the gradient is that of finite differences through the whole network', async () => {
  const quiet = {
    ...recipe.network,
    layers: recipe.network.layers.filter(({ kind }) => kind !== 'dropout'),
  };
  const own = createTrainableNetwork(quiet, { seed: 2 });
  const options = { seed: 0, frameWeight: 0.5 };
  const { gradients } = await stepGradients(tensorflow, own, batch, options);
  const weights = await own.weights();
  const loss = async () => (await stepGradients(tensorflow, own, batch, options)).loss.total;
  for (const [name, index] of [
    [weights[0]!.name, 7],
    [weights.at(-2)!.name, 5],
    [weights.at(-1)!.name, 1],
  ] as const) {
    const moved = async (by: number) => {
      own.load(
        weights.map((tensor) => {
          const values = tensor.values.slice();
          if (tensor.name === name) values[index]! += by;
          return { ...tensor, values };
        }),
      );
      return loss();
    };
    const slope = ((await moved(5e-3)) - (await moved(-5e-3))) / 1e-2;
    expect(gradients.get(name)![index]).toBeCloseTo(slope, 1);
  }
  own.dispose();
});

test('a batch is padded with zeros and keeps true lengths', () => {
  const samples = tinyCorpus().training.slice(0, 3);
  const { inputs, lengths, readings, frames, targets } = assemble(recipe, samples);
  expect(Array.from(lengths)).toEqual(samples.map(({ window }) => window.length));
  expect(readings).toBe(frames * 4);
  samples.forEach(({ window }, index) => {
    const row = inputs.subarray(index * readings * 6, (index + 1) * readings * 6);
    expect(row.subarray(window.length * 6).every((value) => value === 0)).toBe(true);
    expect(targets.frames[index]).toBe(Math.ceil(window.length / 4));
  });
});

test('batches depend on the step alone', () => {
  const source = () => new BatchSource(recipe, new Sampler(recipe, tinyCorpus().training));
  const straight = source();
  for (let step = 0; step < 11; step += 1) straight.batch(step);
  expect(source().batch(11).inputs).toEqual(straight.batch(11).inputs);
  expect(straight.batch(11).inputs).not.toEqual(straight.batch(12).inputs);
});
