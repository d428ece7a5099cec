import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useTensorflow } from '../../../compute/tensorflow.ts';
import { stepGradients } from '../../../learning/gradients/training-step.ts';
import type { WordsRecipe } from '../../../learning/kinds/words/words-recipe.ts';
import type { Layer, NetworkDescription } from '../../../recognizer/network/description.ts';
import { initialWeights } from '../../../recognizer/network/initialize.ts';
import { parametersFor } from '../../../recognizer/network/parameters.ts';
import { createRandom } from '../../../recognizer/network/random.ts';
import { createTrainableNetwork } from '../../../recognizer/network/trainable.ts';
import { elementCount, type NamedTensors } from '../../../recognizer/network/weights.ts';
import { batchOf } from './fixed-batches.ts';
import type { TrainingJob } from './job.ts';

/** A word of eight letters in 3.2 s. */
const readings = 320;
const textLength = 8;

/** The network, batch size and optimiser of a recipe, on noise. */
export async function makeUpJob(recipe: WordsRecipe, folder: string): Promise<TrainingJob> {
  const { network, training } = recipe;
  const random = createRandom(1);
  const weights = join(folder, 'weights.bin');
  const inputs = join(folder, 'inputs.bin');
  const { batchSize: size, learningRate, weightDecay, clipNorm } = training;
  await writeFile(
    weights,
    bytesOf(initialWeights(network, 1).flatMap(({ values }) => [...values])),
  );
  const count = size * readings * network.inputs;
  await writeFile(inputs, bytesOf(Array.from({ length: count }, () => 2 * random() - 1)));
  const labels = Array.from({ length: size }, () =>
    Array.from({ length: textLength }, () => 1 + Math.floor(random() * (network.classes - 1))),
  );
  const optimization = { learningRate, weightDecay, clipNorm };
  return { network, weights, size, readings, inputs, labels, ...optimization, threads: 1 };
}

function bytesOf(values: readonly number[]): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

export async function readWeights({ network, weights }: TrainingJob): Promise<NamedTensors> {
  // Copied, because what a file was read into need not begin at whole numbers.
  const values = new Float32Array(new Uint8Array(await readFile(weights)).buffer);
  let at = 0;
  return parametersFor(network).map(({ name, shape }) => {
    const start = at;
    at += elementCount(shape);
    return { name, shape: [...shape], values: values.slice(start, at) };
  });
}

/** CTC loss of the batch with the first weights and without dropout: tells one network from another. */
export async function firstLoss(job: TrainingJob): Promise<number> {
  const tensorflow = await useTensorflow();
  const network = createTrainableNetwork(withoutDropout(job.network), {
    seed: 0,
    weights: await readWeights(job),
  });
  const { loss } = await stepGradients(tensorflow, network, batchOf(job, 0), {
    seed: 0,
    frameWeight: 0,
  });
  network.dispose();
  return loss.ctc;
}

function withoutDropout(network: NetworkDescription): NetworkDescription {
  const quiet = <One extends Layer>(layer: One): One => ({
    ...layer,
    ...(layer.kind === 'dropout' && { rate: 0 }),
    ...(layer.kind === 'bidirectional-lstm' && { dropout: 0 }),
    ...(layer.kind === 'residual' && { layers: layer.layers.map(quiet) }),
  });
  return { ...network, layers: network.layers.map(quiet) };
}
