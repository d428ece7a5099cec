import { describe, expect, test } from 'vitest';
import { RandomGenerator } from '../random.ts';
import { drawWriterStyle, type WriterStyle } from '../writer.ts';
import { composeText } from './compose.ts';
import { boxedCharacters } from './hand.testing.ts';
import { collectHandwriting } from './handwriting-corpus.ts';
import { boundsOf } from './ink.ts';
import { supplementOf } from './supplement.ts';

const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
const { writers } = await collectHandwriting(boxedCharacters(alphabet));
const hand = writers[0]!;
const steady: WriterStyle = {
  ...drawWriterStyle(3),
  unsteadiness: 0,
  baselineSlope: 0,
  baselineWander: 0,
  joined: false,
};

/** The style of a writer whose habits are of one kind, by trying. */
function styleWhere(
  is: (composition: ReturnType<typeof composeText>) => boolean,
  text: string,
  joined: boolean,
): WriterStyle {
  for (let seed = 0; seed < 60; seed++) {
    const style = { ...drawWriterStyle(seed), unsteadiness: 0.3, joined };
    if (is(composeText(text, hand, style, new RandomGenerator(1)))) return style;
  }
  throw new Error('No such writer.');
}

describe('a text in a hand', () => {
  test('is the same for the same seed and another for another', () => {
    const compose = (seed: number) =>
      composeText('Sphinx 42', hand, drawWriterStyle(1), new RandomGenerator(seed));
    expect(compose(1)).toEqual(compose(1));
    expect(compose(1)).not.toEqual(compose(2));
  });

  test('stands on one line, from left to right, in the size of the style', () => {
    const { strokes, characters } = composeText('xgxhx', hand, steady, new RandomGenerator(1));
    const boxes = characters.map((_, index) =>
      boundsOf(strokes.filter((stroke) => stroke.character === index)),
    );
    const [x, g, , h] = boxes;
    const height = x!.top - x!.bottom;
    expect(height / steady.xHeight).toBeGreaterThan(0.8);
    expect(height / steady.xHeight).toBeLessThan(1.25);
    for (const box of [boxes[2], h, boxes[4]]) {
      expect(Math.abs(box!.bottom - x!.bottom)).toBeLessThan(0.02 * height);
    }
    expect((x!.bottom - g!.bottom) / height).toBeGreaterThan(0.4);
    expect((h!.top - x!.top) / height).toBeGreaterThan(0.4);
    for (let i = 1; i < boxes.length; i++) {
      expect(boxes[i]!.left).toBeGreaterThan(boxes[i - 1]!.left + 0.5 * height);
    }
  });

  test('leaves the space of the style between ink, and more between words', () => {
    const gap = (text: string) => {
      const { strokes, characters } = composeText(text, hand, steady, new RandomGenerator(1));
      const last = characters.length - 1;
      const [first, second] = [0, last].map((index) =>
        boundsOf(strokes.filter((stroke) => stroke.character === index)),
      );
      return (second!.left - first!.right) / steady.xHeight;
    };
    expect(gap('ll')).toBeGreaterThan(0.6 * steady.spacing);
    expect(gap('ll')).toBeLessThan(1.6 * steady.spacing);
    expect(gap('l l')).toBeGreaterThan(gap('ll') + 0.5);
  });

  test('is written faster than its single characters', () => {
    const seconds = (text: string) => {
      const { strokes } = composeText(text, hand, steady, new RandomGenerator(1));
      return strokes.reduce((sum, { times }) => sum + times.at(-1)!, 0);
    };
    const alone = hand.characterMs! / 1000;
    expect(seconds('minimum')).toBeLessThan(0.75 * 7 * alone);
    expect(seconds('minimum')).toBeGreaterThan(0.2 * 7 * alone);
  });

  test('runs on from letter to letter where the writer does, without a jump', () => {
    const { strokes } = composeText(
      'aunnun',
      hand,
      styleWhere(
        ({ strokes }) => strokes.filter(({ joined }) => joined).length >= 8,
        'aunnun',
        true,
      ),
      new RandomGenerator(1),
    );
    for (const [index, stroke] of strokes.entries()) {
      if (!stroke.joined) continue;
      const before = strokes[index - 1]!;
      expect(stroke.x[0]).toBeCloseTo(before.x.at(-1)!, 9);
      expect(stroke.y[0]).toBeCloseTo(before.y.at(-1)!, 9);
    }
    const printed = composeText('A1B2', hand, steady, new RandomGenerator(1));
    expect(printed.strokes.some(({ joined }) => joined)).toBe(false);
  });

  test('has its dots and bars at once or after the word, as the writer does', () => {
    const late = styleWhere(({ strokes }) => strokes.some((s) => s.afterthought), 'tin', true);
    const { strokes } = composeText('tin it', hand, late, new RandomGenerator(1));
    expect(strokes.map(({ character, afterthought }) => (afterthought ? -1 : character)))
      // The marks of “tin” come before “it” begins.
      .toEqual(expect.arrayContaining([0, 1, 2, -1, 4, 5, -1]));
    const marks = strokes.flatMap((s, i) => (s.afterthought ? [i] : []));
    const body = (index: number) =>
      strokes.findLastIndex((s) => s.character === index && !s.afterthought);
    expect(marks[0]).toBeGreaterThan(body(2));
    expect(strokes.findIndex((s) => s.character === 4)).toBeGreaterThan(marks[1]!);
  });

  test('times of every stroke increase', () => {
    for (let seed = 0; seed < 20; seed++) {
      const style = drawWriterStyle(seed);
      const { strokes } = composeText('Fjord 80 pixel', hand, style, new RandomGenerator(seed));
      for (const { times, x, y } of strokes) {
        expect(times[0]).toBe(0);
        expect(times.every((time, i) => i === 0 || time > times[i - 1]!)).toBe(true);
        expect([...x, ...y].every(Number.isFinite)).toBe(true);
      }
    }
  });

  test('of nothing, or with a character that nobody can write, is refused', () => {
    const compose = (text: string) => composeText(text, hand, steady, new RandomGenerator(1));
    expect(() => compose('  ')).toThrow(RangeError);
    expect(() => compose('a漢')).toThrow(RangeError);
  });
});

describe('what no writer was asked for', () => {
  test('is punctuation and the umlauts of own vowels', () => {
    expect(supplementOf(hand)).toEqual(expect.arrayContaining(['.', '?', 'ä', 'Ü']));
    expect(supplementOf(hand)).not.toContain('a');
  });

  test('an umlaut is its vowel with two dots above', () => {
    const inkOf = (text: string) =>
      composeText(text, hand, steady, new RandomGenerator(5)).strokes.toSorted(
        (a, b) => Math.max(...a.y) - Math.max(...b.y),
      );
    const plain = inkOf('u');
    const umlaut = inkOf('ü');
    expect(umlaut).toHaveLength(plain.length + 2);
    const top = Math.max(...plain.flatMap(({ y }) => [...y]));
    for (const dot of umlaut.slice(-2)) expect(Math.min(...dot.y)).toBeGreaterThan(top);
  });

  test('a full stop lies on the line', () => {
    const { strokes } = composeText('x.', hand, steady, new RandomGenerator(1));
    const [x, stop] = [0, 1].map((i) => boundsOf(strokes.filter((s) => s.character === i)));
    expect(stop!.left).toBeGreaterThan(x!.right);
    expect(stop!.top - x!.bottom).toBeLessThan(0.4 * (x!.top - x!.bottom));
  });
});
