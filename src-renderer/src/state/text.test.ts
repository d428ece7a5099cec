import { expect, test } from 'vitest';
import type { TextSegment } from '$contract/text.ts';
import { TextState } from './text.svelte.ts';

const segment = (key: string, text: string, committed: boolean): TextSegment => ({
  key,
  startMs: 0,
  endMs: 1,
  committed,
  words: text === '' ? [] : [{ text, startMs: 0, endMs: 1, confidence: 1, alternatives: [] }],
});

test('pieces grow in place and keep their order', () => {
  const state = new TextState();
  expect(state.empty).toBe(true);
  state.update([segment('a', '1', false)]);
  state.update([segment('b', '7', false), segment('a', '12', true)]);
  expect(state.segments.map(({ key, words }) => [key, words[0]?.text])).toEqual([
    ['a', '12'],
    ['b', '7'],
  ]);
  expect(state.empty).toBe(false);
});

test('only what is committed is announced, once', () => {
  const state = new TextState();
  state.update([segment('a', '1', false)]);
  expect(state.announcement).toBe('');
  expect(state.hasCommitted).toBe(false);
  state.update([segment('a', '12', true)]);
  expect(state.announcement).toBe('12');
  state.update([segment('b', '3', true)]);
  state.update([segment('a', 'corrected', true)]);
  expect(state.announcement).toBe('3');
  expect(state.hasCommitted).toBe(true);
});
