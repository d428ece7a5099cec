import { useTensorflow } from '../../compute/tensorflow.ts';
import { channelCount, channelIndex } from '../../contract/sensors.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import type { AugmentationRecipe } from '../../learning/recipes/augmentation-recipe.ts';
import { augmentSignal } from '../../learning/samples/augment-signal.ts';
import { augmentWriting } from '../../learning/samples/augment-writing.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import { fitSingle, type FittedModel } from './fit-single.ts';
import type { LabelledSeries } from './labelled-series.ts';
import { accuracyOf, embed, readScores } from './read-single.ts';
import { seriesNetwork, teacherFor, type Arm } from './arms.ts';
import type { Material } from './material.ts';

export interface CharacterSettings {
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Test recordings of each label at most. */
  readonly testPerLabel: number;
  /** Recordings of each label that are never tested, so that all shots are tested on the same. */
  readonly reserved: number;
}

export interface CharacterRun {
  readonly arm: Arm;
  /** Recordings of each label that are trained on; with `folds` all that are not tested. */
  readonly shots: number;
  /** Cross-validation instead: every recording is tested once. */
  readonly folds?: number;
  readonly settings: CharacterSettings;
  /** Whether training recordings are varied. Default true. */
  readonly varied?: boolean;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

export interface CharacterOutcome {
  /** 0 … 1, after the last step. */
  readonly accuracy: number;
  readonly tested: number;
}

/** The same in all arms: little is known of a hand from one letter of each kind. */
const augmentation: AugmentationRecipe = {
  timeWarp: { probability: 0.8, speedChanges: 4, ratio: 1.3, overall: 1.25 },
  rotation: { probability: 0.7, degrees: 6 },
  gain: { probability: 0.5, deviation: 0.05 },
  crop: { probability: 0.5, start: 0.06, end: 0.06 },
  noise: { probability: 0.3, acceleration: 0.2, rotation: 0.04 },
  drift: { probability: 0.25, maximum: 0.1, knots: 40 },
};

/** Trains and tests once; recordings, augmentation and initial weights are those of the seed. */
export async function characterRun(
  material: Material,
  run: CharacterRun,
): Promise<CharacterOutcome> {
  const { windows, alphabet: labels } = material.set;
  const divisions =
    run.folds === undefined ? [divide(windows, run)] : deal(windows, run.folds, run);
  let [right, tested] = [0, 0];
  for (const parts of divisions) {
    const { model, test } = await train(material, run, parts);
    try {
      const scores = await readScores(model, test, labels);
      right += accuracyOf(scores, test, labels) * test.length;
      tested += test.length;
    } finally {
      model.network.dispose();
    }
  }
  return { accuracy: right / tested, tested };
}

/** Test recordings and as many images of each label at the shared layer. */
export async function characterEmbedding(material: Material, run: CharacterRun) {
  const { model, test } = await train(material, run, divide(material.set.windows, run));
  try {
    const pictures = [...picturesOf(material, run.arm).values()].flatMap((own) =>
      own.filter((_, at) => at % Math.max(1, Math.floor(own.length / 4)) === 0).slice(0, 4),
    );
    return await embed(model, test, pictures, material.set.alphabet);
  } finally {
    model.network.dispose();
  }
}

async function train(
  material: Material,
  run: CharacterRun,
  parts: Parts,
): Promise<{ model: FittedModel; test: LabelledSeries[] }> {
  const { arm, settings, seed, signal } = run;
  const { set } = material;
  const { steps, batchSize, learningRate } = settings;
  const series = seriesOf(parts.training, set.channels.map(channelIndex));
  const random = new RandomGenerator(`${seed}/batches`);
  const pictures = picturesOf(material, arm);
  // Of its own, so that asking for pictures changes nothing about the recordings.
  const choice = new RandomGenerator(`${seed}/pictures`);
  let waiting: LabeledWindow[] = [];
  const next = () => {
    if (waiting.length === 0) waiting = random.shuffle([...parts.training]);
    const recording = waiting.pop()!;
    if (run.varied === false) return series(recording);
    const written = augmentWriting(recording, augmentation, random);
    return series(augmentSignal(written, augmentation, random));
  };
  const classes = set.alphabet.length;
  const model = await fitSingle(await useTensorflow(), {
    network: seriesNetwork(set.channels.length, classes),
    labels: set.alphabet,
    ...(arm.teaching && { teacher: teacherFor(arm.teaching, classes) }),
    ...{ seed, steps, learningRate, warmUpSteps: 20, weightDecay: 0.02, epochSteps: 20 },
    nextSeries: () => Array.from({ length: batchSize }, next),
    nextImages: (batch) => batch.map(({ label }) => choice.pick(pictures.get(label)!)),
    ...(signal && { signal }),
  });
  return { model, test: parts.test.map(series) };
}

function picturesOf({ pictures }: Material, { teaching }: Arm) {
  return pictures[teaching?.pictures ?? 'photographs'];
}

interface Parts {
  readonly training: readonly LabeledWindow[];
  readonly test: readonly LabeledWindow[];
}

/** The recordings of each label, shuffled by the seed, dealt out as evenly as can be. */
function deal(
  windows: readonly LabeledWindow[],
  folds: number,
  { seed }: Pick<CharacterRun, 'seed'>,
): Parts[] {
  const dealt = new Map<LabeledWindow, number>();
  for (const label of labelsOf(windows)) {
    const own = windows.filter(({ text }) => text === label);
    for (const one of new RandomGenerator(`${seed}/deal/${label}`).shuffle(own)) {
      dealt.set(one, dealt.size % folds);
    }
  }
  return Array.from({ length: folds }, (_, fold) => ({
    training: windows.filter((one) => dealt.get(one) !== fold),
    test: windows.filter((one) => dealt.get(one) === fold),
  }));
}

function labelsOf(windows: readonly LabeledWindow[]): string[] {
  return [...new Set(windows.map(({ text }) => text))].sort();
}

/** Of each label so many for training; the test part is the same for any number of them. */
function divide(
  windows: readonly LabeledWindow[],
  { shots, settings, seed }: Pick<CharacterRun, 'shots' | 'settings' | 'seed'>,
): Parts {
  const { reserved, testPerLabel } = settings;
  const shuffled = labelsOf(windows).map((label) =>
    new RandomGenerator(`${seed}/divide/${label}`).shuffle(
      windows.filter(({ text }) => text === label),
    ),
  );
  return {
    training: shuffled.flatMap((own) => own.slice(0, shots)),
    test: shuffled.flatMap((own) => own.slice(reserved, reserved + testPerLabel)),
  };
}

/** The pen's channels, by their mean and deviation over the training recordings. */
function seriesOf(training: readonly LabeledWindow[], channels: readonly number[]) {
  const scales = channels.map((channel) => {
    const values = training.flatMap(({ window }) =>
      Array.from({ length: window.length }, (_, t) => window.values[t * channelCount + channel]!),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    return { mean, deviation: Math.sqrt(square) || 1 };
  });
  return ({ text, window }: LabeledWindow): LabelledSeries => {
    const values = new Float32Array(window.length * channels.length);
    for (let t = 0; t < window.length; t += 1) {
      channels.forEach((channel, at) => {
        const { mean, deviation } = scales[at]!;
        values[t * channels.length + at] =
          (window.values[t * channelCount + channel]! - mean) / deviation;
      });
    }
    return { label: text, length: window.length, values };
  };
}
