import type { HandwritingCorpus } from '../../../simulator/composition/handwriting-corpus.ts';
import {
  type HandwritingSimulationOptions,
  HandwritingSimulator,
} from '../../../simulator/composition/simulate-handwriting.ts';
import { alphabets } from '../../../contract/alphabet.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { wordsAlone } from './people.ts';
import type { WordsCorpus } from './words-corpus.ts';
import type { WordsRecipe } from './words-recipe.ts';

/** A held-out word by a person who had no part in training, or by the cursive writer. */
export interface HeldOutWriting extends LabeledWindow {
  readonly writer: string;
  readonly hand: 'left' | 'right';
}

/**
 * Words that training never asks for, as the writers of a part write them with pens of their own;
 * the same recipe, part, options and count always give the same samples.
 */
export function heldOutWritings(
  recipe: WordsRecipe,
  { writers }: Pick<WordsCorpus, 'writers'>,
  part: 'validation' | 'test',
  count: number,
  options: Omit<HandwritingSimulationOptions, 'seed' | 'rateHz' | 'vocabulary'> = {},
): HeldOutWriting[] {
  return simulate(recipe, { writers: writers[part], faulty: 0 }, part, count, options);
}

/** Held-out words as those wrote them who wrote words. */
export function heldOutWords(
  recipe: WordsRecipe,
  { written }: Pick<WordsCorpus, 'written'>,
  part: 'validation' | 'test',
  count: number,
): HeldOutWriting[] {
  return simulate(recipe, written, `${part}/written`, count, {});
}

/** Words as the people of a part wrote them, whichever words they are; none without people. */
export function peoplesWords(
  recipe: WordsRecipe,
  { people }: Pick<WordsCorpus, 'people'>,
  part: 'validation' | 'test',
  count: number,
  options: Pick<HandwritingSimulationOptions, 'vary'> = {},
): HeldOutWriting[] {
  if (!people) return [];
  const corpus = { writers: wordsAlone(people[part]), faulty: 0 };
  return simulate(recipe, corpus, `${part}/people`, count, {
    ...options,
    writtenVocabulary: 'all',
  });
}

function simulate(
  recipe: WordsRecipe,
  corpus: HandwritingCorpus,
  name: string,
  count: number,
  options: Omit<HandwritingSimulationOptions, 'seed' | 'rateHz' | 'vocabulary'>,
): HeldOutWriting[] {
  const alphabet = new Set<string>(alphabets[recipe.alphabet]);
  const simulator = new HandwritingSimulator(corpus, {
    // Another stream of random numbers for each part.
    seed: recipe.seed + (name.startsWith('test') ? 1_000_000 : 2_000_000),
    rateHz: recipe.rateHz,
    vocabulary: 'held-out',
    writtenVocabulary: 'held-out',
    labeledOnly: true,
    ...options,
  });
  const samples: HeldOutWriting[] = [];
  for (let index = 0; samples.length < count && index < 10 * count; index += 1) {
    const { label, writer = 'unknown', hand, writing } = simulator.sample(index);
    if (!label || !Array.from(label).every((character) => alphabet.has(character))) continue;
    const { rateHz, length, values, mask } = writing;
    samples.push({
      text: label,
      writer,
      hand,
      spans: [],
      window: { rateHz, mask, length, values, startMs: 0 },
    });
  }
  return samples;
}
