import { expect, test } from 'vitest';
import type { FrameWord } from './decoding/read-frames.ts';
import { atTempo, mostAgreed, wordsTogether } from './tempi.ts';

test('an input is stretched and shortened between its readings', () => {
  const input = { length: 4, channels: 2, values: Float32Array.from([0, 9, 2, 7, 4, 5, 6, 3]) };
  expect(atTempo(input, 1)).toBe(input);
  expect(Array.from(atTempo(input, 2).values)).toEqual([
    0, 9, 1, 8, 2, 7, 3, 6, 4, 5, 5, 4, 6, 3, 6, 3,
  ]);
  expect(atTempo(input, 0.5)).toMatchObject({ length: 2, values: Float32Array.from([0, 9, 4, 5]) });
  expect(atTempo({ ...input, length: 1 }, 0.1).length).toBe(1);
});

test('the text with the largest mean probability is read, as the surest attempt has it', () => {
  const attempts = [
    { text: 'cat', confidence: 0.6, at: 0.9 },
    { text: 'eat', confidence: 0.4, at: 1 },
    { text: 'eat', confidence: 0.5, at: 1.15 },
  ];
  expect(mostAgreed(attempts)).toEqual({ text: 'eat', confidence: 0.3, at: 1.15 });
  expect(mostAgreed(attempts.slice(0, 1))).toBe(attempts[0]);
});

test('what a tempo takes for possible counts, as it does for the words', () => {
  const attempts = [
    { text: 'on', confidence: 0.6, alternatives: [{ text: 'an', confidence: 0.4 }] },
    { text: 'an', confidence: 0.5, alternatives: [{ text: 'on', confidence: 0.45 }] },
    { text: 'an', confidence: 0.5, alternatives: [{ text: 'on', confidence: 0.45 }] },
  ];
  const { text, confidence } = mostAgreed(attempts);
  expect(text).toBe('on');
  expect(confidence).toBeCloseTo(0.5);
});

test('words know what other tempi make of them', () => {
  const word = (text: string, confidence: number, ...others: [string, number][]): FrameWord => ({
    ...{ text, confidence, span: { from: 0, to: 4 }, characters: [] },
    alternatives: others.map(([other, share]) => ({ text: other, confidence: share })),
  });
  const first = [word('a', 0.75, ['o', 0.25]), word('cat', 0.5, ['cut', 0.25], ['eat', 0.25])];
  const second = [word('a', 1), word('eat', 0.75, ['cat', 0.25])];
  const readings = [{ words: first }, { words: second }];
  expect(wordsTogether(first, readings, 2)).toMatchObject([
    { text: 'a', confidence: 0.875, alternatives: [{ text: 'o', confidence: 0.125 }] },
    {
      text: 'cat',
      confidence: 0.375,
      alternatives: [
        { text: 'eat', confidence: 0.5 },
        { text: 'cut', confidence: 0.125 },
      ],
    },
  ]);
  expect(wordsTogether(first, readings.slice(0, 1), 2)).toBe(first);
  // A reading of other words makes all of them less sure.
  const torn = [...readings, { words: [word('acat', 1)] }, { words: [word('acat', 1)] }];
  expect(wordsTogether(first, torn, 2)).toMatchObject([
    { confidence: 0.4375 },
    { confidence: 0.1875 },
  ]);
});
