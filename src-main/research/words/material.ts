import { readTrajectories } from '../../data/formats/trajectories-format.ts';
import { collectHandwriting } from '../../simulator/composition/handwriting-corpus.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import type { RandomGenerator } from '../../simulator/random.ts';
import { RandomGenerator as Random } from '../../simulator/random.ts';
import { negativeBound } from '../../learning/cmr/negatives.ts';
import type { TeacherDescription } from '../../learning/cmr/teacher.ts';
import type { Picture, WordPictures } from '../../learning/kinds/words/word-pictures.ts';
import type { WordsBatches } from '../../learning/kinds/words/words-batches.ts';
import { findWordsFiles, type WordsCorpus } from '../../learning/kinds/words/words-corpus.ts';
import { heldOutWritings, type HeldOutWriting } from '../../learning/kinds/words/words-held-out.ts';
import { loadWordsRecipe, type WordsRecipe } from '../../learning/kinds/words/words-recipe.ts';
import { WordsSampler } from '../../learning/kinds/words/words-sampler.ts';
import { splitWriters } from '../../learning/kinds/words/writer-split.ts';
import { longest, type WordsSettings } from './settings.ts';

/** What all runs share: the writers, divided once, and the recordings that are never trained on. */
export interface WordsMaterial {
  /** Data and division of writers. */
  readonly base: WordsRecipe;
  readonly corpus: WordsCorpus;
  /** Unseen words by the validation writers: for curves. */
  readonly validation: readonly HeldOutWriting[];
  /** Unseen words by the test writers: for the figures. */
  readonly test: readonly HeldOutWriting[];
}

/**
 * @param base recipe whose data and writers are used; default that of the shipped model
 * @throws UserError `training-data` when data are missing
 */
export async function loadMaterial(
  dataFolder: string,
  { validationSamples, testSamples }: WordsSettings,
  base?: WordsRecipe,
): Promise<WordsMaterial> {
  const recipe = base ?? (await loadWordsRecipe('words'));
  const { characters } = await findWordsFiles(recipe, dataFolder);
  const { writers, faulty } = await collectHandwriting(smallLetters(characters));
  const corpus: WordsCorpus = {
    writers: splitWriters(writers, recipe.writers, recipe.seed),
    written: { writers: [], faulty },
    moreWords: { words: [], weights: new Float64Array() },
  };
  const short = (part: 'validation' | 'test', count: number) =>
    heldOutWritings(recipe, corpus, part, 3 * count)
      .filter(({ text }) => Array.from(text).length <= longest)
      .slice(0, count);
  return {
    base: recipe,
    corpus,
    validation: short('validation', validationSamples),
    test: short('test', testSamples),
  };
}

/** Fewer classes are learnt in fewer steps. */
async function* smallLetters(path: string) {
  for await (const sample of readTrajectories(path)) {
    if (sample.label !== undefined && /^[a-z]$/u.test(sample.label)) yield sample;
  }
}

/** So many recordings and no more, as a collection of real ones would be; simulated when first asked for. */
export class FixedWritings {
  readonly #sampler: WordsSampler;
  readonly #seed: number;
  readonly #written: LabeledWindow[] = [];
  /** Pictures of their texts, for `FixedPictures`. */
  readonly pictures = new Map<string, Picture[]>();

  constructor(
    recipe: WordsRecipe,
    corpus: WordsCorpus,
    private readonly count: number,
  ) {
    this.#sampler = new WordsSampler(recipe, corpus);
    this.#seed = recipe.seed;
  }

  write(step: number, random: RandomGenerator): LabeledWindow {
    const index = random.integer(0, this.count - 1);
    return (this.#written[index] ??= this.#sampler.write(
      step,
      new Random(`${this.#seed}/writing/${index}`),
    ));
  }

  vary(sample: LabeledWindow, random: RandomGenerator): LabeledWindow {
    return this.#sampler.vary(sample, random);
  }
}

/** The images of each step taken for the texts of one another: as many, as good, but the wrong ones. */
export function mistaken(
  batches: Pick<WordsBatches, 'batch' | 'images'>,
): Pick<WordsBatches, 'batch' | 'images'> {
  return {
    batch: (step) => batches.batch(step),
    images: (step) => {
      const images = batches.images(step);
      const { texts } = images;
      return { ...images, takenFor: texts.map((_, i) => texts[(i + 1) % texts.length]!) };
    },
  };
}

/** Pictures of a text that are drawn; later ones are some of these. */
const picturesOfText = 3;

/** So many pictures of a text and no more; drawn when first asked for, and shared by what is taught alike. */
export class FixedPictures {
  readonly teacher: TeacherDescription;
  readonly #pictures: WordPictures;
  readonly #kept: Map<string, Picture[]>;

  constructor(pictures: WordPictures, kept: Map<string, Picture[]>) {
    this.teacher = pictures.teacher;
    this.#pictures = pictures;
    this.#kept = kept;
  }

  draw(
    writing: Pick<LabeledWindow, 'text' | 'ink'>,
    step: number,
    random: RandomGenerator,
  ): Picture[] {
    const { pictures, objective, encoder } = this.teacher;
    const edits = negativeBound(step, objective.negatives);
    const number = random.integer(0, picturesOfText - 1);
    const key = JSON.stringify([writing.text, number, edits, pictures, encoder.height]);
    let drawn = this.#kept.get(key);
    if (!drawn) {
      drawn = this.#pictures.draw(writing, step, new Random(key));
      this.#kept.set(key, drawn);
    }
    return drawn;
  }
}
