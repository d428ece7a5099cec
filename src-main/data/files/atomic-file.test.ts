import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceFile, writeFileAtomic } from './atomic-file.ts';
import { temporaryFolder } from '../testing.ts';

const root = await temporaryFolder();

test('the new content takes the place of the old, in folders that are made', async () => {
  const path = join(root, 'new', 'folder', 'file');
  await writeFileAtomic(path, 'one');
  await writeFileAtomic(path, Uint8Array.of(50));
  expect(await readFile(path, 'utf8')).toBe('2');
  expect(await readdir(join(root, 'new', 'folder'))).toEqual(['file']);
});

test('writers at once leave one whole content and nothing beside it', async () => {
  const folder = join(root, 'busy');
  await mkdir(folder);
  const contents = Array.from({ length: 8 }, (_, i) => String(i).repeat(50_000));
  await Promise.all(contents.map((content) => writeFileAtomic(join(folder, 'file'), content)));
  expect(contents).toContain(await readFile(join(folder, 'file'), 'utf8'));
  expect(await readdir(folder)).toEqual(['file']);
});

test('what fails half-way leaves the old content and no rest', async () => {
  const folder = join(root, 'fail');
  await mkdir(folder);
  await writeFile(join(folder, 'file'), 'old');
  const half = replaceFile(join(folder, 'file'), async (temporary) => {
    await writeFile(temporary, 'ha');
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
  });
  await expect(half).rejects.toMatchObject({ code: 'file-write-enospc' });
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['file']);
});

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a folder that may not be written is said to be one',
  async () => {
    const folder = join(root, 'locked');
    await mkdir(folder);
    await chmod(folder, 0o500);
    await expect(writeFileAtomic(join(folder, 'file'), '')).rejects.toMatchObject({
      code: 'file-write-eacces',
    });
    await chmod(folder, 0o700);
  },
);
