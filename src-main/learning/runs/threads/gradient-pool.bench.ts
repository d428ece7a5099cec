import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bench, describe } from 'vitest';
import { useTensorflow } from '../../../compute/tensorflow.ts';
import { createTrainableNetwork } from '../../../recognizer/network/trainable.ts';
import { repositoryRoot } from '../../recipes/recipe-files.ts';
import { parseWordsRecipe } from '../../kinds/words/words-recipe.ts';
import { GradientPool } from './gradient-pool.ts';

/**
 * Gradients of 32 samples of 320 readings for the network of models/recipes/words.json, by one
 * thread and by two with half of the samples each. docs/use/training.md says what was found.
 * Run with `npx vitest bench src-main/learning/runs/threads`.
 */
const samples = 32;
const readings = 320;
const path = join(repositoryRoot, 'models', 'recipes', 'words.json');
const { network: description } = parseWordsRecipe(JSON.parse(await readFile(path, 'utf8')), path);
await useTensorflow();
const network = createTrainableNetwork(description, { seed: 1 });
const weights = new Map(
  (await network.weights()).map(({ name, values }) => [name, values] as const),
);

describe(`gradients of ${samples} samples`, () => {
  for (const workers of [1, 2]) {
    let pool: GradientPool | undefined;
    bench(
      `${workers} ${workers === 1 ? 'thread' : 'threads'}`,
      async () => {
        await pool!.step(weights, { step: 0, frameWeight: 0, seeds: [1, 2] });
      },
      {
        time: 0,
        iterations: 12,
        warmupTime: 0,
        warmupIterations: 3,
        setup: async () => {
          await pool?.close();
          pool = await GradientPool.start(network, {
            workers,
            batchesModule: new URL('./made-up-batches.testing.ts', import.meta.url).href,
            source: {
              large: { size: samples / workers, readings, inputs: description.inputs },
            },
          });
        },
        teardown: () => pool?.close(),
      },
    );
  }
});
