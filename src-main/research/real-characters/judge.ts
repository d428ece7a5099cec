import type * as Tensorflow from '@tensorflow/tfjs-core';
import { textOf } from '../../contract/alphabet.ts';
import { labellingLogProbability } from '../../recognizer/ctc/forward.ts';
import { greedyDecode } from '../../recognizer/ctc/greedy.ts';
import { logSoftmax } from '../../recognizer/ctc/softmax.ts';
import type { TrainableNetwork } from '../../recognizer/network/trainable.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import type { AugmentationRecipe } from '../../learning/recipes/augmentation-recipe.ts';
import { augmentWriting } from '../../learning/samples/augment-writing.ts';
import { assemble, type BatchRecipe } from '../../learning/kinds/digits/digits-batches.ts';
import { alphabetOf } from '../../learning/kinds/digits/digits-recipe.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import { batchLogits } from '../../learning/gradients/training-step.ts';

export interface SingleReading {
  readonly written: string;
  /** The character that is most probable, given that one was written (exact CTC probability). */
  readonly read: string;
  /** What the best path says without knowing that it is one character. */
  readonly text: string;
  /** -ln P(written | one character was written). */
  readonly loss: number;
}

export interface Network {
  readonly tensorflow: typeof Tensorflow;
  readonly network: TrainableNetwork;
  readonly recipe: BatchRecipe;
}

const batchSize = 32;
/** How differently a hand may have written what is voted on. */
const variations: AugmentationRecipe = {
  timeWarp: { probability: 1, speedChanges: 3, ratio: 1.1, overall: 1.12 },
  rotation: { probability: 1, degrees: 2.5 },
};

/**
 * Reads single characters.
 * @param votes readings of each window, the first as it is, the others varied a little; their
 *   probabilities are averaged
 * @returns one a window, in order
 */
export async function readSingles(
  reader: Network,
  windows: readonly LabeledWindow[],
  votes = 1,
): Promise<SingleReading[]> {
  const alphabet = alphabetOf(reader.recipe);
  const sums = windows.map(() => new Float64Array(alphabet.length));
  const texts: string[] = [];
  for (let vote = 0; vote < votes; vote += 1) {
    const varied =
      vote === 0
        ? windows
        : windows.map((window, index) =>
            augmentWriting(window, variations, new RandomGenerator(`vote/${vote}/${index}`)),
          );
    await readEach(reader, varied, (index, logProbabilities, frames, classes) => {
      if (vote === 0) texts[index] = bestPath(logProbabilities, frames, classes, reader);
      const scores = Float64Array.from(alphabet, (_, character) =>
        labellingLogProbability(logProbabilities, 0, frames, classes, [character + 1]),
      );
      softMax(scores).forEach((share, character) => {
        sums[index]![character]! += share / votes;
      });
    });
  }
  return windows.map(({ text }, index) => {
    const shares = sums[index]!;
    const best = shares.indexOf(shares.reduce((most, share) => Math.max(most, share)));
    const loss = -Math.log(Math.max(1e-12, shares[alphabet.indexOf(text)]!));
    return { written: text, read: alphabet[best]!, text: texts[index]!, loss };
  });
}

/** Reads texts by the best path; one a window, in order. */
export async function readTexts(
  reader: Network,
  windows: readonly LabeledWindow[],
): Promise<string[]> {
  const texts: string[] = [];
  await readEach(reader, windows, (index, logProbabilities, frames, classes) => {
    texts[index] = bestPath(logProbabilities, frames, classes, reader);
  });
  return texts;
}

async function readEach(
  { tensorflow, network, recipe }: Network,
  windows: readonly LabeledWindow[],
  use: (index: number, logProbabilities: Float64Array, frames: number, classes: number) => void,
): Promise<void> {
  const order = windows
    .map((_, index) => index)
    .sort((a, b) => windows[a]!.window.length - windows[b]!.window.length);
  for (let start = 0; start < order.length; start += batchSize) {
    const part = order.slice(start, start + batchSize);
    const batch = assemble(
      recipe,
      part.map((index) => windows[index]!),
    );
    const { logits, frames, classes } = await batchLogits(tensorflow, network, batch);
    part.forEach((index, place) => {
      const own = batch.targets.frames[place]!;
      const from = place * frames * classes;
      const shares = new Float64Array(own * classes);
      logSoftmax(logits, own, classes, shares, from);
      use(index, shares, own, classes);
    });
  }
}

function bestPath(
  logProbabilities: Float64Array,
  frames: number,
  classes: number,
  { recipe }: Network,
): string {
  return textOf(greedyDecode(logProbabilities, frames, classes).labels, alphabetOf(recipe));
}

function softMax(scores: Float64Array): Float64Array {
  const highest = scores.reduce((most, score) => Math.max(most, score));
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
