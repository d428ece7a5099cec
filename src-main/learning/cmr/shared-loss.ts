import {
  addDistanceGradients,
  noGradients,
  pairDistances,
  type DistanceKind,
  type EmbeddingGradients,
  type Embeddings,
  type Pairs,
} from './distances.ts';

export interface SharedLoss {
  /** Mean over pairs or triplets; 0 when there are none. */
  readonly loss: number;
  readonly gradients: EmbeddingGradients;
  /** D of each pair, or of each anchor with its positive. */
  readonly distances: Float64Array;
}

/** Mean D over pairs of the same label. */
export function pairwiseLoss(kind: DistanceKind, embeddings: Embeddings, pairs: Pairs): SharedLoss {
  const distances = pairDistances(kind, embeddings, pairs);
  const slopes = new Float64Array(distances.length).fill(1 / distances.length);
  return finish(kind, embeddings, pairs, distances, distances, slopes);
}

export interface LabelledPairs extends Pairs {
  /** 1 where both have the same label, 0 where not. */
  readonly same: ArrayLike<number>;
}

/**
 * y·D² + (1 − y)·max(0, margin − D)², mean over pairs (Hadsell, Chopra and LeCun 2006, without
 * their factor ½).
 */
export function contrastiveLoss(
  kind: DistanceKind,
  embeddings: Embeddings,
  pairs: LabelledPairs,
  margin: number,
): SharedLoss {
  const distances = pairDistances(kind, embeddings, pairs);
  const losses = new Float64Array(distances.length);
  const slopes = new Float64Array(distances.length);
  distances.forEach((distance, pair) => {
    const same = pairs.same[pair] === 1;
    const away = same ? distance : Math.max(0, margin - distance);
    losses[pair] = away * away;
    slopes[pair] = ((same ? 2 : -2) * away) / distances.length;
  });
  return finish(kind, embeddings, pairs, distances, losses, slopes);
}

/** Anchors are samples of the series; positives and negatives are images. All are equally long. */
export interface Triplets {
  readonly anchors: ArrayLike<number>;
  /** Of the anchor's label. */
  readonly positives: ArrayLike<number>;
  /** Of another label. */
  readonly negatives: ArrayLike<number>;
  readonly margins: ArrayLike<number>;
}

export interface TripletLoss extends SharedLoss {
  /** D of each anchor with its negative. */
  readonly negativeDistances: Float64Array;
  /** Triplets that are nearer than their margin: the only ones that teach anything. */
  readonly active: number;
}

/** max(0, D(anchor, positive) − D(anchor, negative) + margin), mean over all triplets. */
export function tripletLoss(
  kind: DistanceKind,
  embeddings: Embeddings,
  { anchors, positives, negatives, margins }: Triplets,
): TripletLoss {
  const toPositives = { first: anchors, second: positives };
  const toNegatives = { first: anchors, second: negatives };
  const distances = pairDistances(kind, embeddings, toPositives);
  const negativeDistances = pairDistances(kind, embeddings, toNegatives);
  const losses = distances.map((distance, i) =>
    Math.max(0, distance - negativeDistances[i]! + margins[i]!),
  );
  const slopes = losses.map((loss) => (loss > 0 ? 1 / losses.length : 0));
  const result = finish(kind, embeddings, toPositives, distances, losses, slopes);
  const opposite = slopes.map((slope) => -slope);
  addDistanceGradients(kind, embeddings, toNegatives, opposite, result.gradients);
  const active = losses.reduce((count, loss) => (loss > 0 ? count + 1 : count), 0);
  return { ...result, negativeDistances, active };
}

function finish(
  kind: DistanceKind,
  embeddings: Embeddings,
  pairs: Pairs,
  distances: Float64Array,
  losses: Float64Array,
  slopes: Float64Array,
): SharedLoss {
  const gradients = noGradients(embeddings);
  addDistanceGradients(kind, embeddings, pairs, slopes, gradients);
  return { loss: meanOf(losses), gradients, distances };
}

/** 0 of nothing. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return values.length === 0 ? 0 : sum / values.length;
}
