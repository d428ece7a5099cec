import { expect, test } from 'vitest';
import { PendingSpace, wishOf } from './text-input.ts';

const event = (inputType: string, data: string | null = null) => ({
  inputType,
  data,
  dataTransfer: null,
});

test('keys ask for letters, paragraphs, deleting and going back', () => {
  expect(wishOf(event('insertText', 'a'))).toEqual({ kind: 'insert', text: 'a' });
  expect(wishOf(event('insertParagraph'))).toEqual({ kind: 'insert', text: '\n' });
  expect(wishOf(event('deleteWordBackward'))).toEqual({ kind: 'delete' });
  expect(wishOf(event('deleteByCut'))).toEqual({ kind: 'delete' });
  expect(wishOf(event('historyUndo'))).toEqual({ kind: 'undo' });
  expect(wishOf(event('formatBold'))).toEqual({ kind: 'nothing' });
});

test('what is pasted has line ends of one kind', () => {
  const dataTransfer = { getData: () => 'a\r\n\r\nb\rc' } as unknown as DataTransfer;
  expect(wishOf({ inputType: 'insertFromPaste', data: null, dataTransfer })).toEqual({
    kind: 'insert',
    text: 'a\nb\nc',
  });
});

test('a space behind a word waits for the next letter, unless the caret has gone elsewhere', () => {
  const pending = new PendingSpace();
  const space = { from: 4, to: 4, text: ' ' };
  pending.after(space, 4);
  expect(pending.before({ from: 4, to: 4, text: 'x' })).toEqual({ from: 4, to: 4, text: ' x' });
  expect(pending.before({ from: 4, to: 4, text: 'x' })).toEqual({ from: 4, to: 4, text: 'x' });
  pending.after(space, 4);
  expect(pending.before({ from: 2, to: 2, text: 'x' })).toEqual({ from: 2, to: 2, text: 'x' });
  pending.after(space, 5);
  expect(pending.before({ from: 5, to: 5, text: 'x' })).toEqual({ from: 5, to: 5, text: 'x' });
});
