import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { NoteUpdate } from '../../contract/notes.ts';
import { migrateDraft } from './migrate-draft.ts';
import { NoteStore } from './note-store.ts';
import { Notebook } from './notebook.ts';
import { piece, textOf } from './notes.testing.ts';

let home: string;
let now: number;
let updates: NoteUpdate[];
let failures: unknown[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'quillwave-notes-'));
  now = Date.parse('2026-11-30T10:44:22Z');
  updates = [];
  failures = [];
});
afterEach(() => rm(home, { recursive: true }));

async function start(paragraphPauseMs = 0, retryMs = 60_000): Promise<Notebook> {
  const notebook = new Notebook(
    new NoteStore({ notes: join(home, 'notes') }),
    { onUpdate: (update) => updates.push(update), onFailure: (error) => failures.push(error) },
    { now: () => now, paragraphPauseMs: () => paragraphPauseMs, retryMs },
  );
  await notebook.open();
  return notebook;
}
const shown = (notebook: Notebook) => textOf(notebook.shown.words);

test('what was written is there after any number of starts, and the last note opens by itself', async () => {
  const first = await start();
  first.write(0, piece(0, 'dear diary'), 'pen');
  await first.flush();
  now += 24 * 3600_000;
  const second = await start();
  expect(shown(second)).toBe('dear diary');
  second.write(0, piece(0, 'another day'), 'pen');
  await second.flush();
  const third = await start();
  expect(shown(third)).toBe('another day');
  const { notes } = await third.list();
  expect(notes.map(({ text }) => text)).toEqual(['another day', 'dear diary']);
  expect(notes[0]).toMatchObject({ wordCount: 2, source: 'pen' });
  expect(failures.every((failure) => failure === undefined)).toBe(true);
});

test('who comes back soon, or opens a note, goes on in it', async () => {
  const first = await start();
  first.write(0, piece(0, 'one'), 'pen');
  await first.flush();
  now += 5 * 60_000;
  const second = await start();
  second.write(0, piece(0, 'two'), 'pen');
  expect(shown(second)).toBe('one two');
  await second.flush();
  now += 24 * 3600_000;
  const third = await start();
  const [note] = (await third.list()).notes;
  await third.show(note!.id);
  third.write(0, piece(0, 'three'), 'pen');
  expect(shown(third)).toBe('one two three');
});

test('the simulated pen has a sheet of its own, which is never kept', async () => {
  const notebook = await start();
  notebook.write(0, piece(0, 'mine'), 'pen');
  notebook.write(0, piece(1, 'quick brown'), 'simulated');
  expect(shown(notebook)).toBe('mine');
  notebook.arrive('simulated');
  expect(shown(notebook)).toBe('quick brown');
  notebook.write(0, piece(2, 'fox'), 'simulated');
  expect(shown(notebook)).toBe('quick brown fox');
  notebook.arrive('pen');
  notebook.write(0, piece(3, 'too'), 'pen');
  expect(shown(notebook)).toBe('mine too');
  await notebook.flush();
  expect((await notebook.list()).notes.map(({ text }) => text)).toEqual(['mine too']);
});

test('a piece grows, is committed once and then never changes by itself', async () => {
  const notebook = await start();
  notebook.write(0, piece(0, 'hel', false), 'pen');
  expect(notebook.shown.growing).toEqual(['hel']);
  notebook.write(0, piece(0, 'hello'), 'pen');
  notebook.write(0, piece(0, 'other'), 'pen');
  notebook.write(1, piece(0, 'world'), 'pen');
  expect(notebook.shown.growing).toEqual([]);
  expect(shown(notebook)).toBe('hello world');
});

test('what was begun and never finished goes when nothing is written any more', async () => {
  const notebook = await start();
  notebook.write(0, piece(0, 'hel', false), 'pen');
  notebook.settle();
  expect(notebook.shown.growing).toEqual([]);
  expect(updates.at(-1)!.growing).toEqual([]);
  notebook.clear();
  expect(notebook.shown.undo).toBeUndefined();
});

test('one stack takes back writing, correcting, removing, clearing and moving', async () => {
  const notebook = await start();
  notebook.write(0, piece(0, 'tree house'), 'pen');
  notebook.edit({ from: 0, to: 4, text: 'three' });
  notebook.edit({ from: 6, to: 11, text: '' });
  notebook.write(0, piece(1, 'here'), 'pen');
  notebook.move({ from: 6, to: 10, before: 0 });
  notebook.clear();
  const seen = [shown(notebook)];
  while (notebook.undo() !== undefined) seen.push(shown(notebook));
  expect(seen).toEqual(['', 'here three', 'three here', 'three', 'three house', 'tree house', '']);
  while (notebook.redo() !== undefined);
  expect(notebook.shown.undo).toBe('clear');
});

test('the caret stays behind what was typed', async () => {
  const notebook = await start();
  notebook.write(0, piece(0, 'into the house'), 'pen');
  expect(notebook.edit({ from: 5, to: 8, text: 'a' }).caret).toBe(6);
  expect(notebook.edit({ from: 5, to: 6, text: '' }).caret).toBe(5);
  expect(notebook.edit({ from: 2, to: 2, text: ' ' }).caret).toBe(3);
  expect(notebook.edit({ from: 11, to: 11, text: '\n' }).caret).toBe(12);
  expect(notebook.undo()).toBe(11);
});

