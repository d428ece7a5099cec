import { describe, expect, test } from 'vitest';
import type { UserError } from '../../../contract/alerts.ts';
import { findDataFile } from './digits-corpus.ts';
import { recipeNames } from '../../recipes/recipe-files.ts';
import { loadRecipe, parseRecipe } from './digits-recipe.ts';
import { loadTrainer } from '../train-recipe.ts';
import { tinyRecipe } from './tiny-digits.testing.ts';

test('every recipe that comes with the program is valid and bears its own name', async () => {
  const names = await recipeNames();
  expect(names).toContain('pen-digits');
  for (const name of names) expect((await loadTrainer(name)).recipe.name).toBe(name);
});

describe('a recipe that cannot be used is refused with what is wrong', () => {
  const message = (changes: object) => {
    try {
      parseRecipe({ ...tinyRecipe(), ...changes }, 'here');
    } catch (error) {
      return (error as UserError).message;
    }
    return 'accepted';
  };

  test.each([
    [{ seed: -1 }, 'seed'],
    [{ channels: ['ax'] }, 'number of channels'],
    [{ normalization: { kind: 'fixed', offset: [0], scale: [1] } }, 'every channel'],
    [{ network: { ...tinyRecipe().network, classes: 12 } }, 'network'],
    [{ surprise: 1 }, 'surprise'],
    [{ recordings: { ...tinyRecipe().recordings, test: 0.9 } }, 'leave nothing for training'],
  ])('%j', (changes, part) => {
    expect(message(changes)).toContain(part);
  });
});

test('an unknown name is answered with the known ones', async () => {
  await expect(loadRecipe('pen-digts')).rejects.toMatchObject({
    code: 'recipe',
    remedy: expect.stringContaining('pen-digits') as string,
  });
});

test('missing recordings are named, with the way to give others', async () => {
  const recipe = tinyRecipe();
  await expect(findDataFile(recipe)).rejects.toMatchObject({
    code: 'training-data',
    message: expect.stringContaining('tiny.ndjson') as string,
    remedy: expect.stringContaining('--data') as string,
  });
  await expect(findDataFile(recipe, '/nowhere/mine.ndjson')).rejects.toMatchObject({
    message: expect.stringContaining('/nowhere/mine.ndjson') as string,
  });
});
