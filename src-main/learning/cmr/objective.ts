import * as v from 'valibot';
import type { RandomGenerator } from '../../simulator/random.ts';
import {
  allPairs,
  distanceKinds,
  noGradients,
  pairDistances,
  sampleCount,
  type Embeddings,
  type Values,
} from './distances.ts';
import { firstOfEachLabel, symmetricInfoNce } from './info-nce.ts';
import {
  ClassDistances,
  sequenceMargin,
  startingBeta,
  type ClassDistancesState,
  type ClassObservation,
} from './margins.ts';
import { choosePositives, chooseTriplets, editDistance, negativeBound } from './negatives.ts';
import type { BranchTask } from './label-losses.ts';
import {
  contrastiveLoss,
  meanOf,
  pairwiseLoss,
  tripletLoss,
  type SharedLoss,
} from './shared-loss.ts';

const notNegative = v.pipe(v.number(), v.finite(), v.minValue(0));

/** What of a recipe decides the loss at the shared layer. */
export const objectiveSchema = v.strictObject({
  loss: v.picklist(['pairwise', 'contrastive', 'triplet', 'info-nce']),
  distance: v.optional(v.picklist(distanceKinds), 'cosine'),
  /**
   * Of the triplet loss; the contrastive loss has the fixed one. `dynamic` without β takes what
   * suits the range of the distance.
   */
  margin: v.optional(
    v.variant('kind', [
      v.strictObject({ kind: v.literal('fixed'), value: notNegative }),
      v.strictObject({ kind: v.literal('dynamic'), beta: v.optional(notNegative) }),
    ]),
    { kind: 'dynamic' },
  ),
  /** How many edits negatives are away, from far to near. */
  negatives: v.optional(
    v.strictObject({
      from: v.pipe(v.number(), v.minValue(1)),
      to: v.pipe(v.number(), v.minValue(1)),
      untilStep: notNegative,
      fromStep: v.optional(notNegative),
    }),
    { from: 10, to: 2, untilStep: 5000 },
  ),
  /** Of InfoNCE. */
  temperature: v.optional(v.pipe(v.number(), v.minValue(1e-3)), 0.07),
});

export type ObjectiveDescription = v.InferOutput<typeof objectiveSchema>;

export function parseObjective(input: v.InferInput<typeof objectiveSchema>): ObjectiveDescription {
  return v.parse(objectiveSchema, input);
}

/** What margins of the next batch need to know of this one: plain data, for threads. */
export interface BatchObservation {
  readonly classes: readonly ClassObservation[];
  readonly meanDistance: number;
}

/** Plain data, for checkpoints. */
export interface ObjectiveState {
  readonly classes: ClassDistancesState;
  readonly meanDistance?: number;
}

export interface ObjectiveBatch {
  readonly step: number;
  readonly task: BranchTask;
  /** What was written, for each sample of either modality. */
  readonly series: readonly string[];
  readonly images: readonly string[];
  /** Decides which positives and negatives are taken. */
  readonly random: RandomGenerator;
}

/**
 * The loss at the shared layer with what it remembers from batch to batch. Threads compute losses
 * with the state they are given; what they saw is handed to `observe` of the one that keeps it.
 */
export class SharedObjective {
  readonly #description: ObjectiveDescription;
  #classes: ClassDistances;
  #meanDistance: number | undefined;

  constructor(description: ObjectiveDescription, state: ObjectiveState = { classes: [] }) {
    this.#description = description;
    this.#classes = new ClassDistances({ state: state.classes });
    this.#meanDistance = state.meanDistance;
  }

