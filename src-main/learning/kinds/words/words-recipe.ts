import * as v from 'valibot';
import { alphabets } from '../../../contract/alphabet.ts';
import { channelNames } from '../../../contract/sensors.ts';
import { tempiSchema } from '../../../recognizer/model/manifest.ts';
import { networkDescription } from '../../../recognizer/network/description.ts';
import { normalizationSchema } from '../../../recognizer/input/normalization.ts';
import { augmentationSchema } from '../../recipes/augmentation-recipe.ts';
import { teacherProblem, teacherSchema } from '../../cmr/teacher.ts';
import { checkRecipe, readRecipeFile } from '../../recipes/recipe-files.ts';
import {
  amount,
  count,
  optimizationEntries,
  range,
  share,
  whole,
} from '../../recipes/recipe-values.ts';

const file = v.pipe(v.string(), v.minLength(1));

/** A model of words: what people wrote on tablets, written again with the simulated pen. */
export const wordsRecipeSchema = v.pipe(
  v.strictObject({
    kind: v.literal('words'),
    /** Also the name of the model that comes out. */
    name: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use a-z, 0-9 and hyphens')),
    title: v.pipe(v.string(), v.minLength(1)),
    description: v.string(),
    /** Decides split, initial weights, samples and dropout. */
    seed: whole,
    alphabet: v.picklist(Object.keys(alphabets) as (keyof typeof alphabets)[]),
    rateHz: v.pipe(v.number(), v.minValue(25), v.maxValue(400)),
    channels: v.pipe(v.array(v.picklist(channelNames)), v.minLength(1)),
    normalization: normalizationSchema,
    network: networkDescription,
    /** At which tempi the model reads (`ModelManifest`). */
    tempi: v.optional(tempiSchema),
    /**
     * The recipe from whose model this one goes on: a recipe of models/recipes, or the path of a JSON
     * file. Default: random weights.
     */
    after: v.optional(v.pipe(v.string(), v.minLength(1))),
    /** Images that teach the network; default none. */
    teacher: v.optional(teacherSchema),
    /** Below the data folder; a user names another folder with --data. */
    data: v.strictObject({
      /** Trajectories of single characters by writer. */
      characters: file,
      /** Trajectories of words as they were written. */
      words: file,
      /** Words, lines and characters by many people; default none. */
      people: v.optional(
        v.strictObject({
          files: v.pipe(v.array(file), v.minLength(1)),
          /** Writers whose name begins so are passed over. */
          without: v.optional(v.array(v.pipe(v.string(), v.minLength(1))), []),
        }),
      ),
      /** One word and its count a line, beside the English words that come with the program. */
      moreWords: file,
      /** Where the three come from and under which licence, for the model card. */
      origin: v.array(v.string()),
    }),
    /** Writers kept from training: so many of each hand. */
    writers: v.strictObject({
      test: v.strictObject({ left: whole, right: count }),
      validation: v.strictObject({ left: whole, right: count }),
      /** The same of `data.people`. */
      people: v.optional(
        v.strictObject({
          test: v.strictObject({ left: whole, right: count }),
          validation: v.strictObject({ left: whole, right: count }),
        }),
      ),
    }),
    samples: v.strictObject({
      /** Shares of samples: words as written, and words in the fonts of the simulated pen. */
      written: share,
      fonts: share,
      /** Share of words in joined hands made of script fonts. */
      cursive: v.optional(share, 0),
      /** Words of `data.people`; default none. */
      people: v.optional(
        v.strictObject({
          /** Share of samples: their words as they wrote them. */
          written: share,
          /** Share of the composed texts in their letters. */
          composed: share,
          /** Share of their words that are varied, and how much: 1 makes another person's word. */
          varied: share,
          strength: amount,
        }),
      ),
      /** How writers become more writers; default: they stay as they are. */
      hands: v.optional(
        v.strictObject({
          /** Share of the composed words, and of the words as written, in a hand that was varied. */
          composed: share,
          written: share,
          /** 1 makes another grown-up's hand of each. */
          strength: amount,
          /** Share of the varied hands that borrow letters, and of the letters that are borrowed. */
          mixed: share,
          borrowed: share,
          /** Share of the letters between two samples of a writer instead of one. */
          blended: share,
        }),
        { composed: 0, written: 0, strength: 0, mixed: 0, borrowed: 0, blended: 0 },
      ),
      /** Share of the fonts' samples by the writer whom the simulated pen shows (seed 1). */
      familiar: share,
      /** Share of the composed texts that consist of `moreWords`. */
      moreWords: share,
      /** How often a left-handed writer's turn is, and how often a right-handed one's writing is held left. */
      leftHanded: share,
      heldLeft: share,
      /** Factor on the spread of the roll. */
      roll: amount,
      /** Share of pens whose sensors are mounted any way round. */
      anyMounting: share,
      /** Share of pens whose board is loose beside those drawn so anyway, one in 33. */
      looseBoards: v.optional(share, 0),
      leadMs: range,
      trailMs: range,
      /** Longer writings are drawn anew. */
      longestMs: v.pipe(v.number(), v.minValue(1000)),
      /** Characters of a sample at most: at first and when grown. */
      characters: range,
      growUntilStep: whole,
      /** How often each writing is used, differently augmented. */
      uses: count,
      /** Probabilities of pens that lack sensors; the rest have all 13 channels. */
      lacking: v.strictObject({
        magnetometer: share,
        rearAndMagnetometer: share,
        allButAccelerometerAndGyroscope: share,
        allButAccelerometerForceAndTwoAxes: share,
        allButAccelerometerAndForce: share,
      }),
      augmentation: augmentationSchema,
    }),
    training: v.strictObject({
      ...optimizationEntries,
      /** Where steps are counted from, when training goes on from the weights of another model. */
      firstStep: v.optional(whole),
      /**
       * Share of the weights that training went on from in those of the model: what was learnt before
       * is forgotten less (Wortsman et al. 2022, arXiv 2109.01903). Default 0.
       */
      keptOfStart: v.optional(share),
      /** Threads that compute gradients, each on its part of the batch. Part of the result. */
      workers: count,
      /** The learning rate keeps its peak until this step, then falls with a cosine. */
      constantUntilStep: whole,
      validationSamples: count,
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
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed || !dataset.value.teacher) return;
    const message = teacherProblem(dataset.value.network, dataset.value.teacher);
    if (message !== undefined) addIssue({ message });
  }),
  v.check(
    ({ samples }) =>
      samples.written + samples.fonts + samples.cursive + (samples.people?.written ?? 0) <= 1,
    'samples.written, samples.fonts, samples.cursive and samples.people.written must not exceed 1 together',
  ),
  v.check(
    ({ data, writers, samples }) =>
      (data.people === undefined) === (writers.people === undefined) &&
      (data.people !== undefined || samples.people === undefined),
    'data.people, writers.people and samples.people belong together',
  ),
  v.check(
    ({ samples }) => Object.values(samples.lacking).reduce((sum, one) => sum + one, 0) <= 1,
    'samples.lacking must not exceed 1 together',
  ),
  v.check(
    ({ training }) => training.batchSize % training.workers === 0,
    'training.batchSize must be a multiple of training.workers',
  ),
);

export type WordsRecipe = v.InferOutput<typeof wordsRecipeSchema>;

/** @throws UserError `recipe` saying which entry is wrong and how. */
export function parseWordsRecipe(input: unknown, source: string): WordsRecipe {
  return checkRecipe(wordsRecipeSchema, input, source);
}

/**
 * @param nameOrPath a recipe of models/recipes, or the path of a JSON file
 * @throws UserError `recipe` when there is none, or it is not valid
 */
export async function loadWordsRecipe(nameOrPath: string): Promise<WordsRecipe> {
  const { input, path } = await readRecipeFile(nameOrPath);
  return parseWordsRecipe(input, path);
}
