import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { channelCount } from '../../contract/sensors.ts';
import { homeFolders, type HomeFolders } from '../home.ts';
import { summaryName } from './session-format.ts';
import { recoverSessions } from './session-recovery.ts';
import { SessionWriter } from './session-writer.ts';
import {
  deleteSession,
  emptyTrash,
  listSessions,
  newSessionFolder,
  renameSession,
  restoreSession,
  trashContent,
} from './sessions.ts';
import { temporaryFolder } from '../testing.ts';

const root = await temporaryFolder();
let serial = 0;
let home: HomeFolders;
beforeEach(() => {
  home = homeFolders({ environment: { QUILLWAVE_HOME: join(root, `home-${++serial}`) } });
});

async function record(name: string, samples = 3): Promise<void> {
  const snapshot = { app: 'test', pen: 'serial:/dev/ttyACM0' };
  const writer = await SessionWriter.create(join(home.recordings, name), snapshot);
  const sample = { timeMs: 0, mask: 1, values: new Float32Array(channelCount) };
  for (let i = 0; i < samples; i++) writer.sample(sample, i * 100);
  await writer.close();
}

const names = async () => (await listSessions(home)).map(({ name }) => name);

test('the home is where it was set, else where the platform keeps data', () => {
  const at = (platform: NodeJS.Platform, environment: Record<string, string> = {}) =>
    homeFolders({ platform, environment, userHome: '/u' }).root;
  expect(at('linux')).toBe('/u/.local/share/quillwave');
  expect(at('linux', { XDG_DATA_HOME: '/d' })).toBe('/d/quillwave');
  expect(at('darwin')).toBe('/u/Library/Application Support/Quillwave');
  expect(at('win32', { APPDATA: '/a' })).toBe('/a/Quillwave');
  expect(at('win32', { QUILLWAVE_HOME: '/q' })).toBe('/q');
});

test('a list of what is there, newest first, and of nothing where there is nothing', async () => {
  expect(await listSessions(home)).toEqual([]);
  expect(await recoverSessions(home)).toEqual([]);
  await record('2026-01-01_10-00-00', 11);
  await record('2026-01-02_10-00-00');
  await mkdir(join(home.recordings, 'no session'));
  const sessions = await listSessions(home);
  expect(sessions.map(({ name }) => name)).toEqual(['2026-01-02_10-00-00', '2026-01-01_10-00-00']);
  expect(sessions[1]).toMatchObject({
    state: 'complete',
    durationMs: 1000,
    samples: 11,
    pen: 'serial:/dev/ttyACM0',
    text: '',
  });
  expect(sessions[1]!.bytes).toBeGreaterThan(sessions[1]!.journalBytes);
});

test('names of new sessions never meet', async () => {
  const now = new Date(2026, 0, 2, 3, 4, 5);
  expect(await newSessionFolder(home, now)).toBe(join(home.recordings, '2026-01-02_03-04-05'));
  await record('2026-01-02_03-04-05');
  expect(await newSessionFolder(home, now)).toBe(join(home.recordings, '2026-01-02_03-04-05-2'));
});

test('a title is given, kept by recovery, and taken away', async () => {
  await record('a');
  await renameSession(home, 'a', '  Erste Übung ');
  expect((await listSessions(home))[0]!.title).toBe('Erste Übung');
  await renameSession(home, 'a', '');
  expect((await listSessions(home))[0]!.title).toBeUndefined();
  expect(await readdir(join(home.recordings, 'a'))).toHaveLength(2);
});

test('a summary that is lost or nonsense is made again', async () => {
  await record('a');
  const before = await listSessions(home);
  await writeFile(join(home.recordings, 'a', summaryName), '{"format":"something else"}');
  expect((await listSessions(home))[0]!.state).toBe('unfinished');
  await recoverSessions(home);
  expect(await listSessions(home)).toEqual(before);
});

test('deleting can be undone, also when the name was taken since', async () => {
  await record('a');
  await record('b');
  const first = await deleteSession(home, 'a');
  expect(await names()).toEqual(['b']);
  expect(await restoreSession(home, first)).toBe('a');
  expect(await names()).toEqual(['b', 'a']);

  const second = await deleteSession(home, 'a');
  await record('a');
  const third = await deleteSession(home, 'a');
  expect(third).not.toBe(second);
  expect(await restoreSession(home, third)).toBe('a');
  const again = await restoreSession(home, second);
  expect(again).not.toBe('a');
  expect((await names()).sort()).toEqual(['a', again, 'b'].sort());

  const gone = await deleteSession(home, 'b');
  const held = await trashContent(home);
  expect(held.count).toBe(1);
  expect(held.bytes).toBeGreaterThan(100);
  await emptyTrash(home);
  expect(await trashContent(home)).toEqual({ count: 0, bytes: 0 });
  await emptyTrash(home);
  await expect(restoreSession(home, gone)).rejects.toMatchObject({ code: 'session-unknown' });
});

test('nothing outside the recordings is reached by a name', async () => {
  await record('a');
  for (const name of ['', '.', '..', '../recordings/a', 'a/../a', 'b', 'a\0']) {
    await expect(deleteSession(home, name)).rejects.toMatchObject({ code: 'session-unknown' });
  }
  expect(await names()).toEqual(['a']);
});

test('a session that is being recorded stays where it is', async () => {
  const writer = await SessionWriter.create(join(home.recordings, 'now'), { app: '', pen: '' });
  await expect(deleteSession(home, 'now')).rejects.toMatchObject({ code: 'session-busy' });
  await expect(renameSession(home, 'now', 'x')).rejects.toMatchObject({ code: 'session-busy' });
  expect(await recoverSessions(home)).toEqual([]);
  await writer.close();
  await deleteSession(home, 'now');
});
