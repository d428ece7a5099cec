import type { AugmentationRecipe } from '../recipes/augmentation-recipe.ts';
import type { Layers } from './layers.ts';

/** How a model learns a writer's hand; what it learns from is no part of it. */
export interface AdaptationSettings {
  readonly layers: Layers;
  /** At most; early stopping and the time limit may end it before. */
  readonly steps: number;
  /** Steps between two readings of what was kept back. */
  readonly checkEvery: number;
  /** Readings in a row without a better one after which learning ends. */
  readonly patience: number;
  readonly batchSize: number;
  /** At the end of the warm-up; falls with a cosine to a tenth. */
  readonly learningRate: number;
  readonly warmUpSteps: number;
  readonly clipNorm: number;
  /** Of the running mean of the weights, a step; the mean is what is judged. */
  readonly averaging: number;
  /** Shares of the samples: takes joined to sequences, and words made of their letters. */
  readonly joined: number;
  readonly recombined: number;
  /** Share of the samples that is simulated writing of others. */
  readonly replay: number;
  /** So many are simulated. */
  readonly replaySamples: number;
  readonly augmentation: AugmentationRecipe;
}

export const standardSettings: AdaptationSettings = {
  layers: 'all',
  steps: 60,
  checkEvery: 10,
  patience: 3,
  batchSize: 12,
  learningRate: 0.0015,
  warmUpSteps: 10,
  clipNorm: 1,
  averaging: 0.95,
  joined: 0.1,
  recombined: 0.5,
  replay: 0.15,
  replaySamples: 100,
  augmentation: {
    timeWarp: { probability: 0.6, speedChanges: 4, ratio: 1.2, overall: 1.2 },
    rotation: { probability: 0.5, degrees: 4 },
    gain: { probability: 0.3, deviation: 0.04 },
    noise: { probability: 0.2, acceleration: 0.15, rotation: 0.02 },
    multiplicativeNoise: { probability: 0.2, deviation: 0.05 },
    drift: { probability: 0.2, maximum: 0.1, knots: 40 },
  },
};

/** Chosen on the validation writers of the recipe “words”. */
export function settingsFor(takes: number): AdaptationSettings {
  const steps = Math.round(Math.min(300, Math.max(30, 11 * Math.sqrt(takes))) / 10) * 10;
  return { ...standardSettings, steps };
}
