import { app } from 'electron';
import type { Settings } from '../../contract/settings.ts';

/** The few words that the main process shows by itself; the window has its own. */
const german: Readonly<Record<string, string>> = {
  Undo: 'Rückgängig',
  Redo: 'Wiederholen',
  Cut: 'Ausschneiden',
  Copy: 'Kopieren',
  Paste: 'Einfügen',
  'Select all': 'Alles auswählen',
};

export function menuTitle(text: string, language: Settings['language']): string {
  const chosen = language === 'system' ? app.getLocale() : language;
  return chosen.startsWith('de') ? (german[text] ?? text) : text;
}
