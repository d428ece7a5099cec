import type { ModelToSave } from '../../recognizer/model/package.ts';
import type { NetworkDescription } from '../../recognizer/network/description.ts';
import { readingOf, type IsolatedRecipe } from './isolated-recipe.ts';

/** What a model of a recipe says of itself, but for how its training went. */
export function manifestOf(
  recipe: IsolatedRecipe,
  network: NetworkDescription,
): ModelToSave['manifest'] {
  const { name, title, description, rateHz } = recipe;
  const { channels, normalization, alphabet } = readingOf(recipe);
  return {
    ...{ name, title, description, rateHz, channels, alphabet, normalization, network },
    decoding: 'single-character',
  };
}
