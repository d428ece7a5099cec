import { expect, test } from 'vitest';
import { timeStroke } from '../stroke-timing.ts';
import { drawWriterStyle } from '../writer.ts';
import { splitTimed } from './split-timed.ts';

test('letters of a run follow each other in place and time, at their lengths', () => {
  const points = Float64Array.of(0, 0, 4, 0, 10, 0);
  const timed = timeStroke({ points, character: 3, joined: false }, drawWriterStyle(1), 1);
  const [first, second] = splitTimed(timed, points, [
    { character: 3, at: 0 },
    { character: 4, at: 1 },
  ]);
  expect([first!.character, second!.character]).toEqual([3, 4]);
  expect([first!.joined, second!.joined]).toEqual([false, true]);
  expect(first!.x.at(-1)).toBeCloseTo(4, 1);
  expect(second!.x[0]).toBe(first!.x.at(-1));
  expect(second!.times[0]).toBe(0);
  expect(first!.times.at(-1)! + second!.times.at(-1)!).toBeCloseTo(timed.times.at(-1)!, 9);
});

test('one letter is left whole', () => {
  const points = Float64Array.of(0, 0, 4, 0);
  const timed = timeStroke({ points, character: 0, joined: false }, drawWriterStyle(1), 1);
  expect(splitTimed(timed, points, [{ character: 0, at: 0 }])).toEqual([timed]);
});
