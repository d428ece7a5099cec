/** What the keyboard can do, as data: the window obeys it and the sheet shows it. */
export const shortcuts = [
  { command: 'undo', keys: 'Mod+Z', title: 'Undo', group: 'Text' },
  { command: 'redo', keys: 'Mod+Shift+Z', title: 'Redo', group: 'Text' },
  { command: 'redo', keys: 'Mod+Y', title: 'Redo', group: 'Text' },
  { command: 'find', keys: 'Mod+F', title: 'Find in this note', group: 'Text' },
  { command: 'next-doubtful', keys: 'F7', title: 'Next word in doubt', group: 'Text' },
  {
    command: 'previous-doubtful',
    keys: 'Shift+F7',
    title: 'Previous word in doubt',
    group: 'Text',
  },
  { command: 'readings', keys: 'Mod+Enter', title: 'Other readings of the word', group: 'Text' },
  { command: 'copy', keys: 'Mod+Shift+C', title: 'Copy the text', group: 'Text' },
  { command: 'save', keys: 'Mod+S', title: 'Save the text as a file', group: 'Text' },
  { command: 'clear', keys: 'Mod+Shift+X', title: 'Clear the text', group: 'Text' },
  { command: 'larger', keys: 'Mod+=', title: 'Larger text', group: 'Text' },
  { command: 'smaller', keys: 'Mod+-', title: 'Smaller text', group: 'Text' },
  { command: 'new-note', keys: 'Mod+N', title: 'New note', group: 'Notes' },
  { command: 'notes', keys: 'Mod+L', title: 'Show or hide the notes', group: 'Notes' },
  { command: 'present', keys: 'F9', title: 'Large text only', group: 'Text' },
  { command: 'pens', keys: 'Mod+K', title: 'Choose a pen', group: 'Pen' },
  { command: 'replay', keys: 'Mod+O', title: 'Replay a recording', group: 'Pen' },
  { command: 'record', keys: 'Mod+Shift+R', title: 'Start or stop recording', group: 'Pen' },
  { command: 'pause-signal', keys: 'Mod+P', title: 'Pause the signal', group: 'Signal' },
  { command: 'toggle-signal', keys: 'Mod+G', title: 'Show or hide the signal', group: 'Signal' },
  { command: 'shorter', keys: 'Mod+ArrowUp', title: 'Fewer seconds on screen', group: 'Signal' },
  { command: 'longer', keys: 'Mod+ArrowDown', title: 'More seconds on screen', group: 'Signal' },
  { command: 'page-1', keys: 'Mod+1', title: 'First page, and so on to the last', group: 'Pages' },
  { command: 'page-2', keys: 'Mod+2', title: '', group: 'Pages' },
  { command: 'page-3', keys: 'Mod+3', title: '', group: 'Pages' },
  { command: 'page-4', keys: 'Mod+4', title: '', group: 'Pages' },
  { command: 'page-5', keys: 'Mod+5', title: '', group: 'Pages' },
  { command: 'page-6', keys: 'Mod+6', title: '', group: 'Pages' },
  { command: 'shortcuts', keys: '?', title: 'Show these shortcuts', group: 'Pages' },
] as const;

export type ShortcutCommand = (typeof shortcuts)[number]['command'];

/** In the text; said on the sheet, obeyed where the text is. */
export const textKeys = [
  { keys: '1 … 6', title: 'Of a chosen word: take that reading' },
  { keys: 'Enter', title: 'Of a chosen word: it is right' },
  { keys: 'N P', title: 'While you go through words in doubt: next, previous' },
  { keys: 'Alt Shift ← →', title: 'Move a word' },
] as const;

const editing: ReadonlySet<ShortcutCommand> = new Set(['undo', 'redo', 'readings']);

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/**
 * @param typing the keys go into the text of the note, where they are typed, or into a field, which also
 *   has an undo of its own
 * @param mac Mod is Command there, Control elsewhere
 */
export function commandFor(
  press: KeyPress,
  { typing, mac }: { readonly typing: 'text' | 'field' | undefined; readonly mac: boolean },
): ShortcutCommand | undefined {
  if (press.altKey || (mac ? press.ctrlKey : press.metaKey)) return undefined;
  const mod = mac ? press.metaKey : press.ctrlKey;
  const found = shortcuts.find(({ keys }) => {
    const parts = keys.split('+');
    const key = parts.at(-1)!;
    if (parts.includes('Mod') !== mod) return false;
    // Shift is part of typing ? on most keyboards, so it counts only beside letters and F keys.
    if (/^([A-Z]|F\d+)$/.test(key) && parts.includes('Shift') !== press.shiftKey) return false;
    return sameKey(key, press.key);
  });
  if (found === undefined) return undefined;
  if (typing === 'text' && found.keys === '?') return undefined;
  if (typing === 'field' && (found.keys === '?' || editing.has(found.command))) return undefined;
  return found.command;
}

function sameKey(wanted: string, pressed: string): boolean {
  if (wanted === '=') return pressed === '=' || pressed === '+';
  return wanted.toLowerCase() === pressed.toLowerCase();
}

/** `Mod+Shift+C` → [`Ctrl`, `Shift`, `C`] */
export function keyCaps(keys: string, mac: boolean): string[] {
  const names: Readonly<Record<string, string>> = {
    Mod: mac ? '⌘' : 'Ctrl',
    Shift: mac ? '⇧' : 'Shift',
    ArrowUp: '↑',
    ArrowDown: '↓',
    '=': '+',
    '-': '−',
  };
  return keys.split('+').map((key) => names[key] ?? key);
}
