import { expect, test } from 'vitest';
import { characterSpans, splitWords } from './spans.ts';

const space = 9;

test('words are what stands between spaces; their frames end where the spaces begin', () => {
  //               frame   0  1  2  3  4  5  6  7  8  9 10 11
  // labels               ␣  .  1  .  2  .  ␣  ␣* .  3  .  .
  const labels = [space, 1, 2, space, space, 3];
  const starts = [0, 2, 4, 6, 8, 9];
  const ends = [1, 3, 5, 7, 9, 10];
  expect(splitWords(labels, starts, ends, 12, space)).toEqual([
    { labels: { from: 1, to: 3 }, frames: { from: 1, to: 6 } },
    { labels: { from: 5, to: 6 }, frames: { from: 9, to: 12 } },
  ]);
});

test('without a space all labels are one word, and no labels are none', () => {
  expect(splitWords([1, 2], [1, 3], [2, 4], 5, undefined)).toEqual([
    { labels: { from: 0, to: 2 }, frames: { from: 0, to: 5 } },
  ]);
  expect(splitWords([], [], [], 5, undefined)).toEqual([]);
  expect(splitWords([space], [2], [3], 5, space)).toEqual([]);
});

test('characters meet half-way; the outer ones reach as far out as in', () => {
  const word = { labels: { from: 0, to: 3 }, frames: { from: 0, to: 40 } };
  expect(characterSpans(word, [10, 14, 20], [11, 15, 22])).toEqual([
    { from: 8.5, to: 12.5 },
    { from: 12.5, to: 17.5 },
    { from: 17.5, to: 24.5 },
  ]);
});

test('characters stay inside the frames of their word', () => {
  const word = { labels: { from: 0, to: 2 }, frames: { from: 9, to: 31 } };
  expect(characterSpans(word, [10, 29], [11, 30])).toEqual([
    { from: 9, to: 20 },
    { from: 20, to: 31 },
  ]);
});

test('a single character has all frames of its word', () => {
  const word = { labels: { from: 2, to: 3 }, frames: { from: 9, to: 31 } };
  expect(characterSpans(word, [1, 5, 20], [2, 6, 21])).toEqual([{ from: 9, to: 31 }]);
});
