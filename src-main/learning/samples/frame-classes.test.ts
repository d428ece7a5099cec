import { expect, test } from 'vitest';
import { alphabets } from '../../contract/alphabet.ts';
import { frameClassesOf } from './frame-classes.ts';
import { unknownClass } from '../gradients/loss.ts';
import type { LabeledWindow } from './sample.ts';

const window = { rateHz: 100, mask: 0, length: 80, values: new Float32Array(80 * 13), startMs: 0 };
const x = unknownClass;

test('blank outside characters, the class in their surer part, nothing in between', () => {
  const sample: LabeledWindow = {
    window,
    text: '37',
    spans: [
      { character: '3', start: 8, end: 40 },
      { character: '7', start: 40, end: 72 },
    ],
  };
  // Frames of 8 readings have their middles at 4, 12, 20, …; '3' is class 4, '7' class 8.
  expect(Array.from(frameClassesOf(sample, alphabets.digits, 10, 8))).toEqual([
    ...[0, x, 4, 4, 4].slice(0, 1),
    ...[x, 4, 4, 4],
    ...[x, 8, 8, 8],
    0,
  ]);
});

test('says nothing where it is not known what was written when', () => {
  const sample: LabeledWindow = { window, text: '37', spans: [] };
  expect(new Set(frameClassesOf(sample, alphabets.digits, 10, 8))).toEqual(new Set([x]));
});
