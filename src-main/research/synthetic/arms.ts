import { parseNetwork, type NetworkDescription } from '../../recognizer/network/description.ts';
import { parseObjective, type ObjectiveDescription } from '../../learning/cmr/objective.ts';
import { parseImageNetwork } from '../../learning/images/image-network.ts';
import type { Teacher } from '../characters/fit-single.ts';
import { sinusoidLabels } from './sinusoids.ts';

const width = 24;
const classes = sinusoidLabels.length;

/** Tiny: what is measured is what a second modality changes, not how good a network can be. */
export function seriesNetwork(): NetworkDescription {
  return parseNetwork({
    inputs: 1,
    classes,
    layers: [
      { kind: 'convolution', filters: 12, kernel: 9, stride: 4 },
      { kind: 'normalization', over: 'batch' },
      { kind: 'activation', function: 'relu' },
      { kind: 'convolution', filters: 20, kernel: 7, stride: 2 },
      { kind: 'normalization', over: 'batch' },
      { kind: 'activation', function: 'relu' },
      { kind: 'convolution', filters: 28, kernel: 5, stride: 1 },
      { kind: 'normalization', over: 'batch' },
      { kind: 'activation', function: 'relu' },
      { kind: 'linear', units: classes },
    ],
  });
}

/** Shared is the last layer before the classes. */
const sharedLayer = 8;
export const imageSide = 16;

export function teacherWith(objective: ObjectiveDescription): Teacher {
  return {
    images: parseImageNetwork({
      height: imageSide,
      width,
      layers: [6, 10, 14].flatMap((filters) => [
        { kind: 'convolution-2d' as const, filters },
        { kind: 'normalization' as const, over: 'batch' as const },
        { kind: 'activation' as const, function: 'relu' as const },
        { kind: 'pooling-2d' as const, size: [2, 2] as [number, number] },
      ]),
    }),
    head: parseNetwork({ inputs: width, classes, layers: [{ kind: 'linear', units: classes }] }),
    sharedLayer,
    steps: 1,
    objective,
    weights: 'dynamic',
  };
}

export interface Arm {
  readonly name: string;
  /** None: the network learns from its own labels alone. */
  readonly objective?: ObjectiveDescription;
}

export const baseline: Arm = { name: 'no images' };

/** Every loss at the shared layer; triplets and contrast with the cosine distance. */
export const taughtArms: readonly Arm[] = [
  { name: 'MSE', objective: parseObjective({ loss: 'pairwise', distance: 'mean-squared-error' }) },
  { name: 'cosine', objective: parseObjective({ loss: 'pairwise', distance: 'cosine' }) },
  { name: 'correlation', objective: parseObjective({ loss: 'pairwise', distance: 'correlation' }) },
  {
    name: 'Kullback–Leibler',
    objective: parseObjective({ loss: 'pairwise', distance: 'kullback-leibler' }),
  },
  {
    name: 'contrastive',
    objective: parseObjective({ loss: 'contrastive', margin: { kind: 'fixed', value: 1 } }),
  },
  {
    name: 'triplet, fixed',
    objective: parseObjective({ loss: 'triplet', margin: { kind: 'fixed', value: 0.3 } }),
  },
  { name: 'triplet, dynamic', objective: parseObjective({ loss: 'triplet' }) },
  { name: 'InfoNCE', objective: parseObjective({ loss: 'info-nce' }) },
];