test('a correction tells the whole piece; typing and deleting much tell nothing', async () => {
  const notebook = await start();
  notebook.write(0, piece(4, 'tree house'), 'pen');
  expect(notebook.edit({ from: 0, to: 4, text: 'three' }).corrections).toEqual([
    { epoch: 0, id: 4, text: 'three house', word: 'three' },
  ]);
  expect(notebook.edit({ from: 11, to: 11, text: ' now' }).corrections).toEqual([]);
  expect(notebook.edit({ from: 0, to: 15, text: '' }).corrections).toEqual([]);
});

test('a long pause begins a paragraph', async () => {
  const notebook = await start(20_000);
  notebook.write(0, piece(0, 'one'), 'pen');
  now += 19_000;
  notebook.write(0, piece(1, 'two'), 'pen');
  now += 21_000;
  notebook.write(0, piece(2, 'three'), 'pen');
  expect(shown(notebook)).toBe('one two\nthree');
});

test('a note is named, deleted, brought back; a new one is begun', async () => {
  const notebook = await start();
  notebook.write(0, piece(0, 'one'), 'pen');
  const { id } = notebook.shown;
  await notebook.rename(id, ' My note ');
  now += 1000;
  notebook.begin();
  expect(shown(notebook)).toBe('');
  notebook.write(0, piece(1, 'two'), 'pen');
  expect(shown(notebook)).toBe('two');
  await notebook.delete(id);
  const { notes, trash } = await notebook.list();
  expect(notes.map(({ text }) => text)).toEqual(['two']);
  expect(trash).toMatchObject([{ title: 'My note', text: 'one' }]);
  await notebook.restore(id);
  expect(notebook.shown).toMatchObject({ id, title: 'My note' });
  expect(shown(notebook)).toBe('one');
  await notebook.delete(id);
  await new NoteStore({ notes: join(home, 'notes') }).emptyTrash();
  expect((await notebook.list()).trash).toEqual([]);
  await expect(notebook.restore(id)).rejects.toMatchObject({ code: 'note-unknown' });
});

test('a note that cannot be kept is told, and kept as soon as it can be', async () => {
  const notebook = await start();
  await writeFile(join(home, 'notes'), 'no folder');
  notebook.write(0, piece(0, 'one'), 'pen');
  await notebook.flush();
  expect(failures.at(-1)).toBeInstanceOf(Error);
  await rm(join(home, 'notes'));
  await notebook.flush();
  expect(failures.at(-1)).toBeUndefined();
  expect(await readdir(join(home, 'notes'))).toEqual([`${notebook.shown.id}.json`]);
});

test('a word that was cut by a hole keeps its mark from start to start', async () => {
  const notebook = await start();
  const cut = piece(0, 'wor');
  const [word] = cut.recognition.words;
  const words = [{ ...word!, cut: true as const }];
  notebook.write(0, { ...cut, recognition: { ...cut.recognition, words } }, 'pen');
  await notebook.flush();
  now += 60_000;
  expect((await start()).shown.words[0]).toMatchObject({ text: 'wor', cut: true });
});

test('a disk that has room again is used by itself, without another word', async () => {
  const notebook = await start(0, 10);
  await writeFile(join(home, 'notes'), 'no folder');
  notebook.write(0, piece(0, 'one'), 'pen');
  await notebook.flush();
  expect(failures.at(-1)).toBeInstanceOf(Error);
  await rm(join(home, 'notes'));
  await vi.waitUntil(() => failures.at(-1) === undefined, { timeout: 10_000 });
  expect(await readdir(join(home, 'notes'))).toEqual([`${notebook.shown.id}.json`]);
});

test('a damaged note is neither listed nor touched', async () => {
  const notebook = await start();
  notebook.write(0, piece(0, 'one'), 'pen');
  await notebook.flush();
  const damaged = join(home, 'notes', 'damaged.json');
  await writeFile(damaged, '{"format": "quill');
  expect((await notebook.list()).notes).toHaveLength(1);
  await expect(notebook.show('damaged')).rejects.toMatchObject({ code: 'note-damaged' });
  expect(await readFile(damaged, 'utf8')).toBe('{"format": "quill');
});

test('the draft of an earlier version becomes a note of its day', async () => {
  const draft = join(home, 'draft.json');
  const word = { startMs: 0, endMs: 1, confidence: 0.5, alternatives: [] };
  const words = [
    { ...word, text: 'frist', corrected: 'first' },
    { ...word, text: 'gone', corrected: '' },
    { ...word, text: 'words' },
  ];
  await writeFile(
    draft,
    JSON.stringify([{ key: '0.0', startMs: 0, endMs: 1, committed: true, words }]),
  );
  await utimes(draft, new Date('2026-11-01T12:00:00Z'), new Date('2026-11-01T12:00:00Z'));
  const notebook = await start();
  expect(await migrateDraft(draft, (note) => notebook.adopt(note))).toBe(true);
  await notebook.open();
  expect(shown(notebook)).toBe('first words');
  expect(notebook.shown.createdAt).toBe(Date.parse('2026-11-01T12:00:00Z'));
  expect(await readdir(home)).toEqual(['notes']);
  expect(await migrateDraft(draft, () => Promise.reject(new Error('none left')))).toBe(false);
});
