import { expect, test } from 'vitest';
import { channelCount, maskOf, type SampleWindow } from '../../contract/sensors.ts';
import { pooledScores, readSingleCharacter, withoutHeldEnd } from './single-character.ts';

const alphabet = ['a', 'b', 'c'];
/** Two frames; the blank, which comes first, is by far the likeliest. */
const logits = Float32Array.of(9, 1, 0, 2, 9, 2, 0, -1);

test('scores are means over the frames, without the blank', () => {
  expect([...pooledScores(logits, 2, 4)]).toEqual([1.5, 0, 0.5]);
  expect([...pooledScores(logits, 1, 4, 4)]).toEqual([2, 0, -1]);
});

test('reads the likeliest character, with the probabilities of all', () => {
  const reading = readSingleCharacter(logits, 2, alphabet)!;
  const sum = Math.exp(1.5) + 1 + Math.exp(0.5);
  expect(reading.text).toBe('a');
  expect(reading.confidence).toBeCloseTo(Math.exp(1.5) / sum, 12);
  const [word] = reading.words;
  expect(word!.span).toEqual({ from: 0, to: 2 });
  expect(word!.alternatives.map(({ text }) => text)).toEqual(['c', 'b']);
  expect(word!.alternatives[0]!.confidence).toBeCloseTo(Math.exp(0.5) / sum, 12);
});

test('offers as many alternatives as asked for, and nothing for numbers that are none', () => {
  expect(readSingleCharacter(logits, 2, alphabet, 1)!.words[0]!.alternatives).toHaveLength(1);
  expect(readSingleCharacter(Float32Array.of(0, NaN, 0, 0), 1, alphabet)).toBeUndefined();
  expect(readSingleCharacter(new Float32Array(0), 0, alphabet)!.text).toBe('');
});

function windowOf(column: readonly number[]): SampleWindow {
  const values = new Float32Array(column.length * channelCount);
  column.forEach((value, row) => values.fill(value, row * channelCount, row * channelCount + 3));
  return {
    rateHz: 100,
    mask: maskOf(['ax', 'ay', 'az']),
    length: column.length,
    values,
    startMs: 0,
  };
}

test('the end that only repeats the last reading is cut off', () => {
  const motion = [0, 1, 2, 3, 4, 5, 6, 7, 7, 8];
  const padded = withoutHeldEnd(windowOf([...motion, 8, 8, 8]));
  expect(padded.length).toBe(motion.length);
  expect(padded.values).toEqual(windowOf(motion).values);
});

test('what moves to its end stays as it is, and some readings always remain', () => {
  const moving = windowOf([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect(withoutHeldEnd(moving)).toBe(moving);
  expect(withoutHeldEnd(windowOf(new Array<number>(50).fill(3))).length).toBe(8);
});