  get state(): ObjectiveState {
    return {
      classes: this.#classes.state,
      ...(this.#meanDistance !== undefined && { meanDistance: this.#meanDistance }),
    };
  }

  set state({ classes, meanDistance }: ObjectiveState) {
    this.#classes = new ClassDistances({ state: classes });
    this.#meanDistance = meanDistance;
  }

  /** Takes in one step: what each of its batches showed. */
  observe(batches: readonly BatchObservation[]): void {
    if (batches.length === 0) return;
    this.#classes.observe(batches.flatMap(({ classes }) => classes));
    this.#meanDistance = meanOf(batches.map(({ meanDistance }) => meanDistance));
  }

  /** D of every series with every image. */
  observation(embeddings: Embeddings, { task, series, images }: ObjectiveBatch): BatchObservation {
    const pairs = allPairs(series.length, images.length);
    const distances = pairDistances(this.#description.distance, embeddings, pairs);
    const classes =
      task === 'sequence'
        ? []
        : Array.from(distances, (distance, pair) => ({
            first: series[pairs.first[pair]!]!,
            second: images[pairs.second[pair]!]!,
            distance,
          }));
    return { classes, meanDistance: meanOf(distances) };
  }

  loss(embeddings: Embeddings, batch: ObjectiveBatch): SharedLoss {
    const { loss, distance, margin, negatives, temperature } = this.#description;
    const { series, images, random, step } = batch;
    if (
      sampleCount(embeddings.series, embeddings.shape) !== series.length ||
      sampleCount(embeddings.images, embeddings.shape) !== images.length
    ) {
      throw new RangeError('labels and embeddings differ in number');
    }
    if (loss === 'info-nce') return infoNceOfPairs(embeddings, batch, temperature);
    if (loss === 'pairwise') {
      return pairwiseLoss(distance, embeddings, choosePositives(series, images, random));
    }
    const triplets = chooseTriplets(series, images, {
      bound: negativeBound(step, negatives),
      random,
      margin: (anchor, negative) => this.#margin(anchor, negative, batch.task),
    });
    if (loss === 'triplet') return tripletLoss(distance, embeddings, triplets);
    const { anchors, positives, negatives: others } = triplets;
    const count = anchors.length;
    const pairs = {
      first: [...Array.from(anchors), ...Array.from(anchors)],
      second: [...Array.from(positives), ...Array.from(others)],
      same: Array.from({ length: 2 * count }, (_, pair) => (pair < count ? 1 : 0)),
    };
    return contrastiveLoss(distance, embeddings, pairs, margin.kind === 'fixed' ? margin.value : 1);
  }

  #margin(anchor: string, negative: string, task: BranchTask): number {
    const { margin, distance } = this.#description;
    if (margin.kind === 'fixed') return margin.value;
    const beta = margin.beta ?? startingBeta[distance];
    return task === 'single'
      ? this.#classes.margin(anchor, negative, beta)
      : sequenceMargin(editDistance(anchor, negative), this.#meanDistance, beta);
  }
}

/** InfoNCE over the series whose label occurs first, each with one image of it. */
function infoNceOfPairs(
  embeddings: Embeddings,
  { series, images, random }: ObjectiveBatch,
  temperature: number,
): SharedLoss {
  const distinct = new Set(firstOfEachLabel(series));
  const chosen = choosePositives(series, images, random);
  const kept = chosen.first.flatMap((index, pair) => (distinct.has(index) ? [pair] : []));
  const rows = {
    series: kept.map((pair) => chosen.first[pair]!),
    images: kept.map((pair) => chosen.second[pair]!),
  };
  const { steps, width } = embeddings.shape;
  const size = steps * width;
  const part = (values: Values, samples: readonly number[]) => {
    const result = new Float64Array(samples.length * size);
    samples.forEach((sample, i) => {
      result.set(values.subarray(sample * size, (sample + 1) * size), i * size);
    });
    return result;
  };
  const { loss, gradients, distances } = symmetricInfoNce(
    {
      shape: embeddings.shape,
      series: part(embeddings.series, rows.series),
      images: part(embeddings.images, rows.images),
    },
    { temperature },
  );
  const all = noGradients(embeddings);
  for (const modality of ['series', 'images'] as const) {
    rows[modality].forEach((sample, i) => {
      all[modality].set(gradients[modality].subarray(i * size, (i + 1) * size), sample * size);
    });
  }
  return { loss, gradients: all, distances };
}
