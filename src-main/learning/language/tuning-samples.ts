import { UserError } from '../../contract/alerts.ts';
import type { ModelManifest } from '../../recognizer/model/manifest.ts';
import { readRecipeFile } from '../recipes/recipe-files.ts';
import { findWordsFiles, loadWordsCorpus, type WordsCorpus } from '../kinds/words/words-corpus.ts';
import {
  heldOutWords,
  heldOutWritings,
  type HeldOutWriting,
  peoplesWords,
} from '../kinds/words/words-held-out.ts';
import { parseWordsRecipe, type WordsRecipe } from '../kinds/words/words-recipe.ts';
import type { TuningSample } from './tune-language.ts';

/** Shares of the samples: as words are tested, with marks and phrases, and in joined script. */
const shares = { composed: 0.6, supplemented: 0.25, written: 0.15 } as const;
/** Of a recipe with many people's words so many of all are theirs. */
const people = 0.5;

interface WordsData {
  readonly recipe: WordsRecipe;
  readonly corpus: WordsCorpus;
}

/**
 * What a model of words was trained on, divided as then.
 * @param folder of the data; default that of the recipe
 * @throws UserError `tune-model` for a model that no recipe for words made, or `training-data`
 */
export async function wordsDataOf(
  { name, training }: ModelManifest,
  folder?: string,
): Promise<WordsData> {
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
  return { recipe, corpus: await loadWordsCorpus(recipe, await findWordsFiles(recipe, folder)) };
}

/** Samples of each test writer, as the figures on model cards have them. */
const testSamples = 40;

/** Held-out words, strings and numbers by the test writers: those of the model's card. */
export function testWritings({ recipe, corpus }: WordsData): HeldOutWriting[] {
  return heldOutWritings(recipe, corpus, 'test', testSamples * corpus.writers.test.length);
}

/**
 * Held-out words by the validation writers of the recipe that made a model: nothing of the test
 * part decides how a language counts.
 */
export function tuningSamples({ recipe, corpus }: WordsData, count: number): TuningSample[] {
  const theirs = peoplesWords(recipe, corpus, 'validation', Math.round(people * count));
  const part = (share: number) => Math.round(share * (count - theirs.length));
  return [
    ...theirs,
    ...heldOutWritings(recipe, corpus, 'validation', part(shares.composed)),
    ...heldOutWritings(recipe, corpus, 'validation', part(shares.supplemented), {
      supplement: true,
    }),
    ...heldOutWords(recipe, corpus, 'validation', part(shares.written)),
  ];
}
