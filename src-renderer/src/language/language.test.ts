import { afterEach, expect, test } from 'vitest';
import { shortcuts, textKeys } from '../features/shortcuts/shortcuts.ts';
import { signalGroups } from '../features/live/signal-groups.ts';
import { pages } from '../state/navigation.svelte.ts';
import german from './german.json' with { type: 'json' };
import { changeLanguage, t } from './language.svelte.ts';

afterEach(() => changeLanguage('en'));

const sources = import.meta.glob<string>(['../**/*.{svelte,ts}', '!../**/*.test.ts'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** Every text that the source asks for by its words. */
function askedFor(): string[] {
  return Object.values(sources).flatMap((source) =>
    [...source.matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text]) => text!),
  );
}

test('everything that is said has German words', () => {
  const known: Readonly<Record<string, string>> = german;
  const titles = [...shortcuts, ...textKeys, ...pages].map(({ title }) => title);
  const groups = [
    ...shortcuts.map(({ group }) => group),
    ...signalGroups.map(({ title }) => title),
  ];
  const all = [...askedFor(), ...titles, ...groups].filter((text) => text !== '');
  const missing = all.filter(
    (text) => known[text] === undefined && known[`${text}_other`] === undefined,
  );
  expect(all.length).toBeGreaterThan(200);
  expect(missing).toEqual([]);
});

test('German texts keep the places for values', () => {
  const placesOf = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
  for (const [english, translated] of Object.entries(german)) {
    expect(placesOf(translated), english).toEqual(placesOf(english));
  }
});

test('the language is changed at once; one and many are told apart', () => {
  expect(t('{{count}} words', { count: 1 })).toBe('1 word');
  expect(t('{{count}} words', { count: 2 })).toBe('2 words');
  changeLanguage('de');
  expect(t('{{count}} words', { count: 1 })).toBe('1 Wort');
  expect(t('{{pen}} is writing.', { pen: t('Simulated pen') })).toBe('Simulierter Stift schreibt.');
});
