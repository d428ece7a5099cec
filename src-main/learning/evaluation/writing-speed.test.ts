import { describe, expect, test } from 'vitest';
import { alphabets, labelsOf } from '../../contract/alphabet.ts';
import { requiredFrames } from '../../recognizer/ctc/lattice.ts';
import { outputLength } from '../../recognizer/network/description.ts';
import { parameterCount } from '../../recognizer/network/parameters.ts';
import { networks } from '../../recognizer/network/presets.ts';
import { recipeNames } from '../recipes/recipe-files.ts';
import { loadWordsRecipe } from '../kinds/words/words-recipe.ts';
import { describeFastestWriting, fastestWriting } from './writing-speed.ts';

// Readers of word images have no pen that could be too fast.
const names = (await recipeNames()).filter(
  (name) => name.startsWith('words') && !name.startsWith('words-images'),
);

describe.each(names)('%s', (name) => {
  test('has frames enough for six characters a second, doubled letters too', async () => {
    const { network, rateHz } = await loadWordsRecipe(name);
    for (const text of ['x', 'Mississippi', 'Schifffahrt, Kaffee', 'aaaaaaaaaaaa', '1000000']) {
      const readings = Math.floor((Array.from(text).length / 6) * rateHz);
      expect(outputLength(network, readings), text).toBeGreaterThanOrEqual(
        requiredFrames(labelsOf(text, alphabets.words)),
      );
    }
    expect(fastestWriting(network, rateHz).repeated).toBeGreaterThan(6);
  });

  test('the stated limit is where frames run out', async () => {
    const { network, rateHz } = await loadWordsRecipe(name);
    const { distinct, repeated } = fastestWriting(network, rateHz);
    const framesOf = (characters: number, speed: number) =>
      outputLength(network, Math.floor((characters / speed) * rateHz));
    expect(framesOf(1000, distinct)).toBeGreaterThanOrEqual(1000);
    expect(framesOf(1000, 1.01 * distinct)).toBeLessThan(1000);
    expect(framesOf(1000, repeated)).toBeGreaterThanOrEqual(1999);
    expect(framesOf(1000, 1.01 * repeated)).toBeLessThan(1999);
  });
});

test('is said for people', () => {
  expect(describeFastestWriting(networks.rewiSmall({ classes: 3 }), 100)).toBe(
    '12.5 characters a second, 6.25 where a letter is doubled',
  );
  expect(describeFastestWriting(networks.ott({ classes: 3 }), 100)).toBe(
    '25 characters a second, 12.5 where a letter is doubled',
  );
});

// Counts as published, with 60 classes, are held by network/description.test.ts.
test.each([
  ['words-ott', networks.ott({ classes: 77 }), 404_597],
  ['words-rewi-small', networks.rewiSmall({ classes: 77 }), 541_389],
  ['words-rewi-base', networks.rewiBase({ classes: 77 }), 3_931_213],
] as const)(
  '%s is the published network with the classes of words',
  async (name, preset, count) => {
    const [recipe, words] = await Promise.all([
      loadWordsRecipe(name),
      loadWordsRecipe('words-first'),
    ]);
    expect(recipe.network).toEqual(preset);
    expect(parameterCount(recipe.network)).toBe(count);
    expect({ data: recipe.data, samples: recipe.samples, writers: recipe.writers }).toEqual({
      data: words.data,
      samples: words.samples,
      writers: words.writers,
    });
  },
);
