import type { ModelToSave } from '../../../recognizer/model/package.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { readingOf, type IsolatedRecipe } from './isolated-recipe.ts';
import { seriesOf } from './isolated-samples.ts';
import type { TrainedMembers } from './train-members.ts';

/**
 * A model of a recipe, but for what it says of how its training went.
 * @param recordings what it learnt from, and keeps as templates if the recipe says so
 */
export function modelOf(
  recipe: IsolatedRecipe,
  { network, weights }: Pick<TrainedMembers, 'network' | 'weights'>,
  recordings: readonly LabeledWindow[],
): ModelToSave {
  const { name, title, description, rateHz, templates } = recipe;
  const reading = readingOf(recipe);
  const { channels, fixedLength, normalization, alphabet } = reading;
  const characters = recordings.map(({ text }) => text);
  return {
    manifest: {
      ...{ name, title, description, rateHz, channels, alphabet, normalization, network },
      fixedLength,
      decoding: 'single-character',
      ...(templates && { templates: { characters, ...templates } }),
    },
    weights,
    ...(templates && { templates: joined(recordings.map((one) => seriesOf(one, reading).values)) }),
  };
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    values.set(part, offset);
    offset += part.length;
  }
  return values;
}
