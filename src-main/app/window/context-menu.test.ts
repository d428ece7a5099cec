import { expect, test } from 'vitest';
import { contextMenu } from './context-menu.ts';

const actions = { undo: () => undefined, redo: () => undefined, title: (text: string) => text };
const flags = { canCut: true, canCopy: true, canPaste: true };

test('the text has undo and redo of its own, a field those of the browser', () => {
  const clicked = { isEditable: true, selectionText: '', editFlags: flags };
  const text = contextMenu({ ...clicked, formControlType: 'none' }, actions);
  expect(text.map(({ label }) => label).filter(Boolean)).toEqual([
    ...['Undo', 'Redo', 'Cut', 'Copy', 'Paste', 'Select all'],
  ]);
  expect(text[0]!.click).toBe(actions.undo);
  const field = contextMenu({ ...clicked, formControlType: 'input-text' }, actions);
  expect(field[0]!.role).toBe('undo');
});

test('elsewhere only what is selected can be copied', () => {
  const clicked = { isEditable: false, formControlType: 'none' as const, editFlags: flags };
  expect(contextMenu({ ...clicked, selectionText: ' ' }, actions)).toEqual([]);
  expect(contextMenu({ ...clicked, selectionText: 'a' }, actions)).toMatchObject([
    { role: 'copy' },
  ]);
});
