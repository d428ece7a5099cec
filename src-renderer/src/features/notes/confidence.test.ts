import { expect, test } from 'vitest';
import { certaintyOf, readingsOf } from './confidence.ts';

const word = { text: 'a', startMs: 0, endMs: 1, confidence: 0.95, alternatives: [] };

test('certainty follows confidence; a correction is sure', () => {
  expect(certaintyOf(word)).toBe('sure');
  expect(certaintyOf({ ...word, confidence: 0.7 })).toBe('doubtful');
  expect(certaintyOf({ ...word, confidence: 0.2 })).toBe('unsure');
  expect(certaintyOf({ ...word, confidence: 0.2, corrected: 'b' })).toBe('sure');
  // A hole in the signal took a part of it, whatever is left.
  expect(certaintyOf({ ...word, cut: true })).toBe('doubtful');
  expect(certaintyOf({ ...word, cut: true, corrected: 'b' })).toBe('sure');
});

test('every reading is offered once', () => {
  const alternatives = [
    { text: 'b', confidence: 0.03 },
    { text: 'a', confidence: 0.02 },
    { text: '', confidence: 0.01 },
  ];
  expect(readingsOf({ ...word, alternatives }).map(({ text }) => text)).toEqual(['a', 'b']);
});
