import {
  addDistanceGradients,
  allPairs,
  logSumExp,
  noGradients,
  pairDistances,
  sampleCount,
  type Embeddings,
  type Pairs,
} from './distances.ts';
import type { SharedLoss } from './shared-loss.ts';

/*
 * The loss of the nearest relative, ECHWR (arXiv 2602.07049), to compare with: there a text encoder
 * stands in the place of the images. It is a softmax over cosines divided by a temperature, so it is
 * written with the cosine distance and its gradient.
 */

export interface InfoNceOptions {
  /** Default 0.07. */
  readonly temperature?: number;
}

const defaultTemperature = 0.07;

/**
 * Symmetric InfoNCE: series i belongs to image i, all other samples of the batch are negatives, in
 * both directions. Labels that occur twice must be left out beforehand (`firstOfEachLabel`).
 */
export function symmetricInfoNce(
  embeddings: Embeddings,
  { temperature = defaultTemperature }: InfoNceOptions = {},
): SharedLoss {
  const count = sampleCount(embeddings.series, embeddings.shape);
  if (sampleCount(embeddings.images, embeddings.shape) !== count) {
    throw new RangeError('InfoNCE needs one image for every series');
  }
  const pairs = allPairs(count, count);
  const logits = cosineLogits(embeddings, pairs, temperature);
  const transposed = Float64Array.from(
    logits,
    (_, i) => logits[(i % count) * count + Math.floor(i / count)]!,
  );
  const slopes = new Float64Array(logits.length);
  let loss = 0;
  for (let own = 0; own < count; own++) {
    const row = own * count;
    const forward = logSumExp(logits, row, count);
    const backward = logSumExp(transposed, row, count);
    loss += (forward + backward - 2 * logits[row + own]!) / (2 * count);
    for (let other = 0; other < count; other++) {
      const target = other === own ? 1 : 0;
      slopes[row + other]! += Math.exp(logits[row + other]! - forward) - target;
      slopes[other * count + own]! += Math.exp(transposed[row + other]! - backward) - target;
    }
  }
  const gradients = gradientsOf(embeddings, pairs, slopes, temperature, 2 * count);
  const distances = Float64Array.from(
    { length: count },
    (_, own) => 1 - temperature * logits[own * (count + 1)]!,
  );
  return { loss, gradients, distances };
}

/** Indices at which a label occurs for the first time. */
export function firstOfEachLabel(labels: readonly string[]): number[] {
  const seen = new Set<string>();
  return labels.flatMap((label, index) => {
    if (seen.has(label)) return [];
    seen.add(label);
    return [index];
  });
}

function cosineLogits(embeddings: Embeddings, pairs: Pairs, temperature: number): Float64Array {
  return pairDistances('cosine', embeddings, pairs).map((distance) => (1 - distance) / temperature);
}

/** From slopes d (loss · divisor) / d logit. */
function gradientsOf(
  embeddings: Embeddings,
  pairs: Pairs,
  slopes: Float64Array,
  temperature: number,
  divisor: number,
) {
  const gradients = noGradients(embeddings);
  const toDistances = slopes.map((slope) => -slope / (temperature * divisor));
  addDistanceGradients('cosine', embeddings, pairs, toDistances, gradients);
  return gradients;
}
