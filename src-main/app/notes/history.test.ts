import { expect, test } from 'vitest';
import type { NoteWord, Splice } from '../../contract/notes.ts';
import { History } from './history.ts';
import { textOf, wordsOf } from './notes.testing.ts';

let id = 100;
const append = (history: History, text: string): Splice => {
  const inserted = wordsOf(text).map((word): NoteWord => ({ ...word, id: ++id }));
  return { at: history.words.length, removed: [], inserted };
};

test('everything is taken back in order and done again', () => {
  const history = new History();
  history.do('write', [append(history, 'one two')], 0);
  history.do('remove', [{ at: 0, removed: [history.words[0]!], inserted: [] }], 1);
  history.do('clear', [{ at: 0, removed: history.words, inserted: [] }], 2);
  const seen = [textOf(history.words)];
  while (history.undoKind !== undefined) {
    history.undo();
    seen.push(textOf(history.words));
  }
  expect(seen).toEqual(['', 'two', 'one two', '']);
  while (history.redoKind !== undefined) history.redo();
  expect(textOf(history.words)).toBe('');
  expect(history.undo()).toHaveLength(1);
  expect(history.redoKind).toBe('clear');
});

test('what the pen writes meanwhile costs nothing that can be done again', () => {
  const history = new History();
  history.do('write', [append(history, 'one')], 0);
  history.do('write', [append(history, 'two')], 0);
  history.undo();
  history.do('write', [append(history, 'three')], 0);
  expect(textOf(history.words)).toBe('one three');
  history.redo();
  expect(textOf(history.words)).toBe('one two three');
  history.undo();
  history.undo();
  expect(textOf(history.words)).toBe('one');
});

test('another edit does away with what was taken back', () => {
  const history = new History();
  history.do('write', [append(history, 'one')], 0);
  history.undo();
  history.do('type', [append(history, 'two')], 0);
  expect(history.redoKind).toBeUndefined();
});

test('letters typed in one go are one step, a pause begins another', () => {
  const history = new History();
  const typed = (text: string, now: number) => {
    const [before] = history.words;
    const word: NoteWord = { ...wordsOf('x')[0]!, text: '', corrected: text };
    history.do('type', [{ at: 0, removed: before ? [before] : [], inserted: [word] }], now);
  };
  typed('h', 0);
  typed('he', 200);
  typed('hel', 400);
  typed('help', 5000);
  history.undo();
  expect(textOf(history.words)).toBe('hel');
  history.undo();
  expect(textOf(history.words)).toBe('');
});
