import { parseNetwork, type NetworkDescription } from '../../recognizer/network/description.ts';
import { parseTeacher, type TeacherInput } from '../../learning/cmr/teacher.ts';
import { parseImageNetwork } from '../../learning/images/image-network.ts';
import { parseWordsRecipe, type WordsRecipe } from '../../learning/kinds/words/words-recipe.ts';

/** How large an experiment is; everything else is the same in every run. */
export interface WordsSettings {
  /** Recordings to train on: so many simulated writings, differently augmented each time. */
  readonly writings: number;
  readonly steps: number;
  readonly batchSize: number;
  /** Steps between two checks on the validation writers. */
  readonly checkEvery: number;
  readonly validationSamples: number;
  readonly testSamples: number;
}

export interface WordsArm {
  readonly name: string;
  /** None: the network learns from its own labels alone. */
  readonly teacher?: TeacherInput;
  /** At the shared layer each image stands for the text of another: what they show cannot help. */
  readonly mistaken?: boolean;
  /** A reader of images that comes with the program: the images begin with its networks and weights. */
  readonly reader?: string;
  /** Default: `baseNetwork`, and the rate that suits it. */
  readonly network?: NetworkDescription;
  readonly learningRate?: number;
  /** Whether the pen is told at first where its letters are, as only simulated ones can be. Default true. */
  readonly aligned?: boolean;
}

const classes = 77;

/** Small, so that many can be trained: 154 thousand parameters. */
export function baseNetwork(inputs = 13): NetworkDescription {
  return parseNetwork({
    inputs,
    classes,
    layers: [
      { kind: 'convolution', filters: 32, kernel: 7, stride: 2 },
      { kind: 'normalization', over: 'batch' },
      { kind: 'activation', function: 'relu' },
      { kind: 'convolution', filters: 64, kernel: 5, stride: 2 },
      { kind: 'normalization', over: 'batch' },
      { kind: 'activation', function: 'relu' },
      { kind: 'convolution', filters: 96, kernel: 5, stride: 2 },
      { kind: 'normalization', over: 'batch' },
      { kind: 'activation', function: 'relu' },
      { kind: 'dropout', rate: 0.1 },
      { kind: 'bidirectional-lstm', units: 72 },
      { kind: 'dropout', rate: 0.1 },
      { kind: 'linear', units: classes },
    ],
  });
}

/** Layers that are shared, by what they are. */
export const sharedLayers = { 'second convolution': 5, 'third convolution': 8, LSTM: 10 } as const;

const width = 64;

/** What all taught arms have in common unless they say otherwise. */
export const commonTeacher: TeacherInput = {
  objective: {
    loss: 'triplet',
    distance: 'cosine',
    negatives: { from: 5, to: 1, untilStep: 300 },
  },
  sharedLayer: sharedLayers['third convolution'],
  steps: 12,
  encoder: parseImageNetwork({
    height: 24,
    width,
    layers: [
      { kind: 'convolution-2d', filters: 6 },
      { kind: 'pooling-2d', size: [2, 2] },
      { kind: 'activation', function: 'relu' },
      { kind: 'convolution-2d', filters: 16 },
      { kind: 'pooling-2d', size: [1, 2] },
      { kind: 'normalization', over: 'instance' },
      { kind: 'activation', function: 'relu' },
      { kind: 'convolution-2d', filters: 32 },
      { kind: 'pooling-2d', size: [1, 2] },
      { kind: 'normalization', over: 'instance' },
      { kind: 'activation', function: 'relu' },
    ],
  }),
  head: parseNetwork({
    inputs: width,
    classes,
    layers: [
      { kind: 'convolution', filters: width, kernel: 5, activation: 'relu' },
      { kind: 'linear', units: classes },
    ],
  }),
};

/** The recipe of one run: data and division of `base`, the rest the experiment's own. */
export function recipeFor(
  base: WordsRecipe,
  arm: WordsArm,
  { steps, batchSize }: WordsSettings,
  seed: number,
): WordsRecipe {
  const { teacher, ...rest } = { ...base, teacher: arm.teacher && parseTeacher(arm.teacher) };
  return parseWordsRecipe(
    {
      ...rest,
      ...(teacher && { teacher }),
      seed,
      network: arm.network ?? baseNetwork(base.channels.length),
      samples: {
        ...base.samples,
        ...{ written: 0, fonts: 0, cursive: 0, moreWords: 0 },
        ...{ leftHanded: 0.2, heldLeft: 0, roll: 1, anyMounting: 0, looseBoards: 0.09 },
        ...{ leadMs: [60, 200], trailMs: [60, 200], longestMs: 5000 },
        ...{ characters: [longest, longest], growUntilStep: 0, uses: 1 },
        hands: { composed: 0, written: 0, strength: 0, mixed: 0, borrowed: 0, blended: 0 },
        lacking: {
          magnetometer: 0,
          rearAndMagnetometer: 0,
          allButAccelerometerAndGyroscope: 0,
          allButAccelerometerForceAndTwoAxes: 0,
          allButAccelerometerAndForce: 0,
        },
        augmentation: {
          timeWarp: { probability: 0.3, speedChanges: 5, ratio: 1.25, overall: 1.2 },
          rotation: { probability: 0.5, degrees: 6 },
        },
      },
      training: {
        ...{ steps, workers: 1, batchSize, warmUpSteps: 30 },
        learningRate: arm.learningRate ?? 0.004,
        ...{ constantUntilStep: Math.round(steps / 2), weightDecay: 0.01, clipNorm: 1 },
        ...{ frameWeight: arm.aligned === false ? 0 : 1 },
        frameWeightUntilStep: Math.round(0.6 * steps),
        ...{ validateEvery: 1, validationSamples: 1, checkpointEvery: 1 },
      },
    },
    'the experiment',
  );
}

/** Characters of a text at most, in training and test. */
export const longest = 5;
