import { describe, expect, test } from 'vitest';
import { randomEmbeddings, worstDifference } from './embeddings.testing.ts';
import { firstOfEachLabel, symmetricInfoNce } from './info-nce.ts';

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

test('labels that return are left out', () => {
  expect(firstOfEachLabel(['an', 'on', 'an', 'in', 'on'])).toEqual([0, 1, 3]);
});
