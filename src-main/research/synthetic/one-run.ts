import { useTensorflow } from '../../compute/tensorflow.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { fitSingle, type FittedModel } from '../characters/fit-single.ts';
import { accuracyOf, embed, readScores } from '../characters/read-single.ts';
import { seriesNetwork, teacherWith, imageSide, type Arm } from './arms.ts';
import { sinusoidLabels, sinusoids } from './sinusoids.ts';

export interface SyntheticSettings {
  readonly trainingPerClass: number;
  readonly testPerClass: number;
  readonly steps: number;
  readonly batchSize: number;
  readonly checkEvery: number;
}

export interface SyntheticOutcome {
  /** Test accuracy after each check, 0 … 1. */
  readonly curve: readonly { readonly step: number; readonly accuracy: number }[];
}

export interface SyntheticRun {
  readonly arm: Arm;
  readonly noise: number;
  readonly settings: SyntheticSettings;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** Trains and tests once; samples, order and initial weights are the same for all arms of a seed. */
export async function syntheticRun(run: SyntheticRun): Promise<SyntheticOutcome> {
  const curve: { step: number; accuracy: number }[] = [];
  const model = await train(run, curve);
  model.network.dispose();
  return { curve };
}

/** Test recordings and images of one trained model at the shared layer. */
export async function syntheticEmbedding(run: SyntheticRun) {
  const model = await train(run, []);
  try {
    const { noise, seed } = run;
    const shown = sinusoids({ perClass: 12, noise, side: imageSide, seed: `${seed}/shown` });
    return await embed(
      model,
      shown.map(({ series }) => series),
      shown.map(({ picture }) => picture),
      sinusoidLabels,
    );
  } finally {
    model.network.dispose();
  }
}

async function train(
  { arm, noise, settings, seed, signal }: SyntheticRun,
  curve: { step: number; accuracy: number }[],
): Promise<FittedModel> {
  const { trainingPerClass, testPerClass, steps, batchSize, checkEvery } = settings;
  const options = { noise, side: imageSide };
  const training = sinusoids({ ...options, perClass: trainingPerClass, seed: `${seed}/training` });
  const test = sinusoids({ ...options, perClass: testPerClass, seed: `${seed}/test` }).map(
    ({ series }) => series,
  );
  const pictureOf = new Map(training.map(({ series, picture }) => [series, picture]));
  const random = new RandomGenerator(`${seed}/batches`);
  let waiting = random.shuffle([...training]);
  return fitSingle(await useTensorflow(), {
    network: seriesNetwork(),
    labels: sinusoidLabels,
    ...(arm.objective && { teacher: teacherWith(arm.objective) }),
    ...{ seed, steps, warmUpSteps: 20, learningRate: 0.006, weightDecay: 0.02 },
    epochSteps: Math.max(1, Math.round(training.length / batchSize)),
    nextSeries: () => {
      if (waiting.length < batchSize) waiting = random.shuffle([...training]);
      return waiting.splice(0, batchSize).map(({ series }) => series);
    },
    nextImages: (series) => series.map((one) => pictureOf.get(one)!),
    check: {
      every: checkEvery,
      run: async (model, step) => {
        const scores = await readScores(model, test, sinusoidLabels);
        curve.push({ step, accuracy: accuracyOf(scores, test, sinusoidLabels) });
      },
    },
    ...(signal && { signal }),
  });
}
