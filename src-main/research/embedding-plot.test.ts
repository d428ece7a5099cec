import { expect, test } from 'vitest';
import { embeddingPlot } from './embedding-plot.ts';
import { principalComponents } from './principal-components.ts';

test('components of points on a tilted cross', () => {
  // Along (3, 4) / 5 at ±10, across it along (-4, 3) / 5 at ±1: variances 50 and 0.5.
  const { points, shares } = principalComponents([6, 8, -6, -8, -0.8, 0.6, 0.8, -0.6], 2);
  const expected = [10, 0, -10, 0, 0, -1, 0, 1];
  points.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
  expect(shares[0]).toBeCloseTo(100 / 101, 9);
  expect(shares[1]).toBeCloseTo(1 / 101, 9);
});

test('the mean has no part in it, and equal points are in the middle', () => {
  const moved = principalComponents([106, 8, 94, -8, 99.2, 0.6, 100.8, -0.6], 2);
  expect(moved.points[0]).toBeCloseTo(10, 6);
  expect([...principalComponents([1, 2, 3, 1, 2, 3], 3).points]).toEqual([0, 0, 0, 0]);
});

test('both modalities are drawn, with a legend of the most frequent labels', () => {
  const { svg } = embeddingPlot({
    ...{ name: 'embedding', title: 'a < b', width: 3, labels: 2 },
    pen: { labels: ['x', 'y', 'rare'], features: [1, 0, 0, 0, 1, 0, 0, 0, 1] },
    images: { labels: ['x', 'y'], features: [9, 1, 0, 0, 5, 1] },
  });
  expect(svg).toContain('a &lt; b');
  expect(svg).not.toContain('rare');
  // Two samples and one mark of the legend each, discs of the legend's labels besides.
  expect(svg.match(/<path/gu)).toHaveLength(3);
  expect(svg.match(/<circle/gu)).toHaveLength(5);
});
