import type * as Tensorflow from '@tensorflow/tfjs-core';
import { textOf } from '../../contract/alphabet.ts';
import { ctcLoss } from '../../recognizer/ctc/loss.ts';
import { greedyDecode } from '../../recognizer/ctc/greedy.ts';
import {
  characterErrors,
  wordErrors,
  type ErrorCount,
} from '../../recognizer/decoding/error-rate.ts';
import type { TrainableNetwork } from '../../recognizer/network/trainable.ts';
import { assemble, type BatchRecipe } from '../kinds/digits/digits-batches.ts';
import { alphabetOf } from '../kinds/digits/digits-recipe.ts';
import type { LabeledWindow } from '../samples/sample.ts';
import { batchLogits } from '../gradients/training-step.ts';

export interface GreedyErrors {
  /** One entry a sample, shortest window first. */
  readonly characters: readonly ErrorCount[];
  readonly words: readonly ErrorCount[];
  /** CTC losses of the samples whose label fits their frames. */
  readonly losses: readonly number[];
}

/**
 * Reads samples with a network in training, by the best path.
 * @param batchSize samples read at once
 */
export async function greedyErrors(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  recipe: BatchRecipe,
  samples: readonly LabeledWindow[],
  batchSize: number,
): Promise<GreedyErrors> {
  const characters: ErrorCount[] = [];
  const words: ErrorCount[] = [];
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
      const read = textOf(labels, alphabetOf(recipe));
      characters.push(characterErrors(text, read));
      words.push(wordErrors(text, read));
    });
  }
  return { characters, words, losses };
}
