import { expect, test } from 'vitest';
import type { LiveSegment } from '../../contract/live.ts';
import { plainText } from '../../contract/text.ts';
import { Transcript } from './transcript.ts';

function piece(id: number, text: string, committed = true): LiveSegment {
  const words = text.split(' ').map((word, index) => ({
    text: word,
    startMs: index,
    endMs: index + 1,
    confidence: 0.9,
    alternatives: [],
  }));
  return { id, startMs: 0, endMs: 1, committed, recognition: { text, confidence: 0.9, words } };
}

test('a piece grows until it is committed and never changes after that', () => {
  const transcript = new Transcript();
  transcript.apply(0, piece(0, '1', false));
  transcript.apply(0, piece(0, '12', false));
  expect(plainText(transcript.segments)).toBe('12');
  expect(transcript.apply(0, piece(0, '123'))?.committed).toBe(true);
  expect(transcript.apply(0, piece(0, '999'))).toBeUndefined();
  expect(plainText(transcript.segments)).toBe('123');
});

test('pieces of another reading process stand behind, whatever their number', () => {
  const transcript = new Transcript();
  transcript.apply(0, piece(0, 'one'));
  transcript.apply(1, piece(0, 'two'));
  expect(plainText(transcript.segments)).toBe('one two');
});

test('a correction shows, can be taken back, and an empty one takes the word out', () => {
  const transcript = new Transcript();
  transcript.apply(0, piece(0, 'tree house'));
  transcript.correct({ segment: '0.0', word: 0, text: 'three' });
  expect(plainText(transcript.segments)).toBe('three house');
  transcript.correct({ segment: '0.0', word: 0, text: 'tree' });
  expect(transcript.segments[0]!.words[0]).not.toHaveProperty('corrected');
  transcript.correct({ segment: '0.0', word: 1, text: '' });
  expect(plainText(transcript.segments)).toBe('tree');
  expect(transcript.correct({ segment: '0.9', word: 0, text: 'x' })).toBeUndefined();
  expect(transcript.correct({ segment: '0.0', word: 7, text: 'x' })).toBeUndefined();
});

test('what may still change cannot be corrected', () => {
  const transcript = new Transcript();
  transcript.apply(0, piece(0, 'grow', false));
  expect(transcript.correct({ segment: '0.0', word: 0, text: 'grew' })).toBeUndefined();
});

test('clearing keeps the piece being written and can be taken back', () => {
  const transcript = new Transcript();
  transcript.apply(0, piece(0, 'old'));
  transcript.apply(0, piece(1, 'gro', false));
  transcript.clear();
  expect(plainText(transcript.segments)).toBe('gro');
  transcript.apply(0, piece(1, 'grown'));
  transcript.restore();
  expect(plainText(transcript.segments)).toBe('old grown');
  transcript.restore();
  expect(plainText(transcript.segments)).toBe('old grown');
});
