import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../data/testing.ts';
import { checkWeights } from '../../recognizer/network/weights.ts';
import { parametersFor } from '../../recognizer/network/parameters.ts';
import { startFromModel } from './starting-weights.ts';
import { saveTinyModel } from './tiny-characters.testing.ts';

test('layers stay, the output keeps the blank and the characters that both have', async () => {
  const model = await saveTinyModel(join(await temporaryFolder(), 'base'));
  const { network, weights } = startFromModel(model, ['1', '2', '3'], 9);
  expect(network.classes).toBe(4);
  checkWeights(parametersFor(network), weights);
  const [before, after] = [model.weights, weights].map(
    (tensors) => new Map(tensors.map(({ name, values }) => [name, values])),
  );
  for (const [name, values] of before!) {
    if (!name.startsWith('3.linear')) expect(after!.get(name)).toEqual(values);
  }
  const column = (values: Float32Array, label: number) =>
    values.filter((_, at) => at % 4 === label);
  const [old, fresh] = [before!.get('3.linear.kernel')!, after!.get('3.linear.kernel')!];
  // The model reads x, 2, 1 as classes 1, 2, 3.
  expect(column(fresh, 0)).toEqual(column(old, 0));
  expect(column(fresh, 1)).toEqual(column(old, 3));
  expect(column(fresh, 2)).toEqual(column(old, 2));
  expect(column(fresh, 3)).not.toEqual(column(old, 1));
  expect(startFromModel(model, ['1', '2', '3'], 9)).toEqual({ network, weights });
});
