import { open, utimes, writeFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { AppendFile, realDisk } from '../sessions/append-file.ts';
import { lockName } from '../sessions/session-format.ts';
import { isSessionBusy } from '../sessions/session-lock.ts';
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
