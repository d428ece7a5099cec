import { describe, expect, test } from 'vitest';
import { distanceKinds, type Embeddings } from './distances.ts';
import { randomEmbeddings, worstDifference } from './embeddings.testing.ts';
import { contrastiveLoss, pairwiseLoss, tripletLoss } from './shared-loss.ts';

/** Points on a line: mean squared errors are squares of differences. */
function line(series: readonly number[], images: readonly number[]): Embeddings {
  return {
    shape: { steps: 1, width: 1 },
    series: Float64Array.from(series),
    images: Float64Array.from(images),
  };
}
const mse = 'mean-squared-error';

describe('worked out by hand', () => {
  test('pairwise: (2² + 1²) / 2', () => {
    const { loss, gradients } = pairwiseLoss(mse, line([0, 4], [2, 5]), {
      first: [0, 1],
      second: [0, 1],
    });
    expect(loss).toBe(2.5);
    expect([...gradients.series]).toEqual([-2, -1]);
    expect([...gradients.images]).toEqual([2, 1]);
  });

  test('contrastive: the same label pulls, another pushes within the margin only', () => {
    const pairs = { first: [0, 0, 0], second: [0, 1, 2], same: [1, 0, 0] };
    // D = 4, 1, 9; margin 3: (4² + (3 − 1)² + 0) / 3
    const { loss, gradients, distances } = contrastiveLoss(mse, line([0], [2, 1, 3]), pairs, 3);
    expect([...distances]).toEqual([4, 1, 9]);
    expect(loss).toBeCloseTo(20 / 3, 12);
    // d/d image: 2·4·(2·2)/3, −2·2·(2·1)/3, 0
    expect(gradients.images[0]).toBeCloseTo(32 / 3, 12);
    expect(gradients.images[1]).toBeCloseTo(-8 / 3, 12);
    expect(gradients.images[2]).toBe(0);
  });

  test('triplet: 4 − 1 + 2 is a loss, 4 − 9 + 2 is none', () => {
    const triplets = { anchors: [0, 0], positives: [0, 0], negatives: [1, 2], margins: [2, 2] };
    const result = tripletLoss(mse, line([0], [2, 1, 3]), triplets);
    expect(result.loss).toBe(2.5);
    expect(result.active).toBe(1);
    expect([...result.negativeDistances]).toEqual([1, 9]);
    // Anchor: (−2·2 + 2·1) / 2; positive: 2·2 / 2; negative: −2·1 / 2
    expect([...result.gradients.series]).toEqual([-1]);
    expect([...result.gradients.images]).toEqual([2, -1, 0]);
  });

  test('nothing to compare is no loss', () => {
    const none = { anchors: [], positives: [], negatives: [], margins: [] };
    expect(tripletLoss(mse, line([1], [2]), none).loss).toBe(0);
    expect(pairwiseLoss(mse, line([1], [2]), { first: [], second: [] }).loss).toBe(0);
  });
});

describe.each(distanceKinds)('%s', (kind) => {
  const embeddings = randomEmbeddings(3, 4, { steps: 2, width: 5 });
  const check = (run: (values: Embeddings) => ReturnType<typeof pairwiseLoss>) => {
    const { gradients, loss } = run(embeddings);
    expect(loss).toBeGreaterThan(0);
    expect(worstDifference(embeddings, gradients, (values) => run(values).loss)).toBeLessThan(1e-7);
  };

  test('gradient of the pairwise loss', () => {
    check((values) => pairwiseLoss(kind, values, { first: [0, 1, 2], second: [3, 1, 1] }));
  });

  test('gradient of the contrastive loss', () => {
    const pairs = { first: [0, 1, 2, 0], second: [0, 1, 2, 3], same: [1, 0, 1, 0] };
    check((values) => contrastiveLoss(kind, values, pairs, 1.3));
  });

  test('gradient of the triplet loss, each with a margin of its own', () => {
    const margins = [0.9, 0.4, -5, 1.7];
    const triplets = { anchors: [0, 1, 2, 2], positives: [0, 1, 2, 0], negatives: [1, 2, 3, 3] };
    check((values) => tripletLoss(kind, values, { ...triplets, margins }));
  });

  test('with a large margin every triplet is active, with a low one none is', () => {
    const triplets = { anchors: [0, 1], positives: [0, 1], negatives: [2, 3] };
    const withMargin = (margin: number) =>
      tripletLoss(kind, embeddings, { ...triplets, margins: [margin, margin] });
    expect(withMargin(100).active).toBe(2);
    const far = withMargin(-100);
    expect(far).toMatchObject({ loss: 0, active: 0 });
    expect(far.gradients.series.every((value) => value === 0)).toBe(true);
  });
});
