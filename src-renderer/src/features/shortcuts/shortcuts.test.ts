import { expect, test } from 'vitest';
import { commandFor, keyCaps, shortcuts, type KeyPress } from './shortcuts.ts';

const plain = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };
const press = (
  key: string,
  ...held: ('ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey')[]
): KeyPress => ({
  ...plain,
  ...Object.fromEntries(held.map((name) => [name, true])),
  key,
});
const linux = { typing: undefined, mac: false };

test('no two shortcuts share their keys', () => {
  const all = shortcuts.map(({ keys }) => keys);
  expect(new Set(all).size).toBe(all.length);
});

test('finds the command of a key press', () => {
  expect(commandFor(press('C', 'ctrlKey', 'shiftKey'), linux)).toBe('copy');
  expect(commandFor(press('c', 'ctrlKey'), linux)).toBeUndefined();
  expect(commandFor(press('s', 'ctrlKey'), linux)).toBe('save');
  expect(commandFor(press('s', 'metaKey'), linux)).toBeUndefined();
  expect(commandFor(press('s', 'metaKey'), { ...linux, mac: true })).toBe('save');
  expect(commandFor(press('+', 'ctrlKey', 'shiftKey'), linux)).toBe('larger');
  expect(commandFor(press('?', 'shiftKey'), linux)).toBe('shortcuts');
  expect(commandFor(press('s', 'ctrlKey', 'altKey'), linux)).toBeUndefined();
});

test('typing is left alone; a field has an undo of its own, the text has ours', () => {
  const field = { typing: 'field', mac: false } as const;
  const text = { typing: 'text', mac: false } as const;
  expect(commandFor(press('?', 'shiftKey'), field)).toBeUndefined();
  expect(commandFor(press('?', 'shiftKey'), text)).toBeUndefined();
  expect(commandFor(press('z', 'ctrlKey'), field)).toBeUndefined();
  expect(commandFor(press('z', 'ctrlKey'), text)).toBe('undo');
  expect(commandFor(press('Z', 'ctrlKey', 'shiftKey'), text)).toBe('redo');
  expect(commandFor(press('y', 'ctrlKey'), text)).toBe('redo');
  expect(commandFor(press('F7'), text)).toBe('next-doubtful');
  expect(commandFor(press('F7', 'shiftKey'), text)).toBe('previous-doubtful');
  expect(commandFor(press('s', 'ctrlKey'), field)).toBe('save');
});

test('keys are shown as they stand on the keyboard', () => {
  expect(keyCaps('Mod+Shift+C', false)).toEqual(['Ctrl', 'Shift', 'C']);
  expect(keyCaps('Mod+ArrowUp', true)).toEqual(['⌘', '↑']);
});
