import { afterEach, expect, test } from 'vitest';
import { shortcuts, textKeys } from '../features/shortcuts/shortcuts.ts';
import { signalGroups } from '../features/live/signal-groups.ts';
import { pages } from '../state/navigation.svelte.ts';
import germanMessages from './german-messages.json' with { type: 'json' };
import german from './german.json' with { type: 'json' };
import { changeLanguage, said, t } from './language.svelte.ts';

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

/** Names and units, the same in every language. */
const universal = [
  'Quillwave',
  'Bluetooth',
  'Baud',
  'baud',
  '/dev/ttyACM0',
  'Esc',
  'Enter',
  '&nbsp;',
];

/** Texts of the markup, and of attributes that are read out, that nobody translates. */
function bareTexts(source: string): string[] {
  let markup = source.replaceAll(/<(script|style|code)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->/gu, '');
  for (let before = ''; before !== markup;) {
    before = markup;
    markup = markup.replaceAll(/\{[^{}]*\}/gu, ' ');
  }
  const texts = [...markup.matchAll(/>([^<>]*)</gu)].map(([, text]) => text!.trim());
  const attributes = [...markup.matchAll(/\b(?:aria-label|title|placeholder|alt)="([^"]*)"/gu)];
  return [...texts, ...attributes.map(([, text]) => text!.trim())].filter(
    (text) => /\p{L}{3}/u.test(text) && !universal.includes(text.replaceAll(/\s+/gu, ' ')),
  );
}

test('no page says anything that is not translated', () => {
  const bare = Object.entries(sources).flatMap(([file, source]) =>
    file.endsWith('.svelte') ? bareTexts(source).map((text) => `${file}: ${text}`) : [],
  );
  expect(bare).toEqual([]);
});

const engineSources = Object.values(
  import.meta.glob<string>(
    ['../../../src-main/{app,data,live,pen,signal}/**/*.ts', '!../../../src-main/**/*.test.ts'],
    { query: '?raw', import: 'default', eager: true },
  ),
).join('\n');

test('messages of the engine are said in German, with their values; others stay', () => {
  expect(said('There is no pen at /dev/ttyACM0.')).toBe('There is no pen at /dev/ttyACM0.');
  changeLanguage('de');
  expect(said('There is no pen at /dev/$1.')).toBe('An /dev/$1 ist kein Stift.');
  expect(said('A light hand presses with 0.20 N: contact counts from 0.10 N on.')).toBe(
    'Eine leichte Hand drückt mit 0.20 N: Berührung zählt ab 0.10 N.',
  );
  expect(said('Nobody has translated this.')).toBe('Nobody has translated this.');
});

test('no translated message has been reworded in the engine', () => {
  const gone = Object.keys(germanMessages).filter((english) =>
    english
      .split(/\{\{\w+\}\}/u)
      .some((part) => part.trim().length > 3 && !engineSources.includes(part.trim())),
  );
  expect(gone).toEqual([]);
});

test('German texts keep the places for values', () => {
  const placesOf = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();
  for (const [english, translated] of Object.entries({ ...german, ...germanMessages })) {
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
