import type * as Tensorflow from '@tensorflow/tfjs-core';
import { textOf } from '../contract/alphabet.ts';
import { ctcLoss } from '../recognizer/ctc/loss.ts';
import { greedyDecode } from '../recognizer/ctc/greedy.ts';
import { characterErrors, errorRate, type ErrorCount } from '../recognizer/decoding/error-rate.ts';
import type { TrainableNetwork } from '../recognizer/network/trainable.ts';
import { assemble } from './batches.ts';
import type { HeldOut } from './held-out.ts';
import { alphabetOf, type Recipe } from './recipe.ts';
import type { LabeledWindow } from './sample.ts';
import { batchLogits } from './training-step.ts';

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
    readSamples(tensorflow, network, recipe, part, batchSize);
  const single = await read(samples.single);
  const sequences = await read(samples.sequences);
  const simulated = await read(samples.simulated);
  const right = single.counts.filter(({ errors }) => errors === 0).length;
  const all = [single, sequences, simulated];
  const loss = mean(all.flatMap(({ losses }) => losses));
  const singleAccuracy = right / Math.max(1, single.counts.length);
  const sequenceCer = errorRate(sequences.counts);
  const simulatedCer = errorRate(simulated.counts);
  // Many checkpoints read a small part equally well: the loss decides between those.
  const score = (1 - singleAccuracy + sequenceCer + simulatedCer) / 3 + 0.01 * loss;
  return { singleAccuracy, sequenceCer, simulatedCer, loss, score };
}

async function readSamples(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  recipe: Recipe,
  samples: readonly LabeledWindow[],
  batchSize: number,
): Promise<{ counts: ErrorCount[]; losses: number[] }> {
  const counts: ErrorCount[] = [];
  const losses: number[] = [];
  const sorted = samples.toSorted((a, b) => a.window.length - b.window.length);
  for (let start = 0; start < sorted.length; start += batchSize) {
    const batch = assemble(recipe, sorted.slice(start, start + batchSize));
    const { logits, frames, classes } = await batchLogits(tensorflow, network, batch);
    batch.samples.forEach(({ text }, index) => {
      const length = batch.targets.frames[index]!;
      const from = index * frames * classes;
      const own = logits.slice(from, from + length * classes);
      const { loss } = ctcLoss(own, length, classes, batch.targets.labels[index]!);
      if (Number.isFinite(loss)) losses.push(loss);
      // The best path is the same for logits and for their logarithmic softmax.
      const { labels } = greedyDecode(own, length, classes);
      counts.push(characterErrors(text, textOf(labels, alphabetOf(recipe))));
    });
  }
  return { counts, losses };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
