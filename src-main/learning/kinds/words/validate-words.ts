import type * as Tensorflow from '@tensorflow/tfjs-core';
import { errorRate } from '../../../recognizer/decoding/error-rate.ts';
import type { TrainableNetwork } from '../../../recognizer/network/trainable.ts';
import { greedyErrors } from '../../evaluation/greedy-errors.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import type { WordsRecipe } from './words-recipe.ts';

/** Greedy decoding of held-out words by the validation writers, fractions. */
export interface WordsValidation {
  readonly cer: number;
  readonly wer: number;
  /** Of held-out words by those who wrote words. */
  readonly writtenCer: number;
  /** Of words as many people wrote them, where the recipe has any. */
  readonly peopleCer?: number;
  /** Mean CTC loss a sample. */
  readonly loss: number;
  /** What checkpoints are compared by, lower is better. */
  readonly score: number;
}

export interface WordsValidationPart {
  readonly composed: readonly LabeledWindow[];
  readonly written: readonly LabeledWindow[];
  readonly people: readonly LabeledWindow[];
}

const batchSize = 32;

export async function validateWords(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  recipe: WordsRecipe,
  part: WordsValidationPart,
): Promise<WordsValidation> {
  const read = (samples: readonly LabeledWindow[]) =>
    greedyErrors(tensorflow, network, recipe, samples, batchSize);
  const composed = await read(part.composed);
  const written = await read(part.written);
  const people = await read(part.people);
  const losses = [...composed.losses, ...written.losses, ...people.losses];
  const cer = errorRate(composed.characters);
  const without = errorRate([...composed.characters, ...written.characters]);
  const peopleCer = part.people.length > 0 ? errorRate(people.characters) : undefined;
  return {
    cer,
    wer: errorRate(composed.words),
    writtenCer: errorRate(written.characters),
    loss: losses.reduce((sum, value) => sum + value, 0) / Math.max(1, losses.length),
    ...(peopleCer !== undefined && { peopleCer }),
    score: peopleCer === undefined ? without : (without + peopleCer) / 2,
  };
}
