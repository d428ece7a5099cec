import type * as Tensorflow from '@tensorflow/tfjs-core';
import { errorRate } from '../../recognizer/decoding/error-rate.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../recognizer/network/weights.ts';
import type { BatchRecipe } from '../../learning/kinds/digits/digits-batches.ts';
import { greedyErrors } from '../../learning/evaluation/greedy-errors.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';

export interface Rates {
  readonly cer: number;
  readonly wer: number;
}

/** Error rates by the best path, fractions. */
export async function judge(
  tensorflow: typeof Tensorflow,
  recipe: BatchRecipe,
  weights: NamedTensors,
  samples: readonly LabeledWindow[],
): Promise<Rates> {
  const network = createTrainableNetwork(recipe.network, { seed: 0, weights });
  try {
    const { characters, words } = await greedyErrors(tensorflow, network, recipe, samples, 16);
    return { cer: errorRate(characters), wer: errorRate(words) };
  } finally {
    network.dispose();
  }
}
