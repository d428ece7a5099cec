import { describe, expect, test } from 'vitest';
import { randomEmbeddings, worstDifference } from './embeddings.testing.ts';
import { errorContrastiveLoss, firstOfEachLabel, symmetricInfoNce } from './info-nce.ts';

describe('symmetric InfoNCE', () => {
  test('two orthogonal pairs: ln(1 + e^(−1/τ)), the same in both directions', () => {
    const unit = Float64Array.of(1, 0, 0, 1);
    const embeddings = { shape: { steps: 1, width: 2 }, series: unit, images: unit };
    const { loss, distances } = symmetricInfoNce(embeddings, { temperature: 0.5 });
    expect(loss).toBeCloseTo(Math.log(1 + Math.exp(-2)), 7);
    expect(distances[1]).toBeCloseTo(0, 7);
  });

  test('features that are all alike: ln B', () => {
    const same = new Float64Array(8).fill(1);
    const embeddings = { shape: { steps: 1, width: 2 }, series: same, images: same };
    expect(symmetricInfoNce(embeddings).loss).toBeCloseTo(Math.log(4), 12);
  });

  test('gradient', () => {
    const embeddings = randomEmbeddings(4, 4, { steps: 1, width: 5 });
    const run = (values: typeof embeddings) => symmetricInfoNce(values, { temperature: 0.3 });
    const { gradients } = run(embeddings);
    expect(worstDifference(embeddings, gradients, (values) => run(values).loss)).toBeLessThan(1e-7);
  });

  test('as many images as series', () => {
    expect(() => symmetricInfoNce(randomEmbeddings(2, 3, { steps: 1, width: 2 }))).toThrow(
      RangeError,
    );
  });
});

describe('error-contrastive loss', () => {
  test('cosines 1 and 0 with τ = 1: ln(1 + e^(−1))', () => {
    const embeddings = {
      shape: { steps: 1, width: 2 },
      series: Float64Array.of(3, 0),
      images: Float64Array.of(2, 0, 0, 5),
    };
    const { loss } = errorContrastiveLoss(embeddings, 2, { temperature: 1 });
    expect(loss).toBeCloseTo(Math.log(1 + Math.exp(-1)), 7);
  });

  test('gradient', () => {
    const embeddings = randomEmbeddings(3, 12, { steps: 2, width: 4 });
    const run = (values: typeof embeddings) => errorContrastiveLoss(values, 4);
    const { gradients, loss } = run(embeddings);
    expect(loss).toBeGreaterThan(0);
    expect(worstDifference(embeddings, gradients, (values) => run(values).loss)).toBeLessThan(1e-6);
  });

  test('a text for every candidate', () => {
    const embeddings = randomEmbeddings(2, 3, { steps: 1, width: 2 });
    expect(() => errorContrastiveLoss(embeddings, 2)).toThrow(RangeError);
  });
});

test('labels that return are left out', () => {
  expect(firstOfEachLabel(['an', 'on', 'an', 'in', 'on'])).toEqual([0, 1, 3]);
});
