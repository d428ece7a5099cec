import { bench, describe } from 'vitest';
import { useTensorflow } from '../../compute/tensorflow.ts';
import { StepMemory } from '../../recognizer/network/operations/host/memory.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { columnsPerStep } from '../images/image-network.ts';
import { imageInputs } from '../images/grey-image.ts';
import { createBatches } from '../runs/threads/made-up-batches.testing.ts';
import { stepGradients } from '../gradients/training-step.ts';
import { loadWordsRecipe } from '../kinds/words/words-recipe.ts';
import { createJointModel } from './joint-model.ts';
import { taughtGradients, type TeachingImages } from './taught-step.ts';
import { jointDescriptionOf } from './teacher.ts';

/**
 * A step of models/recipes/words-taught.json in one thread, alone and taught. docs/research/cmr-is.md says
 * what was found. Run with `npx vitest bench src-main/learning/cmr`.
 */
const size = 24;
const images = 30;
const columns = 124;
const { network, teacher } = await loadWordsRecipe('words-taught');
const tensorflow = await useTensorflow();
const model = createJointModel(jointDescriptionOf(network, teacher!), { seed: 1 });
const large = { size, readings: 440, inputs: network.inputs };
const textOf = (index: number) => `text ${index % size}`;
const batch = {
  ...(await createBatches({ large }, 0)).batch(0),
  samples: Array.from({ length: size }, (_, i) => ({ text: textOf(i), spans: [] }) as never),
};
const random = new RandomGenerator(1);
const { height } = teacher!.encoder;
const pictures: TeachingImages = {
  inputs: imageInputs(
    Array.from({ length: images }, () => ({
      ...{ width: columns, height },
      pixels: Uint8Array.from({ length: columns * height }, () => random.integer(0, 255)),
    })),
    columnsPerStep(teacher!.encoder),
  ),
  texts: Array.from({ length: images }, (_, i) => textOf(i)),
  labels: Array.from({ length: images }, () => [1, 2, 3, 4, 5, 6]),
  spans: Array.from({ length: images }, () => []),
};
const memory = new StepMemory();
const options = { seed: 1, frameWeight: 0, memory };
const few = { time: 0, iterations: 10, warmupTime: 0, warmupIterations: 3 };

describe(`gradients of ${size} recordings`, () => {
  bench(
    'alone',
    async () => {
      await stepGradients(tensorflow, model, batch, options);
    },
    few,
  );
  bench(
    `with ${images} images`,
    async () => {
      const request = { objective: { classes: [] }, weights: [1, 1, 1] as const };
      const taught = { ...options, step: 0, request };
      await taughtGradients(model, { ...teacher!, boundaries: 'uniform' }, batch, pictures, taught);
    },
    few,
  );
});
