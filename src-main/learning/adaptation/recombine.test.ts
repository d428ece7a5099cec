import { expect, test } from 'vitest';
import { allChannels, channelCount, maskOf } from '../../contract/sensors.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import type { LabeledWindow } from '../samples/sample.ts';
import { LetterCase } from './recombine.ts';

/** Ten readings before, between and after; every reading of letter k of take t holds 100 t + k. */
function take(text: string, number: number, mask = allChannels): LabeledWindow {
  const letters = Array.from(text);
  const length = 20 + 10 * letters.length;
  const values = new Float32Array(length * channelCount).fill(-1);
  const spans = letters.map((character, index) => {
    const start = 10 + 10 * index;
    values.fill(100 * number + index, start * channelCount, (start + 10) * channelCount);
    return { character, start, end: start + 10 };
  });
  return { text, spans, window: { rateHz: 100, mask, length, values, startMs: 0 } };
}

const random = () => new RandomGenerator('recombine');

test('a word of the list is made of the letters of takes', () => {
  const letters = new LetterCase([take('on', 1), take('te', 2)], ['tone', 'zone']);
  const source = random();
  for (let turn = 0; turn < 20; turn += 1) {
    const { text, spans, window } = letters.draw(source, 1);
    expect(text).toBe('tone');
    expect(window.length).toBe(60);
    // In the middle of a letter stands what was measured when it was written.
    const middles = spans.map(({ start }) => window.values[(start + 5) * channelCount]);
    expect(middles).toEqual([200, 100, 101, 201]);
    expect(window.values[0]).toBe(-1);
    expect(window.values[(window.length - 1) * channelCount]).toBe(-1);
  }
});

test('readings pass from one stretch into the next', () => {
  const letters = new LetterCase([take('ab', 1), take('cd', 2)], ['ac']);
  const { window } = letters.draw(random(), 1);
  const joint = Array.from({ length: 6 }, (_, at) => window.values[(17 + at) * channelCount]!);
  // “a” was followed by “b” (101) and “c” began after the rest (−1): both are passed through.
  expect(joint[0]).toBe(100);
  expect(joint[5]).toBe(200);
  expect(joint[1]).toBeLessThan(100);
});

test('without a word that can be written letters come in any order', () => {
  const letters = new LetterCase([take('ab', 1), take('a b', 2)], ['xyz']);
  const source = random();
  for (let turn = 0; turn < 30; turn += 1) {
    const { text, spans } = letters.draw(source);
    expect(text).toMatch(/^[ab]{3,10}$/);
    expect(spans.map(({ character }) => character).join('')).toBe(text);
  }
});

test('only sensors that every part has are there', () => {
  const few = maskOf(['ax', 'ay', 'az']);
  const letters = new LetterCase([take('a', 1, few), take('b', 2)], ['ab']);
  expect(letters.draw(random(), 1).window.mask).toBe(few);
});

test('takes whose letters are not known make nothing', () => {
  const unknown = { ...take('ab', 1), spans: [] };
  expect(new LetterCase([unknown, take('ab', 2)], []).isEmpty).toBe(true);
  expect(new LetterCase([take('a', 1), take('b', 2)], []).isEmpty).toBe(false);
});
