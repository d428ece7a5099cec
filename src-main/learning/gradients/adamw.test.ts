import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { useTensorflow, withoutLeak } from '../../compute/tensorflow.ts';
import { AdamW, globalNorm, nonFiniteGradients } from './adamw.ts';

beforeAll(async () => {
  await useTensorflow('cpu');
});

const one = (values: number[]) => new Map([['w', Float32Array.from(values)]]);

test('follows the published update, moments corrected and decay decoupled', async () => {
  // Loshchilov and Hutter 2019, algorithm 2, with η = 0.1, λ = 0.2, written out in Float64.
  const gradients = [0.5, -0.3, 0.8, 0.1];
  let [theta, m, v] = [2, 0, 0];
  const expected = gradients.map((gradient, index) => {
    const t = index + 1;
    m = 0.9 * m + 0.1 * gradient;
    v = 0.999 * v + 0.001 * gradient ** 2;
    theta -= 0.1 * (m / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8) + 0.2 * theta);
    return theta;
  });
  const variable = tf.variable(tf.tensor([2]));
  const optimizer = new AdamW(new Map([['w', variable]]), { weightDecay: 0.2 });
  for (const [index, gradient] of gradients.entries()) {
    await optimizer.update(one([gradient]), 0.1);
    expect((await variable.data())[0]).toBeCloseTo(expected[index]!, 5);
  }
  variable.dispose();
});

test('the first step has the length of the learning rate, whatever the gradient', async () => {
  const variable = tf.variable(tf.tensor([0, 0, 0]));
  const optimizer = new AdamW(new Map([['w', variable]]), { weightDecay: 0 });
  await optimizer.update(one([1e-3, -4, 1e4]), 0.01);
  const values = Array.from(await variable.data());
  expect(values.map((value) => Math.round(value * 1e6))).toEqual([-10_000, 10_000, -10_000]);
  variable.dispose();
});

test('decays only what it is told to, and leaves alone what has no gradient', async () => {
  const variables = new Map(
    ['a.kernel', 'a.bias', 'b.kernel'].map((name) => [name, tf.variable(tf.tensor([1]))] as const),
  );
  const optimizer = new AdamW(variables, {
    weightDecay: 0.5,
    decays: (name) => name.endsWith('kernel'),
  });
  const zero = Float32Array.of(0);
  await withoutLeak(() =>
    optimizer.update(
      new Map([
        ['a.kernel', zero],
        ['a.bias', zero],
      ]),
      0.1,
    ),
  );
  const value = async (name: string) => (await variables.get(name)!.data())[0];
  expect(await value('a.kernel')).toBeCloseTo(0.95, 6);
  expect(await value('a.bias')).toBe(1);
  expect(await value('b.kernel')).toBe(1);
  for (const variable of variables.values()) variable.dispose();
});

test('goes on from saved moments as if it had not stopped', async () => {
  const start = () => tf.variable(tf.tensor([1, -1]));
  const [a, b] = [start(), start()];
  const whole = new AdamW(new Map([['w', a]]));
  const first = new AdamW(new Map([['w', b]]));
  const gradients = [
    [0.1, 2],
    [-3, 0.5],
    [0.7, 0.7],
  ];
  for (const gradient of gradients) await whole.update(one(gradient), 0.05);
  await first.update(one(gradients[0]!), 0.05);
  const second = new AdamW(new Map([['w', b]]));
  second.restore(first.updates, first.moments);
  for (const gradient of gradients.slice(1)) await second.update(one(gradient), 0.05);
  expect(Array.from(await b.data())).toEqual(Array.from(await a.data()));
  expect(() => second.restore(1, new Map())).toThrow(RangeError);
  a.dispose();
  b.dispose();
});

test('norm and fault finding look at all gradients together', () => {
  const gradients = new Map([
    ['a', Float32Array.of(3, 0)],
    ['b', Float32Array.of(4)],
  ]);
  expect(globalNorm(gradients)).toBeCloseTo(5);
  expect(nonFiniteGradients(gradients)).toEqual([]);
  gradients.set('c', Float32Array.of(1, Number.NaN));
  expect(globalNorm(gradients)).toBeNaN();
  expect(nonFiniteGradients(gradients)).toEqual(['c']);
});
