import { expect, test } from 'vitest';
import { lastParagraph } from '../../contract/notes.ts';
import { exportNote, fileNameOf, formatOf } from './export-note.ts';
import { wordsOf } from './notes.testing.ts';

const createdAt = new Date(2026, 10, 30, 10, 44).getTime();
const note = {
  id: '2026-11-30-104400',
  source: 'pen',
  createdAt,
  changedAt: createdAt,
  words: wordsOf('1. <one> *two* | three'),
} as const;

test('text has a line for each paragraph', () => {
  expect(exportNote(note, 'txt')).toBe('1. <one> *two*\nthree\n');
});

test('what is dictated is the paragraph at the end', () => {
  expect(lastParagraph(note.words)).toBe('three');
  expect(lastParagraph(note.words.slice(0, 3))).toBe('1. <one> *two*');
  expect(lastParagraph([])).toBe('');
});

test('Markdown and HTML say what was written and nothing that they would take for their own', () => {
  expect(exportNote(note, 'md')).toBe('# 2026-11-30\n\n1\\. \\<one\\> \\*two\\*\n\nthree\n');
  expect(exportNote({ ...note, title: 'A & B' }, 'html')).toContain(
    '<h1>A &amp; B</h1>\n<p>1. &lt;one&gt; *two*</p>\n<p>three</p>',
  );
});

test('JSON tells times, confidences and alternatives', () => {
  const exported = JSON.parse(exportNote(note, 'json')) as { words: unknown[]; text: string };
  expect(exported.text).toBe('1. <one> *two*\nthree');
  expect(exported.words[1]).toEqual({
    text: '<one>',
    read: '<one>',
    confidence: 0.9,
    startMs: 100,
    endMs: 200,
    alternatives: [],
  });
  expect(exported.words[3]).toEqual({ break: true });
});

test('the name of the file says the date and the first words; its ending the format', () => {
  expect(fileNameOf(note)).toBe('2026-11-30 1. one two three.txt');
  expect(fileNameOf({ ...note, title: 'a/b: c?' })).toBe('2026-11-30 a b c.txt');
  expect(['a.MD', 'a.markdown', 'a.htm', 'a.json', 'a', '/x.md/a'].map(formatOf)).toEqual([
    ...['md', 'md', 'html', 'json', 'txt', 'txt'],
  ]);
});
