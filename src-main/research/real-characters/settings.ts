import type { AugmentationRecipe } from '../../learning/recipes/augmentation-recipe.ts';

/** Where the weights come from before the first step. */
export type Arm = 'scratch' | 'base';

/** Everything that decides a run but data, split and base model. Chosen on validation parts. */
export interface RunSettings {
  /**
   * From scratch: a small network for the channels that the pen has, or the base model's own.
   * Started from the base model it is always the latter.
   */
  readonly network: 'small' | 'base';
  /**
   * `training-part`: each channel by its mean and deviation there, so that the size of motions is
   * kept; `model`: the base model's.
   */
  readonly normalization: 'training-part' | 'model';
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
  learningRate: 0.002,
  encoderShare: 1,
  weightDecay: 0.02,
  frameWeight: 1,
  augmentation,
  votes: 5,
} as const;

/** What is known already is there after a few dozen steps: little has to be learnt. */
const byArm = {
  scratch: {
    ...common,
    network: 'small',
    normalization: 'training-part',
    warmUpSteps: 50,
    averaging: 0.99,
    frameWeightUntilStep: 300,
    validateEvery: 100,
  },
  base: {
    ...common,
    network: 'base',
    normalization: 'training-part',
    warmUpSteps: 30,
    averaging: 0.98,
    frameWeightUntilStep: 150,
    validateEvery: 50,
  },
} as const;

/** Long recordings cost more, and most of what is hard in them is hard in the single character. */
const joining = {
  short: { singleProbability: 0.6, longest: 4 },
  long: { singleProbability: 0.8, longest: 3 },
} as const;

const steps: Record<Arm, { readonly short: number; readonly long: number }> = {
  scratch: { short: 700, long: 800 },
  base: { short: 200, long: 450 },
};

/** Settings by set and arm. */
export function settingsFor(set: string, arm: Arm): RunSettings {
  if (set !== 'marker-digits') return { ...byArm[arm], ...joining.short, steps: steps[arm].short };
  const long = { ...byArm[arm], ...joining.long, steps: steps[arm].long };
  return arm === 'scratch' ? { ...long, learningRate: 0.003 } : { ...long, normalization: 'model' };
}
