import { parseNetwork, type NetworkDescription } from '../../recognizer/network/description.ts';
import { parseObjective, type ObjectiveDescription } from '../../learning/cmr/objective.ts';
import { parseImageNetwork } from '../../learning/images/image-network.ts';
import type { Teacher } from './fit-single.ts';
import { pictureHeight, type PictureKind } from './material.ts';

/** How images teach; what is missing is as in `reference`. */
export interface Teaching {
  readonly objective: ObjectiveDescription;
  /** Layer of the pen's network that is compared with the images; default 9, before the classes. */
  readonly sharedLayer?: number;
  /** Default dynamic averaging. */
  readonly weights?: Teacher['weights'];
  /** Default photographs. */
  readonly pictures?: PictureKind;
  /** Steps that the image branch learns alone beforehand; default 0. */
  readonly headStart?: number;
}

export interface Arm {
  readonly name: string;
  /** None: the network learns from its own labels alone. */
  readonly teaching?: Teaching;
}

export const baseline: Arm = { name: 'no images' };

const triplet = parseObjective({ loss: 'triplet' });

/** As the method is described, with the values to start from. */
export const reference: Arm = { name: 'triplet, dynamic', teaching: { objective: triplet } };

const nearer = parseObjective({ loss: 'triplet', margin: { kind: 'dynamic', beta: 1 } });

/** One thing changed at a time: loss and negatives, margin, layer, weights, realism of the images. */
export const remedies: readonly Arm[] = [
  {
    name: 'InfoNCE: all negatives',
    teaching: { objective: parseObjective({ loss: 'info-nce', temperature: 0.1 }) },
  },
  {
    name: 'margin β = 1',
    teaching: { objective: nearer },
  },
  { name: 'earlier layer', teaching: { objective: triplet, sharedLayer: 6 } },
  {
    name: 'shared loss × 4',
    teaching: { objective: triplet, weights: { images: 1, shared: 4 } },
  },
  { name: 'images learn first', teaching: { objective: triplet, headStart: 100 } },
  { name: 'plain drawings', teaching: { objective: triplet, pictures: 'plain' } },
  {
    name: 'β = 1, earlier, plain',
    teaching: { objective: nearer, sharedLayer: 6, pictures: 'plain' },
  },
];

/** The remedy that did best with two examples of each digit, to be tried with other seeds. */
export const chosen: Arm = remedies.find(({ name }) => name === 'β = 1, earlier, plain')!;

const width = 32;

export function seriesNetwork(inputs: number, classes: number): NetworkDescription {
  const block = (filters: number, kernel: number, stride: number) => [
    { kind: 'convolution' as const, filters, kernel, stride },
    { kind: 'normalization' as const, over: 'batch' as const },
    { kind: 'activation' as const, function: 'relu' as const },
  ];
  return parseNetwork({
    inputs,
    classes,
    layers: [
      ...block(24, 7, 2),
      { kind: 'dropout', rate: 0.1 },
      ...block(40, 5, 2),
      ...block(48, 5, 1),
      { kind: 'dropout', rate: 0.2 },
      { kind: 'linear', units: classes },
    ],
  });
}

export function teacherFor(teaching: Teaching, classes: number): Teacher {
  const { objective, sharedLayer = 9, weights = 'dynamic', headStart = 0 } = teaching;
  return {
    images: parseImageNetwork({
      height: pictureHeight,
      width,
      layers: [8, 14, 20].flatMap((filters) => [
        { kind: 'convolution-2d' as const, filters },
        { kind: 'normalization' as const, over: 'batch' as const },
        { kind: 'activation' as const, function: 'relu' as const },
        { kind: 'pooling-2d' as const, size: [2, 2] as [number, number] },
      ]),
    }),
    head: parseNetwork({ inputs: width, classes, layers: [{ kind: 'linear', units: classes }] }),
    ...{ objective, sharedLayer, steps: 1, weights, headStart },
  };
}
