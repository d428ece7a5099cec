import * as v from 'valibot';
import { channelNames } from '../../../contract/sensors.ts';
import { fixedLengthSchema } from '../../../recognizer/input/fixed-length.ts';
import { networkDescription } from '../../../recognizer/network/description.ts';
import { normalizationSchema } from '../../../recognizer/input/normalization.ts';
import { templatesSchema } from '../../../recognizer/templates/templates.ts';
import { checkRecipe } from '../../recipes/recipe-files.ts';
import { amount, count, share, whole } from '../../recipes/recipe-values.ts';
import { whyNotJoined } from './join-networks.ts';
import { variationSchema } from './variation.ts';

/**
 * A model of recordings that hold one character each, of which there are few: all are trained on, and
 * cross-validation says how good that is.
 */
export const isolatedRecipeSchema = v.pipe(
  v.strictObject({
    kind: v.literal('isolated-characters'),
    /** Also the name of the model that comes out. */
    name: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use a-z, 0-9 and hyphens')),
    title: v.pipe(v.string(), v.minLength(1)),
    description: v.string(),
    /** Decides folds, initial weights, samples and dropout. */
    seed: whole,
    /** Every character that a recording may hold. */
    alphabet: v.pipe(
      v.string(),
      v.check((text) => new Set(text).size === Array.from(text).length, 'must not repeat'),
    ),
    rateHz: v.pipe(v.number(), v.minValue(25), v.maxValue(400)),
    channels: v.pipe(v.array(v.picklist(channelNames)), v.minLength(1)),
    fixedLength: fixedLengthSchema,
    normalization: normalizationSchema,
    /** Of each member. */
    network: networkDescription,
    data: v.strictObject({
      /** Below the data folder; a user names another file with --data. */
      recordings: v.pipe(v.string(), v.minLength(1)),
      /** Where they come from and under which licence, for the model card. */
      origin: v.string(),
    }),
    samples: v.strictObject({
      /** Share of the samples that lie between two recordings of one character (`blend`). */
      blended: share,
      variation: variationSchema,
    }),
    /** All recordings are kept in the model as templates, which count beside the network. */
    templates: v.exactOptional(v.omit(templatesSchema, ['characters'])),
    crossValidation: v.strictObject({
      folds: v.pipe(count, v.minValue(2)),
      /** How often the recordings are divided anew. */
      divisions: count,
      /** Networks of each fold; default `training.members`. With fewer the figures err on the safe side. */
      members: v.exactOptional(count),
    }),
    training: v.strictObject({
      /** Networks that are trained one after the other and joined side by side into one. */
      members: count,
      /** Of each member. */
      steps: count,
      batchSize: count,
      learningRate: v.pipe(v.number(), v.gtValue(0)),
      warmUpSteps: whole,
      weightDecay: amount,
      /** Gradients are scaled down to this global norm. */
      clipNorm: v.pipe(v.number(), v.gtValue(0)),
      /** Share of each target that is spread over all characters. */
      labelSmoothing: share,
      checkpointEvery: count,
    }),
  }),
  v.check(
    ({ network, channels }) => network.inputs === channels.length,
    'network.inputs must be the number of channels',
  ),
  v.check(
    ({ network, alphabet }) => network.classes === Array.from(alphabet).length + 1,
    'network.classes must be one more than the alphabet, for the CTC blank',
  ),
  v.check(
    ({ network, training }) => training.members === 1 || whyNotJoined(network.layers) === undefined,
    'only convolutional networks without normalisation by layer can be joined: training.members must be 1',
  ),
);

export type IsolatedRecipe = v.InferOutput<typeof isolatedRecipeSchema>;

/** @throws UserError `recipe` saying which entry is wrong and how. */
export function parseIsolatedRecipe(input: unknown, source: string): IsolatedRecipe {
  return checkRecipe(isolatedRecipeSchema, input, source);
}

/** What of a recipe says how windows are read. */
export function readingOf(recipe: IsolatedRecipe) {
  const { channels, fixedLength, normalization, network, alphabet } = recipe;
  return { channels, fixedLength, normalization, network, alphabet: Array.from(alphabet) };
}
