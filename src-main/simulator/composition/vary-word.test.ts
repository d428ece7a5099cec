import { expect, test } from 'vitest';
import type { HandwritingSample } from '../../contract/handwriting.ts';
import { RandomGenerator } from '../random.ts';
import { runningWord } from './hand.testing.ts';
import { boundsOf } from './ink.ts';
import { sideBySide, varyWord } from './vary-word.ts';

const unit = 300;
const word = runningWord('minilun', { unit, timed: false });
const vary = (sample: HandwritingSample, strength: number, seed: number) =>
  varyWord(sample, unit, strength, new RandomGenerator(seed));

test('strength 0 leaves a word alone, and what has times of its own is never varied', () => {
  expect(vary(word, 0, 1)).toBe(word);
  const timed = runningWord('in', { unit, timed: true });
  expect(vary(timed, 1, 1)).toBe(timed);
});

test('the same seed gives the same word, another seed another', () => {
  expect(vary(word, 1, 1)).toEqual(vary(word, 1, 1));
  expect(vary(word, 1, 1)).not.toEqual(vary(word, 1, 2));
});

test('the word keeps its label, its strokes, its line and about its size', () => {
  const before = boundsOf(word.strokes);
  const ratios: number[] = [];
  for (let seed = 0; seed < 60; seed += 1) {
    const { label, strokes } = vary(word, 1, seed);
    expect(label).toBe(word.label);
    expect(strokes).toHaveLength(word.strokes.length);
    const { left, right, bottom, top } = boundsOf(strokes);
    expect(Math.abs(bottom - before.bottom)).toBeLessThan(0.35 * unit);
    ratios.push((top - bottom) / (before.top - before.bottom));
    expect((right - left) / (before.right - before.left)).toBeGreaterThan(0.5);
    expect((right - left) / (before.right - before.left)).toBeLessThan(2.2);
  }
  ratios.sort((a, b) => a - b);
  expect(ratios[0]).toBeGreaterThan(0.6);
  expect(ratios.at(-1)).toBeLessThan(1.6);
  expect(ratios[30]).toBeCloseTo(1, 0);
});

test('dots wait until the word is done for some', () => {
  const isDot = ({ x, y }: { x: Float32Array; y: Float32Array }) => {
    const { bottom, top } = boundsOf([{ x, y }]);
    return top - bottom < 0.3 * unit && bottom > 0.9 * unit;
  };
  expect(word.strokes.slice(-2).every(isDot)).toBe(false);
  const late = Array.from({ length: 40 }, (_, seed) => vary(word, 1, seed)).filter(({ strokes }) =>
    strokes.slice(-2).every(isDot),
  );
  expect(late.length).toBeGreaterThan(4);
  expect(late.length).toBeLessThan(30);
});

test('two words stand side by side with the gap asked for', () => {
  const other = runningWord('on', { unit, timed: false });
  const { label, strokes } = sideBySide(word, other, 500);
  expect(label).toBe('minilun on');
  const count = word.strokes.length;
  expect(strokes.slice(0, count)).toEqual(word.strokes);
  const [first, second] = [strokes.slice(0, count), strokes.slice(count)].map(boundsOf);
  expect(second!.left - first!.right).toBeCloseTo(500, 2);
  expect(second!.bottom).toBeCloseTo(boundsOf(other.strokes).bottom, 3);
});
