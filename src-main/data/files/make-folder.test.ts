import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeFolder } from './make-folder.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'quillwave-folders-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

test('folders are made however deep, also by several at once; one that is there stays', async () => {
  const deep = join(root, 'a/b/c');
  await Promise.all([makeFolder(deep), makeFolder(deep), makeFolder(join(root, 'a/b'))]);
  await makeFolder(deep);
  await makeFolder('/');
  expect((await stat(deep)).isDirectory()).toBe(true);
});

test('a home inside a file is refused, and how to choose another is said', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  vi.stubEnv('QUILLWAVE_HOME', join(file, 'home'));
  await expect(makeFolder(join(file, 'home/recordings'))).rejects.toMatchObject({
    code: 'file-write-enotdir',
    remedy: expect.stringContaining('QUILLWAVE_HOME') as string,
  });
  await expect(makeFolder(file)).rejects.toMatchObject({
    remedy: expect.not.stringContaining('QUILLWAVE_HOME') as string,
  });
});

test.skipIf(!existsSync('/proc/self'))(
  'a folder that takes no entries is refused at once',
  async () => {
    vi.stubEnv('QUILLWAVE_HOME', '/proc/nope');
    await expect(makeFolder('/proc/nope/recordings/x')).rejects.toMatchObject({
      code: 'file-write-enoent',
      remedy: expect.stringContaining('QUILLWAVE_HOME') as string,
    });
  },
);
