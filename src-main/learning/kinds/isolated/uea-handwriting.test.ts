import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelCount, maskOf } from '../../../contract/sensors.ts';
import { loadModel } from '../../../recognizer/model/package.ts';
import { Recognizer } from '../../../recognizer/recognizer.ts';
import { evaluateRecordings } from '../../evaluation/evaluate.ts';
import { readRecipeFile, repositoryRoot } from '../../recipes/recipe-files.ts';
import { parseIsolatedRecipe } from './isolated-recipe.ts';
import { joinedDescription } from './join-networks.ts';

const data = join(repositoryRoot, '..', 'shared/data/pens/uea-handwriting-train.ndjson.gz');

describe('the model that comes with the program', () => {
  let recognizer: Recognizer;
  beforeAll(async () => {
    const folder = join(repositoryRoot, 'models', 'uea-handwriting');
    recognizer = await Recognizer.open(await loadModel(folder));
  });
  afterAll(() => recognizer.dispose());

  test('was made by the recipe that stands beside it', async () => {
    const { input, path } = await readRecipeFile('uea-handwriting');
    const recipe = parseIsolatedRecipe(input, path);
    const { manifest } = recognizer;
    expect(manifest.network).toEqual(joinedDescription(recipe.network, recipe.training.members));
    expect(manifest).toMatchObject({
      decoding: 'single-character',
      channels: recipe.channels,
      fixedLength: recipe.fixedLength,
    });
    // The recordings are not ours to ship.
    expect(manifest.templates).toBeUndefined();
    expect(manifest.training).toMatchObject({ recipe: recipe.name, seed: recipe.seed });
  });

  test('reads one letter of whatever moves', async () => {
    const length = 152;
    const values = Float32Array.from({ length: length * channelCount }, (_, at) =>
      at % channelCount < 3 ? Math.sin(at / 90 + (at % channelCount)) : 0,
    );
    const mask = maskOf(['ax', 'ay', 'az']);
    const { text } = await recognizer.recognize({ rateHz: 100, mask, length, values, startMs: 0 });
    expect(text).toMatch(/^[a-z]$/);
  });

  test.skipIf(!existsSync(data))(
    'reads the recordings that it was trained on (needs ../shared/data)',
    async () => {
      const evaluation = await evaluateRecordings(recognizer, data);
      expect(evaluation).toMatchObject({ samples: 150, unlabeled: 0, unwritable: 0 });
      expect(evaluation.accuracy).toBeGreaterThan(0.95);
    },
  );
});
