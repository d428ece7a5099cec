import { expect, test } from 'vitest';
import { confidenceOf, featureNames, featuresOf, withConfidence } from './word-confidence.ts';

const word = {
  text: 'cat',
  confidence: 0.8,
  network: -0.6,
  agreement: 2 / 3,
  listed: true,
  characters: [{ confidence: 0.95 }, { confidence: 0.8 }, { confidence: 1 }],
  alternatives: [{ text: 'cut', confidence: 0.1 }],
};

test('a word has a number for every name of a feature, all of them finite', () => {
  const features = featuresOf(word);
  expect(features).toHaveLength(featureNames.length);
  expect(features[3]).toBeCloseTo(-0.2, 12);
  expect(features.slice(5)).toEqual([2 / 3, 1, Math.log(3)]);
  const hopeless = { ...word, text: '', confidence: 0, network: -Infinity, alternatives: [] };
  for (const feature of featuresOf({ ...hopeless, characters: [{ confidence: 1 }] })) {
    expect(feature).toSatisfy(Number.isFinite);
  }
});

test('weights turn them into a probability', () => {
  const only = (index: number, weight: number) =>
    featureNames.map((_, at) => (at === index ? weight : 0));
  expect(confidenceOf(word, only(0, 0))).toBe(0.5);
  expect(confidenceOf(word, only(1, 1))).toBeCloseTo(0.8, 9);
  expect(() => confidenceOf(word, [1])).toThrow(RangeError);
});

test('what a word gains its alternatives lose; characters are as sure as it at least', () => {
  const characters = word.characters.map((one, index) => ({
    ...one,
    text: 'cat'[index]!,
    span: { from: index, to: index + 1 },
  }));
  for (const confidence of [0, 0.3, 0.8, 0.95, 1]) {
    const changed = withConfidence({ ...word, characters }, confidence);
    expect(changed.confidence).toBe(confidence);
    const others = changed.alternatives.reduce((sum, other) => sum + other.confidence, 0);
    expect(confidence + others).toBeLessThanOrEqual(1 + 1e-12);
    for (const other of changed.alternatives) {
      expect(other.confidence).toBeLessThanOrEqual(confidence);
    }
    for (const one of changed.characters) {
      expect(one.confidence).toBeGreaterThanOrEqual(confidence);
      expect(one.confidence).toBeLessThanOrEqual(1);
    }
  }
  const same = withConfidence({ ...word, characters }, 0.8);
  expect(same.alternatives[0]!.confidence).toBeCloseTo(0.1, 12);
  expect(same.characters[0]!.confidence).toBeCloseTo(0.95, 12);
});
