import type * as Tensorflow from '@tensorflow/tfjs-core';
import { textOf } from '../../contract/alphabet.ts';
import { ctcLoss } from '../../recognizer/ctc/loss.ts';
import { greedyDecode } from '../../recognizer/ctc/greedy.ts';
import {
  characterErrors,
  errorRate,
  wordErrors,
  type ErrorCount,
} from '../../recognizer/decoding/error-rate.ts';
import type { TrainableNetwork } from '../../recognizer/network/trainable.ts';
import { assemble } from '../batches.ts';
import { alphabetOf } from '../recipe.ts';
import type { LabeledWindow } from '../sample.ts';
import { batchLogits } from '../training-step.ts';
import type { WordsRecipe } from './words-recipe.ts';

/** Greedy decoding of held-out words by the validation writers, fractions. */
export interface WordsValidation {
  readonly cer: number;
  readonly wer: number;
  /** Of held-out words by those who wrote words. */
  readonly writtenCer: number;
  /** Mean CTC loss a sample. */
  readonly loss: number;
  /** What checkpoints are compared by, lower is better. */
  readonly score: number;
}

export interface WordsValidationPart {
  readonly composed: readonly LabeledWindow[];
  readonly written: readonly LabeledWindow[];
}

const batchSize = 32;

export async function validateWords(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  recipe: WordsRecipe,
  part: WordsValidationPart,
): Promise<WordsValidation> {
  const read = (samples: readonly LabeledWindow[]) =>
    readSamples(tensorflow, network, recipe, samples);
  const composed = await read(part.composed);
  const written = await read(part.written);
  const losses = [...composed.losses, ...written.losses];
  const cer = errorRate(composed.characters);
  return {
    cer,
    wer: errorRate(composed.words),
    writtenCer: errorRate(written.characters),
    loss: losses.reduce((sum, value) => sum + value, 0) / Math.max(1, losses.length),
    score: errorRate([...composed.characters, ...written.characters]),
  };
}

async function readSamples(
  tensorflow: typeof Tensorflow,
  network: TrainableNetwork,
  recipe: WordsRecipe,
  samples: readonly LabeledWindow[],
) {
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
