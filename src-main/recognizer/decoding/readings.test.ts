import { describe, expect, test } from 'vitest';
import { labelConfidences, rankReadings, type Labelling } from './readings.ts';

const alphabet = ['a', 'b', ' '];
const labelling = (labels: number[], probability: number, languageScore = 0): Labelling => ({
  labels,
  logProbability: Math.log(probability),
  languageScore,
});

describe('rankReadings', () => {
  test('without a scorer confidences are the probabilities themselves', () => {
    const readings = rankReadings([labelling([2], 0.2), labelling([1], 0.5)], alphabet);
    expect(readings.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(readings[0]!.confidence).toBeCloseTo(0.5, 12);
    expect(readings[1]!.confidence).toBeCloseTo(0.2, 12);
  });

  test('white space at the ends makes no other text', () => {
    const readings = rankReadings(
      [labelling([1, 3], 0.3), labelling([2], 0.4), labelling([1], 0.25)],
      alphabet,
    );
    expect(readings.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(readings[0]).toMatchObject({ labels: [1, 3] });
    expect(readings[0]!.confidence).toBeCloseTo(0.55, 12);
  });

  test('with a scorer, what is not in the list is as unlikely as the least likely that is', () => {
    const readings = rankReadings(
      [labelling([1], 0.5), labelling([2], 0.3, Math.log(5))],
      alphabet,
    );
    expect(readings.map(({ text }) => text)).toEqual(['b', 'a']);
    // By hand: 0.3 × 5, 0.5 × 1, and the 0.2 that the network leaves to others × 1.
    expect(readings[0]!.confidence).toBeCloseTo(1.5 / 2.2, 12);
    expect(readings[1]!.confidence).toBeCloseTo(0.5 / 2.2, 12);
  });

  test('nothing possible, nothing read', () => {
    expect(rankReadings([], alphabet)).toEqual([]);
    expect(rankReadings([labelling([1], 0)], alphabet)).toEqual([]);
  });
});

describe('labelConfidences', () => {
  test('a label is as sure as all readings in which it stands', () => {
    const confidences = labelConfidences(
      [1, 2, 3],
      [
        { labels: [1, 2, 3], confidence: 0.5 },
        { labels: [1, 3], confidence: 0.2 },
        { labels: [1, 2, 1, 3], confidence: 0.1 },
        { labels: [2, 2, 3], confidence: 0.1 },
      ],
    );
    expect(confidences[0]).toBeCloseTo(0.8, 12);
    expect(confidences[1]).toBeCloseTo(0.7, 12);
    expect(confidences[2]).toBeCloseTo(0.9, 12);
  });
});
