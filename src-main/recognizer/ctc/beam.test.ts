import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { beamSearch, type LabelScorer } from './beam.ts';
import { enumerateLabellings, softmax } from './brute-force.testing.ts';
import { labellingLogProbability } from './forward.ts';

const exact = { beamWidth: 5000, classThreshold: 0, classLimit: 100 };

/** Random outputs of a network, frames × classes, as probabilities. */
const outputs = fc
  .record({ frames: fc.integer({ min: 1, max: 6 }), classes: fc.integer({ min: 2, max: 4 }) })
  .chain(({ frames, classes }) =>
    fc
      .array(fc.double({ min: -5, max: 5, noNaN: true }), {
        minLength: frames * classes,
        maxLength: frames * classes,
      })
      .map((logits) => {
        const probabilities = softmax(logits, frames, classes);
        return { frames, classes, probabilities, logs: probabilities.map(Math.log) };
      }),
  );

/**
 * TensorFlow, tensorflow/python/kernel_tests/nn_ops/ctc_decoder_ops_test.py (the rows as logits) and
 * keras/backend_test.py, test_ctc_decode_beam_search (the rows as probabilities), both with a beam of
 * two. Blank moved from the last column to the first, labels from 1.
 */
const published = [
  [0.173908, 0.30999, 0.309938, 0.0679938, 0.0673362, 0.0708352],
  [0.230517, 0.215136, 0.439699, 0.0370931, 0.0393967, 0.0381581],
  [0.238763, 0.199959, 0.489485, 0.0233221, 0.0251417, 0.0233289],
  [0.20655, 0.279611, 0.452966, 0.0204795, 0.0209126, 0.0194803],
  [0.129878, 0.51286, 0.288951, 0.0243026, 0.0220788, 0.0219297],
].flat();

test.each([
  { as: 'logits', logits: published, labels: [[2, 1], [2]], logs: [-5.811451, -6.63339] },
  {
    as: 'probabilities',
    logits: published.map(Math.log),
    labels: [
      [2, 1],
      [1, 2, 1],
    ],
    logs: [-3.5821197, -3.777835],
  },
])('published example, $as', ({ logits, labels, logs }) => {
  const found = beamSearch(softmax(logits, 5, 6).map(Math.log), 6, { beamWidth: 2 });
  expect(found.map((hypothesis) => hypothesis.labels)).toEqual(labels);
  for (const [index, log] of logs.entries()) {
    expect(found[index]!.logProbability).toBeCloseTo(log, 5);
  }
});

describe('beamSearch', () => {
  test('a wide beam lists every labelling with its exact probability, best first', () => {
    fc.assert(
      fc.property(outputs, ({ frames, classes, probabilities, logs }) => {
        const sums = enumerateLabellings(probabilities, frames, classes);
        const found = beamSearch(logs, classes, exact);
        expect(found.length).toBe(sums.size);
        let previous = Infinity;
        for (const { labels, logProbability } of found) {
          expect(logProbability).toBeCloseTo(Math.log(sums.get(labels.join(' '))!), 8);
          expect(logProbability).toBeLessThanOrEqual(previous + 1e-12);
          previous = logProbability;
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a narrow beam finds distinct labellings and never claims too much', () => {
    fc.assert(
      fc.property(outputs, fc.integer({ min: 1, max: 4 }), (output, beamWidth) => {
        const { frames, classes, probabilities, logs } = output;
        const sums = enumerateLabellings(probabilities, frames, classes);
        const found = beamSearch(logs, classes, { beamWidth, classLimit: 2 });
        expect(found.length).toBeLessThanOrEqual(beamWidth);
        expect(new Set(found.map(({ labels }) => labels.join(' '))).size).toBe(found.length);
        for (const { labels, logProbability } of found) {
          const truth = Math.log(sums.get(labels.join(' '))!);
          expect(logProbability).toBeLessThanOrEqual(truth + 1e-9);
        }
      }),
    );
  });

  test('labelling and path differ: the sum over alignments decides', () => {
    // By hand: the best path is all blanks (0.36), but the paths of “a” sum to 0.64.
    const logs = Float64Array.from([0.6, 0.4, 0.6, 0.4], Math.log);
    const [best, second] = beamSearch(logs, 2);
    expect(best).toMatchObject({ labels: [1] });
    expect(Math.exp(best!.logProbability)).toBeCloseTo(0.64, 12);
    expect(second).toMatchObject({ labels: [] });
    expect(Math.exp(second!.logProbability)).toBeCloseTo(0.36, 12);
  });

  test('a labelling that fell out of the beam may come back under the same node', () => {
    // Beam of 2 over many frames: labellings stay distinct and sums stay below the exact value.
    const logs = softmax(
      Array.from({ length: 200 * 5 }, (_, index) => 3 * Math.sin(index * index * 0.7)),
      200,
      5,
    ).map(Math.log);
    for (const beamWidth of [2, 3, 8]) {
      const found = beamSearch(logs, 5, { beamWidth, classThreshold: 0 });
      expect(new Set(found.map(({ labels }) => labels.join(' '))).size).toBe(beamWidth);
      for (const { labels, logProbability } of found) {
        const truth = labellingLogProbability(logs, 0, 200, 5, labels);
        expect(logProbability).toBeLessThanOrEqual(truth + 1e-9);
      }
    }
  });

  test('a scorer is asked once a label, with the context, and decides with the network', () => {
    const bigram = (before: number, label: number) => -((before * 7 + label * 3) % 5);
    const scorer: LabelScorer<number> = {
      start: (context) => context.at(-1) ?? 0,
      extend: (before, label) => ({ state: label, score: bigram(before, label) }),
    };
    fc.assert(
      fc.property(outputs, fc.integer({ min: 0, max: 3 }), (output, last) => {
        const { frames, classes, probabilities, logs } = output;
        const scored = Array.from(
          enumerateLabellings(probabilities, frames, classes),
          ([key, probability]) => {
            const labels = key === '' ? [] : key.split(' ').map(Number);
            const language = labels.reduce(
              (sum, label, index) => sum + bigram(labels[index - 1] ?? last, label),
              0,
            );
            return Math.log(probability) + language;
          },
        ).sort((a, b) => b - a);
        const found = beamSearch(logs, classes, { ...exact, scorer, context: [last] });
        expect(found.length).toBe(scored.length);
        for (const [index, { logProbability, languageScore }] of found.entries()) {
          expect(logProbability + languageScore).toBeCloseTo(scored[index]!, 8);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a part of the frames is read like those frames alone', () => {
    const logs = softmax(
      Array.from({ length: 30 }, (_, index) => 2 * Math.cos(index * 2.3)),
      10,
      3,
    ).map(Math.log);
    expect(beamSearch(logs, 3, { from: 3, to: 8 })).toEqual(beamSearch(logs.slice(9, 24), 3));
  });

  test('no frames write the empty text', () => {
    expect(beamSearch(new Float64Array(0), 4)).toEqual([
      { labels: [], logProbability: 0, languageScore: 0 },
    ]);
  });
});
