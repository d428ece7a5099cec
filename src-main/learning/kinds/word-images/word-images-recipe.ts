import * as v from 'valibot';
import { alphabets } from '../../../contract/alphabet.ts';
import { networkDescription } from '../../../recognizer/network/description.ts';
import { imageNetworkDescription } from '../../images/image-network.ts';
import { checkRecipe } from '../../recipes/recipe-files.ts';
import { count, optimizationEntries, range, share, whole } from '../../recipes/recipe-values.ts';
import { loadWordsRecipe, type WordsRecipe } from '../words/words-recipe.ts';

/** A reader of images of words, trained alone on drawn images: the offline recogniser. */
const schema = v.pipe(
  v.strictObject({
    kind: v.literal('word-images'),
    name: v.pipe(v.string(), v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'use a-z, 0-9 and hyphens')),
    title: v.pipe(v.string(), v.minLength(1)),
    description: v.string(),
    seed: whole,
    /** A recipe for words: whose handwriting is drawn, who is kept from training, which characters. */
    writersOf: v.pipe(v.string(), v.minLength(1)),
    encoder: imageNetworkDescription,
    head: networkDescription,
    pictures: v.strictObject({
      /** Share of the hands that are joined script or print of a font. */
      fonts: share,
      /** Share of the images that are clean ink on white paper; the others are photographs. */
      plain: share,
      /** Share of the images that show words as people wrote them (`data.people`). Default 0. */
      people: v.optional(share),
    }),
    samples: v.strictObject({
      /** Characters of a text at most: at first and when grown. */
      characters: range,
      growUntilStep: whole,
      /** Share of the texts that consist of the data's own words (German). */
      moreWords: share,
    }),
    training: v.strictObject({
      ...optimizationEntries,
      constantUntilStep: whole,
      validationSamples: count,
    }),
  }),
  v.check(
    ({ encoder, head }) => head.inputs === encoder.width,
    'head.inputs must be encoder.width',
  ),
);

export type WordImagesRecipe = v.InferOutput<typeof schema>;

/** @throws UserError `recipe` when it is not valid */
export function parseWordImagesRecipe(input: unknown, source: string): WordImagesRecipe {
  return checkRecipe(schema, input, source);
}

/** The recipe whose data are used. @throws UserError `recipe` when the head does not fit its alphabet */
export async function dataRecipeOf(recipe: WordImagesRecipe): Promise<WordsRecipe> {
  const words = await loadWordsRecipe(recipe.writersOf);
  const classes = alphabets[words.alphabet].length + 1;
  return checkRecipe(
    v.pipe(
      v.custom<WordsRecipe>(() => true),
      v.check(
        () => recipe.head.classes === classes,
        `head.classes must be ${classes}, one more than the alphabet`,
      ),
    ),
    words,
    recipe.name,
  );
}
