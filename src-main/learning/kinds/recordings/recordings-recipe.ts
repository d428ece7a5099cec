import * as v from 'valibot';
import { alphabets, type Alphabet } from '../../../contract/alphabet.ts';
import { channelNames } from '../../../contract/sensors.ts';
import type { ModelManifest } from '../../../recognizer/model/manifest.ts';
import {
  networkDescription,
  parseNetwork,
  type NetworkDescription,
} from '../../../recognizer/network/description.ts';
import { networks, type NetworkName } from '../../../recognizer/network/presets.ts';
import { normalizationSchema } from '../../../recognizer/input/normalization.ts';
import { augmentationSchema } from '../../recipes/augmentation-recipe.ts';
import { checkRecipe } from '../../recipes/recipe-files.ts';
import {
  count,
  learningRate,
  optimizationEntries,
  range,
  share,
  whole,
} from '../../recipes/recipe-values.ts';
import { parseRecipe } from '../digits/digits-recipe.ts';
import { parseWordsRecipe } from '../words/words-recipe.ts';

const alphabetNames = Object.keys(alphabets) as (keyof typeof alphabets)[];

/** A model of whatever recordings someone has. */
export const recordingsRecipeSchema = v.pipe(
  v.strictObject({
    kind: v.literal('recordings'),
    /** Also the name of the model that comes out. */
    name: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use a-z, 0-9 and hyphens')),
    title: v.pipe(v.string(), v.minLength(1)),
    description: v.string(),
    /** Decides parts, initial weights, batches and dropout. */
    seed: whole,
    /** `labels`: every character that a label has. */
    alphabet: v.picklist(['labels', ...alphabetNames]),
    rateHz: v.pipe(v.number(), v.minValue(25), v.maxValue(400)),
    channels: v.optional(v.pipe(v.array(v.picklist(channelNames)), v.minLength(1)), [
      ...channelNames,
    ]),
    normalization: normalizationSchema,
    /** The name of a published network, or layers; the last one becomes as wide as the alphabet. */
    network: v.union([v.picklist(Object.keys(networks) as NetworkName[]), networkDescription]),
    data: v.optional(
      v.strictObject({
        /** Files and folders of recordings; a user names others with --recordings. */
        recordings: v.array(v.pipe(v.string(), v.minLength(1))),
        /** Where they come from, for the model card. */
        origin: v.optional(v.string(), ''),
      }),
      { recordings: [], origin: '' },
    ),
    /** Shares of the writers (or, with fewer than three, of the recordings) kept from training. */
    parts: v.strictObject({ test: share, validation: share }),
    /** Longer recordings are no words and are left out. */
    longestMs: v.optional(v.pipe(v.number(), v.minValue(1000)), 30_000),
    /** Several recordings of one writer as one sample. */
    joining: v.optional(
      v.strictObject({
        share,
        maximum: v.pipe(count, v.minValue(2)),
        gapMs: range,
        restProbability: share,
        restMs: range,
      }),
    ),
    augmentation: augmentationSchema,
    training: v.strictObject({
      ...optimizationEntries,
      /** Threads that compute gradients, each on its part of the batch. Part of the result. */
      workers: count,
      constantUntilStep: v.optional(whole, 0),
      /** Recordings of each check at most. */
      validationSamples: count,
      /** Checks in a row without a better one after which training ends. Default: none. */
      patience: v.optional(count),
    }),
    /** What is different when training starts from a model that can read already. */
    startedFromModel: v.optional(v.strictObject({ steps: count, learningRate })),
  }),
  v.check(
    ({ parts }) => parts.test > 0 && parts.validation > 0 && parts.test + parts.validation < 1,
    'parts.test and parts.validation must be above 0 and leave something for training',
  ),
  v.check(
    ({ training }) => training.batchSize % training.workers === 0,
    'training.batchSize must be a multiple of training.workers',
  ),
);

export type RecordingsRecipe = v.InferOutput<typeof recordingsRecipeSchema>;

const usualParts = { test: 0.15, validation: 0.1 };

/**
 * A recipe for recordings, of one for anything: network, alphabet, augmentation and optimisation of
 * a recipe that learns from other data are taken as they are, under the name `NAME-own`.
 * @throws UserError `recipe` saying which entry is wrong and how
 */
