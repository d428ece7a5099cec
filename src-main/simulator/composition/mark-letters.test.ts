import { expect, test } from 'vitest';
import type { HandwritingSample } from '../../contract/handwriting.ts';
import { RandomGenerator } from '../random.ts';
import { drawWriterStyle } from '../writer.ts';
import { composeCursive } from './compose-cursive.ts';
import { inkLength } from './ink.ts';
import { bodyOf, letterLengths } from './letter-lengths.ts';
import { markLetters } from './mark-letters.ts';
import { rewrite } from './rewrite.ts';
import type { TimedStroke } from '../stroke-timing.ts';

const xHeight = 2.7;
const alphabet = 'abcdefghiklmnoprstuvwz';

/** Words of joined script by many writers: where their letters end is known. */
const words = Array.from({ length: 300 }, (_, seed) => {
  const random = new RandomGenerator(seed);
  const count = random.integer(3, 7);
  const label = Array.from({ length: count }, () => random.pick(Array.from(alphabet))).join('');
  const style = { ...drawWriterStyle(seed), xHeight };
  const { strokes } = composeCursive(label, style, random);
  return { label, strokes };
});

/** As a file without times would have them: what is joined is one stroke. */
function asWritten({ label, strokes }: (typeof words)[number]): HandwritingSample {
  const runs: { x: number[]; y: number[] }[] = [];
  for (const { joined, x, y } of strokes) {
    if (!joined || runs.length === 0) runs.push({ x: [...x], y: [...y] });
    else {
      runs.at(-1)!.x.push(...x.slice(1));
      runs.at(-1)!.y.push(...y.slice(1));
    }
  }
  return {
    label,
    strokes: runs.map(({ x, y }) => ({ x: Float32Array.from(x), y: Float32Array.from(y) })),
  };
}

/** Share of the letters' ink at which each letter begins. */
function beginnings(strokes: readonly TimedStroke[], count: number): number[] {
  const starts = new Array<number>(count).fill(Infinity);
  let passed = 0;
  for (const stroke of strokes) {
    starts[stroke.character] = Math.min(starts[stroke.character]!, passed);
    passed += inkLength([stroke]);
  }
  return starts.map((start) => start / passed);
}

const samples = words.map(asWritten);
const lengths = letterLengths(samples, xHeight);
const hand = { xHeight, relativePressure: (pressure: Float32Array) => Float64Array.from(pressure) };

function marked(index: number) {
  const sample = samples[index]!;
  const strokes = rewrite(sample, hand, drawWriterStyle(index), new RandomGenerator(index));
  const body = bodyOf(sample.strokes, xHeight, 0);
  return { strokes, body, letters: markLetters(sample.label!, strokes, body, lengths) };
}

test('ends of letters are right to a third of a letter, nine times in ten', () => {
  const errors: number[] = [];
  for (const [index, { label, strokes }] of words.entries()) {
    const { letters } = marked(index);
    if (!letters) continue;
    const isBody = bodyOf(strokes, xHeight, 0);
    const known = beginnings(
      isBody.map((place) => strokes[place]!),
      label.length,
    );
    const found = beginnings(
      letters.filter(({ afterthought }) => !afterthought),
      label.length,
    );
    for (let i = 1; i < label.length; i += 1) {
      errors.push(Math.abs(known[i]! - found[i]!) * label.length);
    }
  }
  errors.sort((a, b) => a - b);
  expect(errors.length).toBeGreaterThan(900);
  expect(errors[Math.floor(0.5 * errors.length)]).toBeLessThan(0.12);
  expect(errors[Math.floor(0.9 * errors.length)]).toBeLessThan(0.33);
});

test('nothing of the writing is lost, added or moved', () => {
  for (let index = 0; index < 20; index += 1) {
    const { strokes, letters, body } = marked(index);
    const seconds = (list: readonly TimedStroke[]) =>
      list.reduce((sum, { times }) => sum + times.at(-1)!, 0);
    expect(inkLength(letters!)).toBeCloseTo(inkLength(strokes), 6);
    expect(seconds(letters!)).toBeCloseTo(seconds(strokes), 9);
    expect(letters!.filter(({ joined }) => !joined)).toHaveLength(strokes.length);
    const order = letters!.flatMap(({ afterthought, character }) =>
      afterthought ? [] : [character],
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(letters!.filter(({ afterthought }) => afterthought)).toHaveLength(
      strokes.length - body.length,
    );
  }
});

test('long letters have long lengths, and too few words none', () => {
  expect(lengths.get('m')).toBeGreaterThan(1.5 * lengths.get('i')!);
  expect(letterLengths(samples.slice(0, 50), xHeight).size).toBe(0);
});

test('a character of unknown length leaves the word unmarked', () => {
  const { strokes, body } = marked(0);
  expect(markLetters('a?', strokes, body, lengths)).toBeUndefined();
});
