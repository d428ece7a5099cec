import { expect, test } from 'vitest';
import { greedyDecode } from './greedy.ts';

type Rows = readonly (readonly number[])[];
const decode = (rows: Rows) =>
  greedyDecode(
    rows.flat().map((p) => Math.log(p)),
    rows.length,
    rows[0]?.length ?? 3,
  );

// TensorFlow, tensorflow/python/kernel_tests/nn_ops/ctc_decoder_ops_test.py, testCTCGreedyDecoder,
// with the blank moved from the last column to the first and labels from 1.
test('published example: blanks between repetitions', () => {
  const { labels, logProbability } = decode([
    [0, 1, 0, 0],
    [0.6, 0, 0, 0.4],
    [0.6, 0, 0, 0.4],
    [0, 0, 0.9, 0.1],
  ]);
  expect(labels).toEqual([1, 2]);
  expect(logProbability).toBeCloseTo(Math.log(0.6 * 0.6 * 0.9), 12);
});

test('published example: the same label twice', () => {
  const { labels, starts, ends, logProbability } = decode([
    [0, 0.1, 0.9, 0],
    [0, 0, 0.9, 0.1],
    [0.9, 0, 0, 0.1],
    [0.1, 0, 0.9, 0.1],
    [0, 0.9, 0.1, 0],
  ]);
  expect(labels).toEqual([2, 2, 1]);
  expect(starts).toEqual([0, 3, 4]);
  expect(ends).toEqual([2, 4, 5]);
  expect(logProbability).toBeCloseTo(5 * Math.log(0.9), 12);
});

test('the confidence of a label is the highest of its run', () => {
  const { confidences } = decode([
    [0.2, 0.7, 0.1],
    [0.1, 0.8, 0.1],
    [0.3, 0.1, 0.6],
  ]);
  expect(confidences[0]).toBeCloseTo(0.8, 12);
  expect(confidences[1]).toBeCloseTo(0.6, 12);
});

test('no frames, no labels', () => {
  expect(decode([])).toMatchObject({ labels: [], logProbability: 0 });
});
