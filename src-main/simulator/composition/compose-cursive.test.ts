import { describe, expect, test } from 'vitest';
import { alphabets } from '../../contract/alphabet.ts';
import { moveThrough } from '../motion.ts';
import { RandomGenerator } from '../random.ts';
import { drawWriterStyle } from '../writer.ts';
import { composeCursive } from './compose-cursive.ts';

const write = (text: string, seed: number) =>
  composeCursive(text, drawWriterStyle(seed), new RandomGenerator(seed));
const seeds = Array.from({ length: 12 }, (_, seed) => seed);

describe('a text in a joined hand', () => {
  test('is the same for the same seed and another for another', () => {
    expect(write('minimum', 1)).toEqual(write('minimum', 1));
    expect(write('minimum', 1)).not.toEqual(write('minimum', 2));
  });

  test('runs through most letters without a lift and without a jump', () => {
    let lifts = 0;
    for (const seed of seeds) {
      const { strokes } = write('nummern', seed);
      lifts += strokes.filter(({ joined }) => !joined).length - 1;
      for (const [index, stroke] of strokes.entries()) {
        const before = strokes[index - 1];
        if (!stroke.joined || !before) continue;
        expect(stroke.x[0]).toBeCloseTo(before.x.at(-1)!, 9);
        expect(stroke.y[0]).toBeCloseTo(before.y.at(-1)!, 9);
      }
    }
    // Printed it would be six lifts each time.
    expect(lifts / seeds.length).toBeLessThan(1.5);
  });

  test('has its dots and bars after the last stem of the word, where they wait', () => {
    let waited = 0;
    for (const seed of seeds) {
      const { strokes } = write('tint no', seed);
      const marks = strokes.flatMap(({ afterthought }, index) => (afterthought ? [index] : []));
      if (marks.length === 0) continue;
      waited += 1;
      const word = (index: number) => (strokes[index]!.character < 5 ? 0 : 1);
      const body = (which: number) =>
        strokes.flatMap((stroke, index) =>
          !stroke.afterthought && word(index) === which ? [index] : [],
        );
      expect(marks).toHaveLength(3);
      expect(Math.min(...marks)).toBeGreaterThan(Math.max(...body(0)));
      expect(Math.max(...marks)).toBeLessThan(Math.min(...body(1)));
    }
    expect(waited).toBeGreaterThan(3);
    expect(waited).toBeLessThan(seeds.length);
  });

  test('tells which character is under the pen when, in the order of the text', () => {
    for (const seed of seeds) {
      const style = drawWriterStyle(seed);
      const { strokes, characters, bandwidth } = write('Quick fix 42!', seed);
      const { trajectory, characters: times } = moveThrough(
        strokes,
        characters,
        { ...style, bandwidth },
        new RandomGenerator(seed),
        { leadMs: 100, trailMs: 100 },
      );
      expect(times.map(({ character }) => character).join('')).toBe('Quick fix 42!');
      let before = 0;
      for (const { startMs, endMs } of times) {
        expect(startMs).toBeGreaterThanOrEqual(before - 1e-6);
        expect(endMs).toBeGreaterThan(startMs);
        before = startMs;
      }
      expect(times.at(-1)!.endMs).toBeLessThan(trajectory.timesMs.at(-1)!);
    }
  });

  test('stands on the line from left to right, whatever the letters', () => {
    for (const seed of seeds) {
      const { strokes } = write('amoxude', seed);
      const middle = Array.from({ length: 7 }, (_, character) => {
        const xs = strokes.flatMap((stroke) =>
          stroke.character === character && !stroke.afterthought ? [...stroke.x] : [],
        );
        return xs.reduce((sum, x) => sum + x, 0) / xs.length;
      });
      for (let i = 1; i < 7; i += 1) expect(middle[i]!).toBeGreaterThan(middle[i - 1]!);
    }
  });

  test('can be anything of the alphabet, with times that increase', () => {
    const { strokes } = write(alphabets.words.join(''), 5);
    for (const { times, x, y } of strokes) {
      expect(times[0]).toBe(0);
      expect(times.every((time, i) => i === 0 || time > times[i - 1]!)).toBe(true);
      expect([...x, ...y].every(Number.isFinite)).toBe(true);
    }
    expect(new Set(strokes.map(({ character }) => character)).size).toBe(
      alphabets.words.length - 1,
    );
  });

  test('of nothing, or with a character that no font draws, is refused', () => {
    expect(() => write(' ', 1)).toThrow(RangeError);
    expect(() => write('漢', 1)).toThrow(RangeError);
  });
});
