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
const linux = { typing: false, mac: false };

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

test('typing and its own undo are left alone', () => {
  const typing = { typing: true, mac: false };
  expect(commandFor(press('?', 'shiftKey'), typing)).toBeUndefined();
  expect(commandFor(press('z', 'ctrlKey'), typing)).toBeUndefined();
  expect(commandFor(press('s', 'ctrlKey'), typing)).toBe('save');
});

test('keys are shown as they stand on the keyboard', () => {
  expect(keyCaps('Mod+Shift+C', false)).toEqual(['Ctrl', 'Shift', 'C']);
  expect(keyCaps('Mod+ArrowUp', true)).toEqual(['⌘', '↑']);
});
