import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadModel } from '../../../recognizer/model/package.ts';
import { Recognizer } from '../../../recognizer/recognizer.ts';
import { evaluateWindows } from '../../evaluation/evaluate.ts';
import { repositoryRoot } from '../../recipes/recipe-files.ts';
import { loadRecipe, type Recipe } from './digits-recipe.ts';
import { evaluateTraining } from './run-digits.ts';
import { simulateSample } from './digits-sampler.ts';

const folder = join(repositoryRoot, 'models', 'pen-digits');
const data = join(repositoryRoot, '..', 'shared', 'data', 'pens', 'pen-digits.ndjson.gz');

describe('the model that comes with the program', () => {
  let recipe: Recipe;
  let recognizer: Recognizer;
  beforeAll(async () => {
    recipe = await loadRecipe('pen-digits');
    recognizer = await Recognizer.open(await loadModel(folder));
  });
  afterAll(() => recognizer.dispose());

  test('was made by the recipe that stands beside it', () => {
    const { manifest } = recognizer;
    expect(manifest.network).toEqual(recipe.network);
    expect(manifest.channels).toEqual(recipe.channels);
    expect(manifest.normalization).toEqual(recipe.normalization);
    expect(manifest.training).toMatchObject({ recipe: recipe.name, seed: recipe.seed });
  });

  test('reads the simulated pen', async () => {
    const texts = ['0123', '456789', '7', '2026', '31415926', '88', '60609', '1717'];
    const samples = texts.map((text, index) => simulateSample(recipe, text, 2 ** 32 + index));
    const { cer } = await evaluateWindows(recognizer, samples);
    expect(cer).toBeLessThan(0.12);
  });
});

test.skipIf(!existsSync(data))(
  'reads recordings of a real pen that it was not trained on (needs ../shared/data)',
  async () => {
    const { single, sequences } = await evaluateTraining({
      recipeName: 'pen-digits',
      counts: { sequences: 60, simulated: 0 },
    });
    expect(single.accuracy).toBeGreaterThanOrEqual(0.98);
    expect(sequences.cer).toBeLessThanOrEqual(0.03);
  },
  60_000,
);
