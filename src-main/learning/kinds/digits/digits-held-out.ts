import { RandomGenerator } from '../../../simulator/random.ts';
import type { Corpus } from './digits-corpus.ts';
import { joinWindows } from '../../samples/join.ts';
import type { Recipe } from './digits-recipe.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { randomText, simulateSample } from './digits-sampler.ts';

/** What a model is judged on; nothing of it is augmented. */
export interface HeldOut {
  /** Recordings as they are. */
  readonly single: readonly LabeledWindow[];
  /** Sequences of three to `sequences.maximum` recordings of the same part, joined. */
  readonly sequences: readonly LabeledWindow[];
  /** The simulator, by writers and pens that training does not draw. */
  readonly simulated: readonly LabeledWindow[];
}

export interface HeldOutCounts {
  readonly sequences: number;
  readonly simulated: number;
}

/** Training draws seeds below 2^31. */
const firstHeldOutSeed = 2 ** 31;

/** The same recipe, corpus, part and counts always give the same samples. */
export function heldOut(
  recipe: Recipe,
  corpus: Corpus,
  part: 'validation' | 'test',
  counts: HeldOutCounts,
): HeldOut {
  const random = new RandomGenerator(`${recipe.seed}/held-out/${part}`);
  const single = corpus[part];
  const { gapMs, restMs, restProbability, maximum } = recipe.sequences;
  const length = () => random.integer(Math.min(3, maximum), maximum);
  const sequences = Array.from({ length: counts.sequences }, () =>
    joinWindows(
      Array.from({ length: length() }, () => random.pick(single)),
      random,
      { gapMs, restMs, restProbability },
    ),
  );
  const offset = firstHeldOutSeed + (part === 'test' ? 1_000_000 : 0);
  const simulated = Array.from({ length: counts.simulated }, (_, index) =>
    simulateSample(recipe, randomText(recipe, random.integer(1, maximum), random), offset + index),
  );
  return { single, sequences, simulated };
}
