import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { UserError } from '../../contract/alerts.ts';
import { realDisk, type AppendDisk, type AppendHandle } from './append-file.ts';
import { fileHeaderLength } from './journal.ts';
import { journalName, lockName } from './session-format.ts';
import { readSession, type SessionRecord } from './session-reader.ts';
import { readSummary } from './session-summary.ts';
import { SessionWriter, type SessionWriterOptions } from './session-writer.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'quillwave-session-'));
});
afterAll(() => rm(root, { recursive: true }));

const snapshot = { app: '0.1.0', pen: 'serial:/dev/ttyACM0', model: 'pen-digits', writer: 'Ada' };
const newFolder = () => join(root, randomUUID());

function create(folder: string, options: SessionWriterOptions = {}) {
  return SessionWriter.create(folder, snapshot, { clock: () => 1000, ...options });
}

async function readAll(folder: string): Promise<SessionRecord[]> {
  const records: SessionRecord[] = [];
  for await (const record of readSession(folder)) records.push(record);
  return records;
}

/** The real disk until `room` bytes are written, then what `fault` does. */
function failingDisk(room: number, fault: () => Promise<never>): AppendDisk {
  return {
    async create(path) {
      const real = await realDisk.create(path);
      let left = room;
      const handle: AppendHandle = {
        // As a nearly full disk does: a short write first, the error with the next.
        write: async (buffer, offset, length) => {
          if (left === 0) return fault();
          const count = await real.write(buffer, offset, Math.min(left, length));
          left -= count;
          return count;
        },
        sync: () => real.sync(),
        truncate: (length) => real.truncate(length),
        inPlace: () => real.inPlace(),
        close: () => real.close(),
      };
      return handle;
    },
  };
}

const systemError = (code: string) => () =>
  Promise.reject(Object.assign(new Error(`${code}: no`), { code }));

describe('a disk that fails', () => {
  test.each([
    ['ENOSPC', 'recording-disk-full'],
    ['EIO', 'file-write-eio'],
    ['EROFS', 'file-write-erofs'],
  ])('%s stops the recording with a remedy and keeps whole records', async (code, expected) => {
    const folder = newFolder();
    const failures: UserError[] = [];
    const writer = await create(folder, {
      flushMs: 10,
      disk: failingDisk(1500, systemError(code)),
      onFailure: (error) => failures.push(error),
    });
    for (let i = 0; i < 20; i++) writer.bytes(new Uint8Array(100).fill(i), i);
    await vi.waitFor(() => expect(failures).toHaveLength(1));
    writer.bytes(new Uint8Array(100), 99);
    writer.event('model', { name: 'x' });
    await writer.close();
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ code: expected });
    expect(failures[0]!.message).toContain('What was recorded until then is kept.');
    expect(failures[0]!.remedy).not.toBe('');

    const records = await readAll(folder);
    const kept = records.filter((record) => record.type === 'bytes');
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.map(({ bytes }) => bytes[0])).toEqual(kept.map((_, i) => i));
    const journal = await readFile(join(folder, journalName));
    expect(await readSummary(folder)).toMatchObject({
      state: 'interrupted',
      journalBytes: journal.length,
      rawBytes: 100 * kept.length,
    });
    expect(journal.length).toBeLessThanOrEqual(1500);
    expect(await readdir(folder)).not.toContain(lockName);
  });

  test('refuses to start where nothing can be written, and leaves nothing behind', async () => {
    const folder = newFolder();
    const onFailure = vi.fn();
    const disk = failingDisk(fileHeaderLength, systemError('ENOSPC'));
    await expect(create(folder, { disk, onFailure })).rejects.toMatchObject({
      code: 'recording-disk-full',
    });
    expect(onFailure).not.toHaveBeenCalled();
    await expect(readdir(folder)).rejects.toThrow();
    const file = join(root, 'file');
    await writeFile(file, '');
    await expect(create(join(file, 'x'))).rejects.toMatchObject({ code: 'file-write-enotdir' });
  });

  test('a folder that goes away is told and not made again', async () => {
    const folder = newFolder();
    const failures: UserError[] = [];
    const writer = await create(folder, {
      flushMs: 10,
      onFailure: (error) => failures.push(error),
    });
    writer.bytes(Uint8Array.of(1, 2, 3), 1);
    await rename(folder, `${folder}-moved`);
    await vi.waitFor(() => expect(failures[0]).toMatchObject({ code: 'recording-vanished' }));
    await writer.close();
    await expect(readdir(folder)).rejects.toThrow();
    const moved = await readAll(`${folder}-moved`);
    expect(moved.map(({ type }) => type)).toEqual(['configuration', 'bytes']);
  });

  test('too slow: memory stays bounded, the loss is counted, told and written down', async () => {
    const folder = newFolder();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let slow = false;
    const disk: AppendDisk = {
      async create(path) {
        const real = await realDisk.create(path);
        return {
          write: async (buffer, offset, length) => {
            if (slow) await gate;
            return real.write(buffer, offset, length);
          },
          sync: () => real.sync(),
          truncate: (length) => real.truncate(length),
          inPlace: () => real.inPlace(),
          close: () => real.close(),
        };
      },
    };
    const alerts: string[] = [];
    const writer = await create(folder, {
      disk,
      flushMs: 10,
      bufferBytes: 2000,
      buffers: 3,
      onAlert: ({ code }) => alerts.push(code),
      onAlertCleared: (code) => alerts.push(`${code} over`),
    });
    slow = true;
    for (let i = 0; i < 100; i++) writer.bytes(new Uint8Array(100).fill(i), i);
    expect(writer.lostRecords).toBeGreaterThan(30);
    slow = false;
    release();
    await vi.waitFor(() => expect(alerts).toEqual(['recording-slow', 'recording-slow over']));
    await writer.close();
    const records = await readAll(folder);
    const kept = records.filter(({ type }) => type === 'bytes').length;
    expect(kept + writer.lostRecords).toBe(100);
    const losses = records.flatMap((record) =>
      record.type === 'event' && record.event.type === 'loss' ? [record.event.payload] : [],
    );
    expect(losses.at(-1)).toMatchObject({ records: writer.lostRecords });
  });

  const mounted = process.platform === 'linux' && process.getuid?.() === 0;
  test.skipIf(!mounted)('a real full disk (a mounted 64 KiB file system)', async (context) => {
    const mount = newFolder();
    await mkdir(mount);
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', mount]);
    if (status !== 0) return context.skip('mounting is not permitted here');
    try {
      const failures: UserError[] = [];
      const folder = join(mount, 'full');
      const writer = await create(folder, { flushMs: 10, onFailure: (e) => failures.push(e) });
      for (let i = 0; i < 1000; i++) writer.bytes(new Uint8Array(200).fill(i), i);
      await vi.waitFor(() => expect(failures[0]).toMatchObject({ code: 'recording-disk-full' }));
      await writer.close();
      const kept = (await readAll(folder)).filter(({ type }) => type === 'bytes').length;
      expect(kept).toBeGreaterThan(200);
    } finally {
      spawnSync('umount', [mount]);
    }
  });
});
