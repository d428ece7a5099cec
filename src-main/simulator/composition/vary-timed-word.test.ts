import { expect, test } from 'vitest';
import { RandomGenerator } from '../random.ts';
import { runningWord } from './hand.testing.ts';
import { boundsOf } from './ink.ts';
import { varyTimedWord } from './vary-timed-word.ts';

const unit = 3;
const word = runningWord('minilun', { unit, timed: true });
const air = [
  { x: Float32Array.of(3, 4), y: Float32Array.of(5, 5), timesMs: Float64Array.of(70, 90) },
];

test('strength 0 changes nothing; the same seed gives the same word, another seed another', () => {
  const vary = (strength: number, seed: number) =>
    varyTimedWord(word, unit, strength, new RandomGenerator(seed));
  expect(vary(0, 1)).toBe(word);
  expect(vary(1, 1)).toEqual(vary(1, 1));
  expect(vary(1, 1)).not.toEqual(vary(1, 2));
});

test('ink and air bend together, and all times run at one other tempo', () => {
  for (let seed = 0; seed < 30; seed += 1) {
    const varied = varyTimedWord({ ...word, air }, unit, 1, new RandomGenerator(seed));
    const tempo = word.strokes[1]!.timesMs![2]! / varied.strokes[1]!.timesMs![2]!;
    varied.strokes.forEach(({ timesMs }, index) => {
      const times = word.strokes[index]!.timesMs!;
      timesMs!.forEach((time, i) => expect(time * tempo).toBeCloseTo(times[i]!, 6));
    });
    expect(varied.air![0]!.timesMs[0]! * tempo).toBeCloseTo(70, 6);
    const [before, after] = [boundsOf(word.strokes), boundsOf(varied.strokes)];
    const ratio = (after.top - after.bottom) / (before.top - before.bottom);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
    expect(varied.air![0]!.y[0]).toBeGreaterThan(after.bottom);
  }
});
