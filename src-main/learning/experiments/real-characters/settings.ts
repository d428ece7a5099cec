import type { AugmentationRecipe } from '../../augmentation-recipe.ts';

/** Where the weights come from before the first step. */
export type Arm = 'scratch' | 'base';

/** Everything that decides a run but data, split and base model. Chosen on validation parts. */
export interface RunSettings {
  /** From scratch: a small network, or the base model's own. The arm `base` has the latter. */
  readonly network: 'compact' | 'base';
  /**
   * From scratch: `fixed` by mean and deviation of the training part, `recording` by those of each
   * window. The arm `base` has the base model's.
   */
  readonly normalization: 'fixed' | 'recording' | 'base';
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Share of the learning rate for all layers but the last. */
  readonly encoderShare: number;
  readonly warmUpSteps: number;
  readonly weightDecay: number;
  /** Of the running mean of the weights, a step; the mean is what is judged. */
  readonly averaging: number;
  readonly frameWeight: number;
  readonly frameWeightUntilStep: number;
  readonly validateEvery: number;
  /** How often a training sample is one character; otherwise several are joined. */
  readonly singleProbability: number;
  /** Most characters that are joined, in training and test. */
  readonly longest: number;
  readonly augmentation: AugmentationRecipe;
  /** Readings of a window, as it is and warped a little, that are averaged in a test. */
  readonly votes: number;
}

const augmentation: AugmentationRecipe = {
  timeWarp: { probability: 0.8, speedChanges: 4, ratio: 1.3, overall: 1.25 },
  rotation: { probability: 0.7, degrees: 6 },
  gain: { probability: 0.5, deviation: 0.05 },
  crop: { probability: 0.5, start: 0.06, end: 0.06 },
  noise: { probability: 0.3, acceleration: 0.2, rotation: 0.04 },
  multiplicativeNoise: { probability: 0.25, deviation: 0.05 },
  drift: { probability: 0.25, maximum: 0.1, knots: 40 },
};

const common = {
  batchSize: 24,
  warmUpSteps: 50,
  weightDecay: 0.02,
  averaging: 0.99,
  frameWeight: 1,
  validateEvery: 100,
  singleProbability: 0.5,
  longest: 4,
  augmentation,
  votes: 5,
} as const;

const scratch: RunSettings = {
  ...common,
  network: 'compact',
  normalization: 'fixed',
  steps: 1500,
  learningRate: 0.002,
  encoderShare: 1,
  frameWeightUntilStep: 750,
};

const base: RunSettings = {
  ...common,
  network: 'base',
  normalization: 'base',
  steps: 1000,
  learningRate: 0.001,
  encoderShare: 0.5,
  frameWeightUntilStep: 300,
};

/** Settings by set and arm. */
export function settingsFor(_set: string, arm: Arm): RunSettings {
  return arm === 'scratch' ? scratch : base;
}
