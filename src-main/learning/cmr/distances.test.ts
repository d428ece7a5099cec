import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDistanceGradients,
  allPairs,
  distanceKinds,
  noGradients,
  pairDistances,
  type DistanceKind,
} from './distances.ts';
import { randomEmbeddings, worstDifference } from './embeddings.testing.ts';

const one = { first: [0], second: [0] };

function between(kind: DistanceKind, a: readonly number[], b: readonly number[], steps = 1) {
  const shape = { steps, width: a.length / steps };
  const embeddings = { shape, series: Float64Array.from(a), images: Float64Array.from(b) };
  return pairDistances(kind, embeddings, one)[0]!;
}

describe('worked out by hand', () => {
  test('mean squared error: ((1 − 3)² + (2 − 5)²) / 2', () => {
    expect(between('mean-squared-error', [1, 2], [3, 5])).toBe(6.5);
  });

  test('cosine: the angle between (1, 0) and (1, 1) is 45°', () => {
    expect(between('cosine', [1, 0], [1, 1])).toBeCloseTo(1 - Math.SQRT1_2, 7);
    expect(between('cosine', [2, 0], [-3, 0])).toBeCloseTo(2, 7);
  });

  test('correlation of (1, 2, 3) with (1, 3, 2) is 1/2, and scale and offset do not matter', () => {
    expect(between('correlation', [1, 2, 3], [1, 3, 2])).toBeCloseTo(0.5, 7);
    expect(between('correlation', [1, 2, 3], [17, 37, 27])).toBeCloseTo(0.5, 7);
  });

  test('divergence of (1/2, 1/2) from (1/4, 3/4): ½ ln 2 + ½ ln ⅔', () => {
    const expected = 0.5 * Math.log(2) + 0.5 * Math.log(2 / 3);
    expect(between('kullback-leibler', [7, 7], [0, Math.log(3)])).toBeCloseTo(expected, 12);
    const back = 0.25 * Math.log(0.5) + 0.75 * Math.log(1.5);
    expect(between('kullback-leibler', [0, Math.log(3)], [7, 7])).toBeCloseTo(back, 12);
  });

  test('the mean over steps, each with a distance of its own', () => {
    expect(between('mean-squared-error', [0, 0, 1, 1], [2, 0, 1, 1], 2)).toBe(1);
    // The first step opposite, the second equal: a cosine over all would be 0.96.
    expect(between('cosine', [1, 0, 10, 0], [-1, 0, 7, 0], 2)).toBeCloseTo(1, 7);
  });

  test('features of nothing are at distance 1 by angle', () => {
    expect(between('cosine', [0, 0], [1, 2])).toBe(1);
    expect(between('correlation', [3, 3], [1, 2])).toBe(1);
  });
});

describe.each(distanceKinds)('%s', (kind) => {
  const shape = { steps: 3, width: 4 };

  test('gradients equal finite differences', () => {
    const embeddings = randomEmbeddings(2, 3, shape);
    const pairs = { first: [0, 1, 1, 0], second: [2, 0, 1, 2] };
    const slopes = [0.7, -1.3, 0, 0.4];
    const gradients = noGradients(embeddings);
    addDistanceGradients(kind, embeddings, pairs, slopes, gradients);
    const weighted = (values: typeof embeddings) =>
      pairDistances(kind, values, pairs).reduce((sum, d, i) => sum + d * slopes[i]!, 0);
    expect(worstDifference(embeddings, gradients, weighted)).toBeLessThan(1e-8);
  });

  test('is never negative, 0 from itself, and single precision gives the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const embeddings = randomEmbeddings(2, 2, shape, seed);
        const distances = pairDistances(kind, embeddings, allPairs(2, 2));
        expect(Math.min(...distances)).toBeGreaterThanOrEqual(0);
        const same = { ...embeddings, images: embeddings.series };
        expect(pairDistances(kind, same, one)[0]).toBeCloseTo(0, 6);
        const single = {
          shape,
          series: Float32Array.from(embeddings.series),
          images: Float32Array.from(embeddings.images),
        };
        pairDistances(kind, single, allPairs(2, 2)).forEach((distance, i) =>
          expect(distance).toBeCloseTo(distances[i]!, 5),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('a sample that is not there is refused', () => {
    const embeddings = randomEmbeddings(2, 2, shape);
    expect(() => pairDistances(kind, embeddings, { first: [2], second: [0] })).toThrow(RangeError);
  });
});
