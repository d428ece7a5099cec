/** What the keyboard can do, as data: the window obeys it and the sheet shows it. */
export const shortcuts = [
  { command: 'copy', keys: 'Mod+Shift+C', title: 'Copy the text', group: 'Text' },
  { command: 'save', keys: 'Mod+S', title: 'Save the text as a file', group: 'Text' },
  { command: 'clear', keys: 'Mod+Shift+X', title: 'Clear the text', group: 'Text' },
  { command: 'undo-clear', keys: 'Mod+Z', title: 'Bring the cleared text back', group: 'Text' },
  { command: 'larger', keys: 'Mod+=', title: 'Larger text', group: 'Text' },
  { command: 'smaller', keys: 'Mod+-', title: 'Smaller text', group: 'Text' },
  { command: 'pens', keys: 'Mod+K', title: 'Choose a pen', group: 'Pen' },
  { command: 'replay', keys: 'Mod+O', title: 'Replay a recording', group: 'Pen' },
  { command: 'record', keys: 'Mod+Shift+R', title: 'Start or stop recording', group: 'Pen' },
  { command: 'pause-signal', keys: 'Mod+P', title: 'Pause the signal', group: 'Signal' },
  { command: 'toggle-signal', keys: 'Mod+G', title: 'Show or hide the signal', group: 'Signal' },
  { command: 'shorter', keys: 'Mod+ArrowUp', title: 'Fewer seconds on screen', group: 'Signal' },
  { command: 'longer', keys: 'Mod+ArrowDown', title: 'More seconds on screen', group: 'Signal' },
  { command: 'page-write', keys: 'Mod+1', title: 'Write', group: 'Pages' },
  { command: 'page-recordings', keys: 'Mod+2', title: 'Recordings', group: 'Pages' },
  { command: 'page-settings', keys: 'Mod+3', title: 'Settings', group: 'Pages' },
  { command: 'page-troubleshooting', keys: 'Mod+4', title: 'Troubleshooting', group: 'Pages' },
  { command: 'page-writers', keys: 'Mod+5', title: 'Writers', group: 'Pages' },
  { command: 'page-experiments', keys: 'Mod+6', title: 'Experiments', group: 'Pages' },
  { command: 'shortcuts', keys: '?', title: 'Show these shortcuts', group: 'Pages' },
] as const;

export type ShortcutCommand = (typeof shortcuts)[number]['command'];

/** In the text: arrows and Enter; said on the sheet, obeyed where the text is. */
export const textKeys = [
  { keys: '← →', title: 'Go from word to word' },
  { keys: 'Home End', title: 'First and last word' },
  { keys: 'Enter', title: 'Other readings of the word' },
] as const;

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/**
 * @param typing the keys go into a text field: only shortcuts with Mod that do not edit count there
 * @param mac Mod is Command there, Control elsewhere
 */
export function commandFor(
  press: KeyPress,
  { typing, mac }: { readonly typing: boolean; readonly mac: boolean },
): ShortcutCommand | undefined {
  if (press.altKey || (mac ? press.ctrlKey : press.metaKey)) return undefined;
  const mod = mac ? press.metaKey : press.ctrlKey;
  const found = shortcuts.find(({ keys }) => {
    const parts = keys.split('+');
    const key = parts.at(-1)!;
    if (parts.includes('Mod') !== mod) return false;
    // Shift is part of typing ? on most keyboards, so it counts only beside letters.
    if (/^[A-Z]$/.test(key) && parts.includes('Shift') !== press.shiftKey) return false;
    return sameKey(key, press.key);
  });
  if (found === undefined) return undefined;
  if (typing && (found.keys === '?' || found.command === 'undo-clear')) return undefined;
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
