import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import { describeIssues } from '../../contract/issues.ts';
import { channelIndex, channelNames } from '../../contract/sensors.ts';
import { featureNames } from '../decoding/word-confidence.ts';
import { fixedLengthSchema } from '../input/fixed-length.ts';
import { downSamplingOf, networkDescription } from '../network/description.ts';
import { templatesSchema } from '../templates/templates.ts';
import { normalizationSchema } from '../input/normalization.ts';

export const manifestFile = 'manifest.json';
export const weightsFile = 'weights.bin';
export const cardFile = 'model-card.md';

const modelName = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/u, 'use lower-case letters, digits and hyphens'),
);

const channelList = v.pipe(
  v.array(v.picklist(channelNames)),
  v.minLength(1),
  v.check(
    (names) =>
      names.every((name, i) => i === 0 || channelIndex(names[i - 1]!) < channelIndex(name)),
    'channels must stand once each, in the order of the channel table',
  ),
);

const alphabet = v.pipe(
  v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(16))),
  v.minLength(1),
  v.check((characters) => new Set(characters).size === characters.length, 'must not repeat'),
);

const confidenceWeights = v.pipe(
  v.array(v.pipe(v.number(), v.finite())),
  v.length(featureNames.length),
);

/** Tempi at which a model reads whole pieces. */
export const tempiSchema = v.pipe(
  v.array(v.pipe(v.number(), v.minValue(0.5), v.maxValue(2))),
  v.minLength(1),
  v.maxLength(9),
);

/**
 * What a model is, beside its weights. Class 0 of the network is the CTC blank, class i + 1 is
 * `alphabet[i]`.
 */
export const modelManifest = v.pipe(
  v.strictObject({
    format: v.literal('quillwave-model'),
    formatVersion: v.literal(1),
    name: modelName,
    /** For people. */
    title: v.pipe(v.string(), v.minLength(1)),
    description: v.optional(v.string(), ''),
    rateHz: v.pipe(v.number(), v.minValue(1), v.maxValue(10_000)),
    /** The channels that the network reads, in the order of its inputs. */
    channels: channelList,
    alphabet,
    normalization: normalizationSchema,
    network: networkDescription,
    /**
     * How what the network says becomes text:
     * - `text` (default): CTC, any number of characters
     * - `single-character`: every window holds exactly one; its end is cut off where it only repeats
     *   the last reading (`readSingleCharacter`)
     */
    decoding: v.optional(v.picklist(['text', 'single-character'])),
    /** Of single characters: every window is brought to one length before it is normalised. */
    fixedLength: v.optional(fixedLengthSchema),
    /**
     * Whole pieces are read as if they had been written in so many times the time, and a text's
     * probability is its mean over them. Default: as they were written.
     */
    tempi: v.optional(tempiSchema),
    /** Recordings that readings are compared with, beside the network. */
    templates: v.optional(templatesSchema),
    /** Samples for each frame of the network; follows from `network`. */
    downSampling: v.pipe(v.number(), v.integer(), v.minValue(1)),
    /** The parameters' values one after another, then those of the templates, little-endian float32. */
    weights: v.strictObject({
      file: v.literal(weightsFile),
      bytes: v.pipe(v.number(), v.integer(), v.minValue(4)),
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u)),
    }),
    /** How much a language counts beside this network; `language tune` finds it. */
    language: v.optional(
      v.strictObject({
        weight: v.pipe(v.number(), v.minValue(0), v.maxValue(10)),
        insertionBonus: v.pipe(v.number(), v.minValue(-20), v.maxValue(20)),
        /** How far a word is believed to tell the next one. */
        context: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
      }),
    ),
    /**
     * What makes the confidence of a word the share of such words that are right, with dictionaries and
     * without; `language confidence` finds it. Default: what network and language say.
     */
    confidence: v.optional(
      v.strictObject({
        withLanguage: v.optional(confidenceWeights),
        alone: v.optional(confidenceWeights),
      }),
    ),
    /** How it was made: recipe, seed, data, results. Free, so that recipes may grow. */
    training: v.optional(v.record(v.string(), v.unknown())),
  }),
  v.check(
    ({ channels, network }) => channels.length === network.inputs,
    'the network has not one input for every channel',
  ),
  v.check(
    ({ alphabet, network }) => alphabet.length + 1 === network.classes,
    'the network has not one class for every character and one for the blank',
  ),
  v.check(
    ({ downSampling, network }) => downSampling === downSamplingOf(network),
    'downSampling is not that of the network',
  ),
  v.check(
    ({ fixedLength, decoding }) => fixedLength === undefined || decoding === 'single-character',
    'only windows of single characters can be brought to one length',
  ),
  v.check(
    ({ tempi, decoding }) => tempi === undefined || decoding !== 'single-character',
    'windows of single characters are not read at several tempi',
  ),
  v.check(
    ({ templates, fixedLength }) => templates === undefined || fixedLength !== undefined,
    'templates need a fixedLength',
  ),
  v.check(
    ({ templates, alphabet }) =>
      templates?.characters.every((character) => alphabet.includes(character)) ?? true,
    'templates must be of characters of the alphabet',
  ),
);

export type ModelManifest = v.InferOutput<typeof modelManifest>;

/** @throws UserError `model-manifest` (or `model-version`) naming what is wrong */
export function parseManifest(input: unknown, origin: string): ModelManifest {
  const result = v.safeParse(modelManifest, input);
  if (result.success) return result.output;
  const version = (input as { formatVersion?: unknown } | null | undefined)?.formatVersion;
  if (typeof version === 'number' && version > 1) {
    throw new UserError(
      'model-version',
      `The model in ${origin} has format version ${version}; this program reads version 1.`,
      'Update Quillwave, or choose another model.',
    );
  }
  throw new UserError(
    'model-manifest',
    `${origin} does not describe a model (${describeIssues(result.issues)}).`,
    'Copy the model folder again from where it came, or choose another model.',
  );
}

/** Values that stand in the weights file behind those of the network. */
export function templateValueCount({
  templates,
  fixedLength,
  channels,
}: Pick<ModelManifest, 'templates' | 'fixedLength' | 'channels'>): number {
  if (!templates || !fixedLength) return 0;
  return templates.characters.length * fixedLength.readings * channels.length;
}
