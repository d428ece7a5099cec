import { expect, test } from 'vitest';
import type { PromptedState } from '$contract/prompts.ts';
import { guidanceOf, progressOf } from './prompt-words.ts';

const state: PromptedState = {
  session: 's',
  writer: 'anna',
  prompts: [
    { text: 'one', state: 'kept' },
    { text: 'two', state: 'doubtful' },
    { text: 'six', state: 'open' },
  ],
  current: 2,
  phase: 'waiting',
  reading: '',
  problems: [],
  covered: 3,
  characters: 9,
};

test('says at every moment what to do next', () => {
  expect(guidanceOf(state, false).headline).toContain('connect the pen');
  expect(guidanceOf(state, true).headline).toBe('Write this word on paper.');
  expect(guidanceOf({ ...state, current: 1 }, true).headline).toContain('once more');
  expect(guidanceOf({ ...state, phase: 'writing' }, true).tone).toBe('writing');
  expect(guidanceOf({ ...state, phase: 'review' }, true).headline).toContain('Enter');
  // What was written can be judged when the pen is away already.
  expect(guidanceOf({ ...state, phase: 'review' }, false).headline).toContain('Enter');
  const problems = [{ code: 'too-short', message: 'Far too short.' }] as const;
  expect(guidanceOf({ ...state, phase: 'review', problems }, true)).toEqual({
    tone: 'doubtful',
    headline: 'Far too short.',
  });
  expect(guidanceOf({ ...state, phase: 'done' }, false).tone).toBe('done');
});

test('counts what is written and covered', () => {
  expect(progressOf(state)).toBe('1 of 3 · 3 of 9 characters covered');
  expect(progressOf({ ...state, covered: 9 })).toBe('1 of 3 · all characters covered');
});
