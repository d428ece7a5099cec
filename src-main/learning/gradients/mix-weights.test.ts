import { expect, test } from 'vitest';
import { mixWeights } from './mix-weights.ts';

const tensor = (name: string, ...values: number[]) => ({
  ...{ name, shape: [values.length] },
  values: Float32Array.from(values),
});

test('values lie between start and end, by name; what the start lacks stays', () => {
  const trained = [tensor('a', 1, 2), tensor('new', 5), tensor('b', 4)];
  const start = [tensor('b', 0), tensor('a', 3, 2)];
  expect(mixWeights(trained, start, 0.25)).toEqual([
    tensor('a', 1.5, 2),
    tensor('new', 5),
    tensor('b', 3),
  ]);
  expect(mixWeights(trained, start, 0)).toBe(trained);
});
