import { mkdir, open, readFile, utimes, writeFile, type FileHandle } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { AppendFile, realDisk } from '../sessions/append-file.ts';
import { lockName } from '../sessions/session-format.ts';
import { isSessionBusy, SessionLock } from '../sessions/session-lock.ts';
import { SessionWriter } from '../sessions/session-writer.ts';
import { temporaryFolder } from '../testing.ts';
import { writeFileAtomic } from './atomic-file.ts';

/** That the disk has what we say it has: without these calls a power cut takes it. */
const folder = await temporaryFolder();
afterEach(() => vi.restoreAllMocks());

async function watch(call: 'sync' | 'datasync') {
  const handle = await open(folder, 'r');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  return vi.spyOn(prototype, call);
}

test('a recording is on the disk when it was flushed', async () => {
  const datasync = await watch('datasync');
  const file = new AppendFile(await realDisk.create(join(folder, 'journal')), (error) => {
    throw error;
  });
  const room = file.reserve(4)!;
  file.commit(room.at + 4);
  expect(datasync).not.toHaveBeenCalled();
  await file.flush();
  expect(datasync).toHaveBeenCalledTimes(1);
  await file.close();
});

test.skipIf(process.platform === 'win32')(
  'a file that takes the place of another is on the disk first, its name after it',
  async () => {
    const sync = await watch('sync');
    await writeFileAtomic(join(folder, 'settings.json'), '{}');
    expect(sync).toHaveBeenCalledTimes(2);
  },
);

test('a lock of another computer counts for ten minutes after its last sign of life', async () => {
  const path = join(folder, lockName);
  await writeFile(path, JSON.stringify({ pid: 1, host: 'another-computer' }));
  const age = async (minutes: number) => {
    const at = new Date(Date.now() - minutes * 60_000);
    await utimes(path, at, at);
    return isSessionBusy(folder);
  };
  expect([await age(9), await age(11)]).toEqual([true, false]);
});

test.runIf(process.platform === 'linux')(
  'a writer of this computer holds its lock however long it slept; another with its number does not',
  async () => {
    const session = join(folder, 'slept');
    await mkdir(session);
    const path = join(session, lockName);
    const lock = await SessionLock.acquire(session);
    const owner = JSON.parse(await readFile(path, 'utf8')) as { pid: number; start: string };
    await lock.release();
    // Its parent lives as long as this test: somebody else, and alive.
    const parent = await readFile(`/proc/${process.ppid}/stat`, 'utf8');
    const ticks = parent.slice(parent.lastIndexOf(')') + 2).split(' ')[19]!;
    const start = owner.start.replace(/\d+$/u, ticks);
    const held = async (of: object) => {
      await writeFile(path, JSON.stringify({ ...owner, pid: process.ppid, ...of }));
      const at = new Date(Date.now() - 3600_000);
      await utimes(path, at, at);
      return isSessionBusy(session);
    };
    expect(await held({ start })).toBe(true);
    expect(await held({ start: `${start}0` })).toBe(false);
  },
);

test('a disk that takes not even a lock is left as it was', async () => {
  const session = join(folder, 'full');
  const handle = await open(folder, 'r');
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  vi.spyOn(prototype, 'writeFile').mockRejectedValue(full);
  await expect(
    SessionWriter.create(session, { app: 'test', pen: 'simulated' }),
  ).rejects.toMatchObject({ name: 'UserError' });
  expect(existsSync(session)).toBe(false);
});
