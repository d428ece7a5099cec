import { alphabets, labelsOf } from '../../../contract/alphabet.ts';
import { TextSource } from '../../../simulator/composition/text-source.ts';
import { RandomGenerator } from '../../../simulator/random.ts';
import type { Batch } from '../digits/digits-batches.ts';
import { imageTargets } from '../../cmr/taught-step.ts';
import { parseTeacher } from '../../cmr/teacher.ts';
import { imageInputs } from '../../images/grey-image.ts';
import { columnsPerStep } from '../../images/image-network.ts';
import { type PicturedCorpus, WordPictures, type Picture } from '../words/word-pictures.ts';
import { TrainingTexts } from '../words/word-texts.ts';
import type { WordsCorpus } from '../words/words-corpus.ts';
import type { WordsRecipe } from '../words/words-recipe.ts';
import type { WordImagesRecipe } from './word-images-recipe.ts';

/** Batches drawn together and sorted by width, so that little of a batch is padding. */
const batchesPerBucket = 16;

/** Draws words in hands of a part of the writers. */
class Drawing {
  readonly #photographs: WordPictures;
  readonly #plain: WordPictures;
  readonly #plainShare: number;

  constructor(recipe: WordImagesRecipe, corpus: PicturedCorpus, fonts: number) {
    const { encoder, head, pictures } = recipe;
    const drawn = (plain: boolean) =>
      new WordPictures(
        // Nothing is compared: of a teacher only its way to draw is wanted.
        parseTeacher({
          ...{ objective: { loss: 'pairwise' }, sharedLayer: 0, steps: 1, encoder, head },
          pictures: { near: 0, own: 0, fonts, plain, people: pictures.people },
        }),
        corpus,
      );
    this.#photographs = drawn(false);
    this.#plain = drawn(true);
    this.#plainShare = pictures.plain;
  }

  draw(text: string, random: RandomGenerator): Picture {
    return this.#look(random).draw({ text }, 0, random)[0]!;
  }

  ofPeople(random: RandomGenerator): Picture {
    return this.#look(random).ofPeople(random);
  }

  #look(random: RandomGenerator): WordPictures {
    return random.chance(this.#plainShare) ? this.#plain : this.#photographs;
  }
}

/** Images of the training writers and of fonts; batch k depends on recipe and k alone. */
export class ImageBatches {
  readonly #recipe: WordImagesRecipe;
  readonly #words: WordsRecipe;
  readonly #texts: TrainingTexts;
  readonly #drawing: Drawing;
  #bucket = -1;
  #batches: readonly (readonly Picture[])[] = [];

  constructor(recipe: WordImagesRecipe, words: WordsRecipe, corpus: WordsCorpus) {
    this.#recipe = recipe;
    this.#words = words;
    const characters = alphabets[words.alphabet].filter((one) => one !== ' ');
    this.#texts = new TrainingTexts(characters, corpus.moreWords, recipe.samples.moreWords);
    this.#drawing = new Drawing(recipe, corpus, recipe.pictures.fonts);
  }

  batch(step: number): Batch {
    const bucket = Math.floor(step / batchesPerBucket);
    if (bucket !== this.#bucket) {
      this.#batches = this.#draw(bucket);
      this.#bucket = bucket;
    }
    return batchOf(this.#recipe, this.#words, this.#batches[step % batchesPerBucket]!);
  }

  #draw(bucket: number): Picture[][] {
    const { seed, samples, training, pictures: shares } = this.#recipe;
    const { characters, growUntilStep } = samples;
    const grown = Math.min(1, (bucket * batchesPerBucket + 1) / Math.max(1, growUntilStep));
    const longest = Math.round(characters[0] + (characters[1] - characters[0]) * grown);
    const pictures = Array.from({ length: batchesPerBucket * training.batchSize }, (_, index) => {
      const random = new RandomGenerator(`${seed}/image/${bucket}/${index}`);
      if (shares.people !== undefined && random.chance(shares.people)) {
        return this.#drawing.ofPeople(random);
      }
      return this.#drawing.draw(this.#texts.draw(longest, random), random);
    }).sort((a, b) => a.image.width - b.image.width);
    const batches = Array.from({ length: batchesPerBucket }, (_, index) =>
      pictures.slice(index * training.batchSize, (index + 1) * training.batchSize),
    );
    return new RandomGenerator(`${seed}/order/${bucket}`).shuffle(batches);
  }
}

export function batchOf(
  { encoder }: WordImagesRecipe,
  { alphabet }: WordsRecipe,
  pictures: readonly Picture[],
): Batch {
  const pace = columnsPerStep(encoder);
  const inputs = imageInputs(
    pictures.map(({ image }) => image),
    pace,
  );
  const labels = pictures.map(({ text }) => labelsOf(text, alphabets[alphabet]));
  const frames = inputs.columns / pace;
  const texts = pictures.map(({ text }) => text);
  const spans = pictures.map((picture) => picture.spans);
  return {
    size: pictures.length,
    readings: inputs.columns,
    frames,
    inputs: inputs.values,
    lengths: inputs.lengths,
    targets: imageTargets({ inputs, texts, labels, spans }, frames, pace),
    samples: [],
  };
}

/** Only the people of a part, to draw of: theirs is what then counts as training. */
function partAlone(
  { writers, people }: PicturedCorpus,
  part: 'validation' | 'test',
): PicturedCorpus {
  return {
    writers: { ...writers, training: writers[part] },
    ...(people && { people: { ...people, training: people[part] } }),
  };
}

/** Words as people of a part wrote them, narrowest first; none where the recipe shows none. */
export function peoplesPictures(
  recipe: WordImagesRecipe,
  corpus: PicturedCorpus,
  part: 'validation' | 'test',
  count: number,
): Picture[] {
  if (recipe.pictures.people === undefined) return [];
  const drawing = new Drawing(recipe, partAlone(corpus, part), 0);
  return Array.from({ length: count }, (_, index) =>
    drawing.ofPeople(new RandomGenerator(`${recipe.seed}/${part}/people/${index}`)),
  ).sort((a, b) => a.image.width - b.image.width);
}

/**
 * Held-out words in the hands of writers kept from training, no fonts among them.
 * @returns narrowest first
 */
export function heldOutPictures(
  recipe: WordImagesRecipe,
  words: WordsRecipe,
  { writers }: Pick<WordsCorpus, 'writers'>,
  part: 'validation' | 'test',
  count: number,
): Picture[] {
  const drawing = new Drawing(recipe, partAlone({ writers }, part), 0);
  // What all of them have written, so that no font is needed.
  const shared = alphabets[words.alphabet].filter((one) =>
    writers[part].every(({ characters }) => characters.includes(one)),
  );
  const source = new TextSource({ characters: shared, vocabulary: 'held-out' });
  return Array.from({ length: count }, (_, index) => {
    const random = new RandomGenerator(`${recipe.seed}/${part}/${index}`);
    return drawing.draw(source.draw(random), random);
  }).sort((a, b) => a.image.width - b.image.width);
}