export function parseRecordingsRecipe(input: unknown, source: string): RecordingsRecipe {
  const { kind } = (input ?? {}) as { readonly kind?: unknown };
  if (kind === 'recordings') return checkRecipe(recordingsRecipeSchema, input, source);
  return checkRecipe(recordingsRecipeSchema, kind === 'words' ? ofWords() : ofPen(), source);

  function ofWords(): object {
    const recipe = parseWordsRecipe(input, source);
    const { samples, training } = recipe;
    const { longestMs, augmentation } = samples;
    const { constantUntilStep, workers, validationSamples } = training;
    const own = { constantUntilStep, workers, validationSamples };
    return {
      ...common(recipe),
      ...{ longestMs, augmentation },
      training: { ...optimisation(training), ...own },
    };
  }

  function ofPen(): object {
    const recipe = parseRecipe(input, source);
    const { recordings, sequences, training } = recipe;
    const { maximum, gapMs, restProbability, restMs, singleProbability } = sequences;
    return {
      ...common(recipe),
      parts: { test: recordings.test, validation: recordings.validation },
      joining: {
        share: 1 - singleProbability,
        maximum: Math.max(2, maximum),
        gapMs,
        restProbability,
        restMs,
      },
      augmentation: recordings.augmentation,
      training: { ...optimisation(training), workers: 1, validationSamples: 300 },
    };
  }
}

function common(
  recipe: Pick<
    RecordingsRecipe,
    'name' | 'title' | 'seed' | 'alphabet' | 'rateHz' | 'channels' | 'normalization'
  > & { readonly network: NetworkDescription },
): object {
  const { name, title, seed, alphabet, rateHz, channels, normalization, network } = recipe;
  return {
    kind: 'recordings',
    name: `${name}-own`,
    title: `${title}, own recordings`,
    description: `The network of “${name}”, trained on own recordings.`,
    ...{ seed, alphabet, rateHz, channels, normalization, network },
    parts: usualParts,
  };
}

/** What recipes of every kind have. */
function optimisation(
  training: Omit<
    RecordingsRecipe['training'],
    'workers' | 'validationSamples' | 'constantUntilStep'
  >,
): object {
  const { steps, batchSize, learningRate, warmUpSteps, weightDecay, clipNorm, patience } = training;
  const { frameWeight, frameWeightUntilStep, validateEvery, checkpointEvery } = training;
  return {
    ...{ steps, batchSize, learningRate, warmUpSteps, weightDecay, clipNorm },
    ...{ frameWeight, frameWeightUntilStep, validateEvery, checkpointEvery },
    ...(patience !== undefined && { patience }),
  };
}

/** A recipe with everything decided that depends on the data or on the model to start from. */
export type SettledRecipe = Omit<RecordingsRecipe, 'alphabet' | 'network'> & {
  readonly alphabet: Alphabet;
  readonly network: NetworkDescription;
};

/**
 * The recipe for a model that stands: what it reads and how stays, only its weights learn on.
 * Default learning rate: a fifth of that from scratch.
 */
export function settledFromModel(recipe: RecordingsRecipe, model: ModelManifest): SettledRecipe {
  const { startedFromModel, ...rest } = recipe;
  const changes = startedFromModel ?? { learningRate: recipe.training.learningRate / 5 };
  const { rateHz, channels, alphabet, normalization, network } = model;
  const steps = startedFromModel?.steps ?? recipe.training.steps;
  return {
    ...rest,
    ...{ rateHz, channels, alphabet, normalization, network },
    training: {
      ...recipe.training,
      ...changes,
      // It has found its own alignment long ago; that of the frame-wise loss would only disturb it.
      frameWeight: 0,
      warmUpSteps: Math.min(recipe.training.warmUpSteps, Math.ceil(steps / 10)),
    },
  };
}

/**
 * The recipe for a model from scratch.
 * @param texts labels, where the alphabet is theirs
 */
export function settledFromScratch(
  recipe: RecordingsRecipe,
  texts: Iterable<string>,
): SettledRecipe {
  const alphabet = recipe.alphabet === 'labels' ? charactersOf(texts) : alphabets[recipe.alphabet];
  const sizes = { inputs: recipe.channels.length, classes: alphabet.length + 1 };
  return { ...recipe, alphabet, network: networkOf(recipe.network, sizes) };
}

function charactersOf(texts: Iterable<string>): Alphabet {
  const characters = new Set<string>();
  for (const text of texts) for (const character of text) characters.add(character);
  return [...characters].sort();
}

function networkOf(
  network: RecordingsRecipe['network'],
  sizes: { readonly inputs: number; readonly classes: number },
): NetworkDescription {
  if (typeof network === 'string') return networks[network](sizes);
  const layers = [
    ...network.layers.slice(0, -1),
    { kind: 'linear' as const, units: sizes.classes },
  ];
  return parseNetwork({ ...sizes, layers });
}
