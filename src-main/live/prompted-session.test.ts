import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { LiveSegment } from '../contract/live.ts';
import type { PromptedState } from '../contract/prompts.ts';
import { allChannels, channelCount } from '../contract/sensors.ts';
import { homeFolders } from '../data/home.ts';
import { SessionWriter } from '../data/sessions/session-writer.ts';
import {
  createPromptedSession,
  listPromptedSessions,
  openPromptedSession,
  readPromptItems,
  type PromptedFolder,
} from '../data/writers/prompted-sessions.ts';
import { readTakes } from '../data/writers/takes.ts';
import { createWriter } from '../data/writers/writers.ts';
import { PromptedSession } from './prompted-session.ts';

const root = await mkdtemp(join(tmpdir(), 'quillwave-prompted-'));
afterAll(() => rm(root, { recursive: true, force: true }));
const home = homeFolders({ environment: { QUILLWAVE_HOME: root } });
let serial = 0;

/** A writer before some prompts, with a pen that writes pieces of given length and reading. */
async function start(prompts: readonly string[], from?: { id: string; folder: PromptedFolder }) {
  const writer = from ? { id: from.id } : await createWriter(home, { name: `W${++serial}` });
  const characters = [...new Set(prompts.join(''))];
  const folder =
    from?.folder ?? (await createPromptedSession(home, writer.id, { prompts, characters }));
  let state: PromptedState | undefined;
  let part = 0;
  const session = new PromptedSession({
    writer: writer.id,
    folder,
    items: await readPromptItems(folder),
    openPart: () => {
      const place = join(folder.folder, `${from ? 'again-' : ''}${++part}`);
      return SessionWriter.create(place, { app: 'test', pen: 'simulated' }, { flushMs: 20 });
    },
    onState: (now) => (state = now),
    onError: (error) => expect.fail(String(error)),
  });
  await session.begin();
  let time = 0;
  let id = 0;
  const samples = (milliseconds: number, lose = 0) => {
    const values = new Float32Array(channelCount);
    for (const end = time + milliseconds; time < end; time += 10) {
      values.fill(Math.sin(time / 17));
      if (lose > 0 && (time / 10) % lose === 0) continue;
      session.onSample({ timeMs: time, mask: allChannels, values }, time);
    }
  };
  const write = (reading: string, milliseconds = 1200, { lose = 0, rest = 3000 } = {}) => {
    samples(rest);
    const startMs = time;
    samples(milliseconds, lose);
    const recognition = { text: reading, confidence: 1, words: [] };
    const segment: LiveSegment = { id: id++, startMs, endMs: time, recognition, committed: true };
    session.onSegment({ ...segment, committed: false });
    session.onSegment(segment);
  };
  return { id: writer.id, folder, session, write, state: () => state!, rest: samples };
}

async function labels(id: string): Promise<string[]> {
  const found: string[] = [];
  const writer = { id, hand: 'right', calibrations: {} } as never;
  for await (const take of readTakes(home, writer)) found.push(take.label);
  return found;
}

test('accept, redo, skip, something else: what is kept is labelled so', async () => {
  const { id, session, write, state } = await start(['abc', 'def', 'ghi', 'jkl']);
  expect(state()).toMatchObject({ current: 0, phase: 'waiting', covered: 0, characters: 12 });
  write('abd');
  expect(state()).toMatchObject({ phase: 'review', reading: 'abd', problems: [] });
  session.accept();
  write('deaf');
  session.redo();
  expect(state()).toMatchObject({ current: 1, phase: 'waiting', reading: '' });
  write('def');
  session.accept();
  session.skip();
  write('hello', 2000);
  session.wrote(' hello ');
  expect(state()).toMatchObject({ phase: 'done', covered: 8 });
  expect(state().current).toBeUndefined();
  await session.close();
  expect(await labels(id)).toEqual(['abc', 'def', 'hello']);
  expect(await listPromptedSessions(home, id)).toMatchObject([
    { prompts: 4, kept: 3, open: 0, doubtful: 0 },
  ]);
});

test('bad takes are told of, do not count, and are offered again', async () => {
  const { id, session, write, state } = await start(['hello', 'world', 'again']);
  write('hello', 1200, { lose: 4 });
  expect(state().problems.map(({ code }) => code)).toEqual(['lost-samples']);
  session.goTo(1);
  write('w', 300);
  expect(state().problems.map(({ code }) => code)).toEqual(['too-short', 'reads-differently']);
  session.goTo(2);
  write('xkzqp');
  expect(state().problems.map(({ code }) => code)).toEqual(['reads-differently']);
  session.accept();
  expect(state()).toMatchObject({ current: 0, phase: 'waiting' });
  expect(state().prompts.map((prompt) => prompt.state)).toEqual(['doubtful', 'doubtful', 'kept']);
  write('hello');
  session.accept();
  expect(state().current).toBe(1);
  await session.close();
  expect(await labels(id)).toEqual(['again', 'hello']);
});

test('a killed program loses nothing: the session goes on where it was', async () => {
  const first = await start(['abc', 'def', 'ghi']);
  first.write('abc');
  first.session.accept();
  first.write('dex');
  // Neither accepted nor closed: only what is on the disk after a moment counts.
  await new Promise((resolve) => setTimeout(resolve, 80));
  const folder = await openPromptedSession(home, first.id, first.folder.session);
  const second = await start([], { id: first.id, folder });
  expect(second.state()).toMatchObject({ current: 2 });
  expect(second.state().prompts).toMatchObject([
    { state: 'kept', reading: 'abc' },
    { state: 'kept', reading: 'dex' },
    { state: 'open' },
  ]);
  second.write('ghi');
  second.session.accept();
  await second.session.close();
  await first.session.close();
  expect((await labels(first.id)).sort()).toEqual(['abc', 'def', 'ghi']);
  await expect(openPromptedSession(home, first.id, '../x')).rejects.toMatchObject({
    code: 'prompts-unknown',
  });
});

test('a late dot belongs to its word, and writing again replaces a take', async () => {
  const { id, session, write, state } = await start(['high', 'low']);
  write('high');
  write('.', 200, { rest: 700 });
  expect(state()).toMatchObject({ phase: 'review', reading: 'high', problems: [] });
  session.accept();
  write('lo');
  write('low', 1000, { rest: 900 });
  expect(state()).toMatchObject({ reading: 'low' });
  session.accept();
  await session.close();
  expect(await labels(id)).toEqual(['high', 'low']);
});

test('what was begun before the prompt was shown does not count', async () => {
  const { session, write, state, rest } = await start(['abc', 'def']);
  rest(500);
  session.redo();
  const early = { text: 'x', confidence: 1, words: [] };
  session.onSegment({ id: 99, startMs: 100, endMs: 600, recognition: early, committed: true });
  expect(state()).toMatchObject({ current: 0, phase: 'waiting' });
  write('abc');
  expect(state().phase).toBe('review');
  await session.close();
});

test('a piece that ends before the first sample was begun earlier: it is no take', async () => {
  const { session, state, write } = await start(['hello']);
  const recognition = { text: 'nel', confidence: 1, words: [] };
  session.onSegment({ id: 99, startMs: -500, endMs: -20, recognition, committed: true });
  expect(state()).toMatchObject({ phase: 'waiting', reading: '' });
  write('hello');
  expect(state()).toMatchObject({ phase: 'review', reading: 'hello', problems: [] });
  await session.close();
});
