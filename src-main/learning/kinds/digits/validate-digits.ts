import type * as Tensorflow from '@tensorflow/tfjs-core';
import { errorRate } from '../../../recognizer/decoding/error-rate.ts';
import type { TrainableNetwork } from '../../../recognizer/network/trainable.ts';
import { greedyErrors } from '../../evaluation/greedy-errors.ts';
import type { HeldOut } from './digits-held-out.ts';
import type { Recipe } from './digits-recipe.ts';
import type { LabeledWindow } from '../../samples/sample.ts';

/** Greedy decoding of the validation part, fractions. */
export interface Validation {
  /** Share of single recordings read right. */
  readonly singleAccuracy: number;
  readonly sequenceCer: number;
  readonly simulatedCer: number;
  /** Mean CTC loss a sample. */
  readonly loss: number;
  /** What checkpoints are compared by, lower is better. */
  readonly score: number;
}

/** @param batchSize samples read at once */
export async function validate(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  recipe: Recipe,
  samples: HeldOut,
  batchSize: number,
): Promise<Validation> {
  const read = (part: readonly LabeledWindow[]) =>
    greedyErrors(tensorflow, network, recipe, part, batchSize);
  const single = await read(samples.single);
  const sequences = await read(samples.sequences);
  const simulated = await read(samples.simulated);
  const right = single.characters.filter(({ errors }) => errors === 0).length;
  const all = [single, sequences, simulated];
  const loss = mean(all.flatMap(({ losses }) => losses));
  const singleAccuracy = right / Math.max(1, single.characters.length);
  const sequenceCer = errorRate(sequences.characters);
  const simulatedCer = errorRate(simulated.characters);
  // Many checkpoints read a small part equally well: the loss decides between those.
  const score = (1 - singleAccuracy + sequenceCer + simulatedCer) / 3 + 0.01 * loss;
  return { singleAccuracy, sequenceCer, simulatedCer, loss, score };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
