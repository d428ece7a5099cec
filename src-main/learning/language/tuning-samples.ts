import { UserError } from '../../contract/alerts.ts';
import type { ModelManifest } from '../../recognizer/model/manifest.ts';
import { readRecipeFile } from '../recipe-files.ts';
import { findWordsFiles, loadWordsCorpus } from '../words/words-corpus.ts';
import { heldOutWords, heldOutWritings } from '../words/words-held-out.ts';
import { parseWordsRecipe } from '../words/words-recipe.ts';
import type { TuningSample } from './tune-language.ts';

/** Shares of the samples: as words are tested, with marks and phrases, and in joined script. */
const shares = { composed: 0.6, supplemented: 0.25, written: 0.15 } as const;

/**
 * Held-out words by the validation writers of the recipe that made a model: nothing of the test
 * part decides how a language counts.
 *
 * @param folder of the data; default that of the recipe
 * @throws UserError `tune-model` for a model that no recipe for words made, or `training-data`
 */
export async function tuningSamples(
  { name, training }: ModelManifest,
  count: number,
  folder?: string,
): Promise<TuningSample[]> {
  const recipeName = training?.['recipe'];
  const { input, path } = await readRecipeFile(typeof recipeName === 'string' ? recipeName : name);
  if ((input as { kind?: unknown }).kind !== 'words') {
    throw new UserError(
      'tune-model',
      `The model “${name}” reads no words: a dictionary is of no use to it.`,
      'Name a model that was trained by a recipe for words.',
    );
  }
  const recipe = parseWordsRecipe(input, path);
  const corpus = await loadWordsCorpus(recipe, await findWordsFiles(recipe, folder));
  const part = (share: number) => Math.round(share * count);
  return [
    ...heldOutWritings(recipe, corpus, 'validation', part(shares.composed)),
    ...heldOutWritings(recipe, corpus, 'validation', part(shares.supplemented), {
      supplement: true,
    }),
    ...heldOutWords(recipe, corpus, 'validation', part(shares.written)),
  ];
}
