import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { useTensorflow } from '../../compute/tensorflow.ts';
import { parseNetwork } from '../../recognizer/network/description.ts';
import { createTrainableNetwork } from '../../recognizer/network/trainable.ts';
import { RunFolder } from './run-folder.ts';
import { Run, type TrainingResult } from './run.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-run-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What the checks after steps 2, 4, 6 … say. */
const scores = [0.9, 0.5, 0.8, 0.6, 0.55, 0.4, 0.3, 0.2];
const recipe = {
  steps: 16,
  learningRate: 0.1,
  warmUpSteps: 0,
  weightDecay: 0,
  clipNorm: 1,
  frameWeight: 0,
  frameWeightUntilStep: 0,
  validateEvery: 2,
  checkpointEvery: 3,
};

/** Trains on made-up gradients, from the checkpoint that stands in the folder. */
async function train(
  name: string,
  { patience, until }: { patience?: number; until?: number } = {},
): Promise<TrainingResult & { steps: number[] }> {
  await useTensorflow('cpu');
  const path = join(folder, name);
  const standing = await new RunFolder(path).loadCheckpoint();
  const runFolder = standing ? new RunFolder(path) : await RunFolder.create(path, {});
  const network = createTrainableNetwork(
    parseNetwork({ inputs: 1, classes: 2, layers: [{ kind: 'linear', units: 2 }] }),
    { seed: 1, ...(standing && { weights: standing.weights }) },
  );
  let step = standing?.step ?? 0;
  const abort = new AbortController();
  const steps: number[] = [];
  const run = new Run({
    network,
    folder: runFolder,
    recipe: { ...recipe, patience },
    checkpoint: standing,
    gradients: () => {
      step += 1;
      const gradients = new Map(
        [...network.variables].map(([one, { size }]) => [one, new Float32Array(size).fill(step)]),
      );
      return Promise.resolve({ loss: { ctc: 1, frameWise: 0, nonFinite: 0 }, gradients });
    },
    validate: () => Promise.resolve({ score: scores[step / 2 - 1]! }),
  });
  await run.go({
    signal: abort.signal,
    onProgress: (progress) => {
      steps.push(progress.step);
      if (progress.step === until) abort.abort();
    },
  });
  const best = await runFolder.loadBest();
  network.dispose();
  return { ...run.state, steps, ...(best && { best }) };
}

describe('patience', () => {
  test('without it training goes to its end', async () => {
    expect(await train('whole')).toMatchObject({ finished: true, step: 16, best: { step: 16 } });
  });

  test('ends training after so many checks without a better one, and keeps the best weights', async () => {
    const stopped = await train('impatient', { patience: 3 });
    expect(stopped).toMatchObject({ finished: true, step: 10, best: { step: 4, score: 0.5 } });
    const four = await train('four', { until: 4 });
    expect(stopped.best!.weights).toEqual(four.best!.weights);
  });

  test('one check more, and the better one would have come', async () => {
    expect(await train('patient', { patience: 4 })).toMatchObject({ step: 16 });
  });

  test.each([3, 5, 9])(
    'a run stopped at step %i and resumed ends at the same step',
    async (until) => {
      const first = await train('parts', { patience: 3, until });
      expect(first).toMatchObject({ finished: false, step: until });
      expect(await train('parts', { patience: 3 })).toMatchObject({
        finished: true,
        step: 10,
        best: { step: 4 },
      });
    },
  );

  test('a run that has ended so does not go on', async () => {
    await train('ended', { patience: 3 });
    expect(await train('ended', { patience: 3 })).toMatchObject({
      finished: true,
      step: 10,
      steps: [],
    });
  });
});
