import { expect, test } from 'vitest';
import type { HandwritingSample } from '../../contract/handwriting.ts';
import { cutLine } from './cut-line.ts';
import { runningWord } from './hand.testing.ts';
import { boundsOf } from './ink.ts';
import { sideBySide } from './vary-word.ts';

const unit = 3;
const word = (label: string) => runningWord(label, { unit, timed: true });
const line = (words: readonly string[], gap = 1.5 * unit): HandwritingSample =>
  words.map(word).reduce((before, next) => sideBySide(before, next, gap, { pauseMs: 400 }));

test('words and rows of words come out with their ink, in the order of the line', () => {
  const pieces = cutLine(line(['in', 'my', 'dreams']), 2);
  expect(pieces.map(({ label }) => label)).toEqual(['in', 'in my', 'my', 'my dreams', 'dreams']);
  const counts = pieces.map(({ strokes }) => strokes.length);
  const own = ['in', 'my', 'dreams'].map((label) => word(label).strokes.length);
  expect(counts).toEqual([own[0], own[0]! + own[1]!, own[1], own[1]! + own[2]!, own[2]]);
});

test('a dot that was set when the line was done goes to its word', () => {
  const whole = line(['in', 'my']);
  const dot = whole.strokes.find((stroke) => boundsOf([stroke]).bottom > 1.2 * unit)!;
  const late = {
    ...dot,
    timesMs: dot.timesMs!.map((time) => time + 1e5),
  };
  const strokes = [...whole.strokes.filter((stroke) => stroke !== dot), late];
  const [first] = cutLine({ ...whole, strokes }, 1);
  expect(first!.strokes.at(-1)).toBe(late);
  expect(first!.strokes).toHaveLength(word('in').strokes.length);
});

test('marks that the label sets off belong to their word', () => {
  const whole = { ...line(['in', 'my.']), label: 'in my .' };
  expect(cutLine(whole, 1).map(({ label }) => label)).toEqual(['in', 'my.']);
});

test.each([
  ['words that stand as close as letters', line(['in', 'my'], 0.2 * unit)],
  ['a label with more words than there are', { ...line(['in', 'my']), label: 'in my dreams' }],
  [
    'two lines',
    {
      ...line(['in', 'my']),
      strokes: line(['in', 'my']).strokes.map((stroke, index) =>
        index > 3 ? { ...stroke, y: stroke.y.map((y) => y - 20 * unit) } : stroke,
      ),
    },
  ],
])('%s are not cut', (_, sample) => {
  expect(cutLine(sample, 2)).toEqual([]);
});
