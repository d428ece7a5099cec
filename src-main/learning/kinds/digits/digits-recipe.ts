import * as v from 'valibot';
import { alphabets, type Alphabet } from '../../../contract/alphabet.ts';
import { channelNames } from '../../../contract/sensors.ts';
import { networkDescription } from '../../../recognizer/network/description.ts';
import { normalizationSchema } from '../../../recognizer/input/normalization.ts';
import { augmentationSchema } from '../../recipes/augmentation-recipe.ts';
import { checkRecipe, readRecipeFile } from '../../recipes/recipe-files.ts';
import { count, optimizationEntries, range, share, whole } from '../../recipes/recipe-values.ts';

/** What a model is trained on and how: everything that decides the result but the data themselves. */
export const recipeSchema = v.pipe(
  v.strictObject({
    /** Also the name of the model that comes out. */
    name: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use a-z, 0-9 and hyphens')),
    title: v.pipe(v.string(), v.minLength(1)),
    description: v.string(),
    /** Decides split, initial weights, batches and dropout. */
    seed: whole,
    alphabet: v.picklist(Object.keys(alphabets) as (keyof typeof alphabets)[]),
    rateHz: v.pipe(v.number(), v.minValue(25), v.maxValue(400)),
    channels: v.pipe(v.array(v.picklist(channelNames)), v.minLength(1)),
    normalization: normalizationSchema,
    network: networkDescription,
    recordings: v.strictObject({
      /** Below the data folder of the recipe's origin; a user names another file with --data. */
      file: v.pipe(v.string(), v.minLength(1)),
      /** Where the recordings come from and under which licence, for the model card. */
      origin: v.string(),
      /** Shares kept for the final figures and for choosing the checkpoint. */
      test: share,
      validation: share,
      augmentation: augmentationSchema,
    }),
    simulator: v.strictObject({
      /** Share of the training samples that the simulator writes. */
      share,
      /**
       * Seeds of writers and pens that are drawn more often than chance would: those that the
       * program shows of its own accord. `share` is of the simulated samples.
       */
      familiar: v.strictObject({ seeds: v.array(whole), share }),
      /** Chance of a space between two characters; spaces are written but not read. */
      spaceProbability: share,
      augmentation: augmentationSchema,
    }),
    sequences: v.strictObject({
      /** Most characters of one sample. */
      maximum: count,
      /** How often a sample is a single character, beside those that chance upon it. */
      singleProbability: share,
      /** Steps after which sequences have grown from three characters to their maximum. */
      growUntilStep: whole,
      gapMs: range,
      restProbability: share,
      restMs: range,
    }),
    training: v.strictObject({
      ...optimizationEntries,
      /** Checks in a row without a better one after which training ends. Default: none. */
      patience: v.optional(count),
    }),
  }),
  v.check(
    ({ network, channels }) => network.inputs === channels.length,
    'network.inputs must be the number of channels',
  ),
  v.check(
    ({ network, alphabet }) => network.classes === alphabets[alphabet].length + 1,
    'network.classes must be one more than the alphabet, for the CTC blank',
  ),
  v.check(
    ({ normalization, channels }) =>
      normalization.kind !== 'fixed' ||
      (normalization.offset.length === channels.length &&
        normalization.scale.length === channels.length),
    'normalization needs one offset and one scale for every channel',
  ),
  v.check(
    ({ recordings }) => recordings.test + recordings.validation < 1,
    'recordings.test and recordings.validation leave nothing for training',
  ),
);

export type Recipe = v.InferOutput<typeof recipeSchema>;

/** Recipes name an alphabet; one for recordings may hold that of its labels instead. */
export function alphabetOf({
  alphabet,
}: {
  readonly alphabet: Recipe['alphabet'] | Alphabet;
}): Alphabet {
  return typeof alphabet === 'string' ? alphabets[alphabet] : alphabet;
}

/** @throws UserError `recipe` saying which entry is wrong and how. */
export function parseRecipe(input: unknown, source: string): Recipe {
  return checkRecipe(recipeSchema, input, source);
}

/**
 * @param nameOrPath a recipe of models/recipes, or the path of a JSON file
 * @throws UserError `recipe` when there is none, or it is not valid
 */
export async function loadRecipe(nameOrPath: string): Promise<Recipe> {
  const { input, path } = await readRecipeFile(nameOrPath);
  return parseRecipe(input, path);
}
