import type { Variable } from '@tensorflow/tfjs-core';
import { childSeed } from '../../../recognizer/network/random.ts';
import { initialWeights } from '../../../recognizer/network/initialize.ts';
import {
  createTrainableNetwork,
  type TrainableNetwork,
} from '../../../recognizer/network/trainable.ts';
import type { NamedTensors } from '../../../recognizer/network/weights.ts';
import { imageHeadPrefix } from '../../images/image-reader.ts';
import { createTrainableImages, initialImageWeights } from '../../images/trainable-images.ts';
import type { WordImagesRecipe } from './word-images-recipe.ts';

/**
 * Encoder and head as one network, which reads B × columns × height greys: optimiser, steps and
 * checkpoints take it for any other. Its weights are those that `ImageReader` reads.
 *
 * @throws UserError `model-weights`
 */
export function createReadingNetwork(
  { encoder, head, seed }: Pick<WordImagesRecipe, 'encoder' | 'head' | 'seed'>,
  weights?: NamedTensors,
): TrainableNetwork {
  const isHead = ({ name }: { readonly name: string }) => name.startsWith(imageHeadPrefix);
  const ofHead = (all: NamedTensors) =>
    all
      .filter(isHead)
      .map((tensor) => ({ ...tensor, name: tensor.name.slice(imageHeadPrefix.length) }));
  const ofEncoder = (all: NamedTensors) => all.filter((tensor) => !isHead(tensor));
  const images = createTrainableImages(encoder, {
    seed: 0,
    weights: weights ? ofEncoder(weights) : initialImageWeights(encoder, childSeed(seed, 1)),
  });
  const letters = createTrainableNetwork(head, {
    seed: 0,
    weights: weights ? ofHead(weights) : initialWeights(head, childSeed(seed, 2)),
  });
  const variables = new Map<string, Variable>([
    ...images.variables,
    ...[...letters.variables].map(([name, variable]): [string, Variable] => [
      `${imageHeadPrefix}${name}`,
      variable,
    ]),
  ]);
  return {
    description: { ...head, inputs: encoder.height },
    variables,
    trainableVariables: [...images.trainableVariables, ...letters.trainableVariables],
    forward: (inputs, lengths, options) => {
      const { seed: chance = 0 } = options;
      const encoded = images.forward(inputs, lengths, { ...options, seed: childSeed(chance, 1) });
      return letters.forward(encoded.features, encoded.steps, {
        ...options,
        seed: childSeed(chance, 2),
      });
    },
    outputLength: (columns) => letters.outputLength(images.outputLength(columns)),
    weights: async () => [
      ...(await images.weights()),
      ...(await letters.weights()).map((tensor) => ({
        ...tensor,
        name: `${imageHeadPrefix}${tensor.name}`,
      })),
    ],
    load: (all) => {
      images.load(ofEncoder(all));
      letters.load(ofHead(all));
    },
    dispose: () => {
      images.dispose();
      letters.dispose();
    },
  };
}
