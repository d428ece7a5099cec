import { chmod, lstat, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { closeHome } from './private-home.ts';

let parent: string;
let root: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'quillwave-private-'));
  root = join(parent, 'home');
  for (const folder of ['recordings/one', 'writers/ada', 'logs']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await writeFile(join(root, 'settings.json'), '{}');
  await writeFile(join(root, 'recordings/one/journal.qwj'), '');
  await writeFile(join(parent, 'elsewhere'), '');
  await openAll(root);
});
afterEach(() => rm(parent, { recursive: true }));

async function openAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}

async function mode(path: string): Promise<string> {
  return ((await lstat(path)).mode & 0o7777).toString(8);
}

describe.skipIf(process.platform === 'win32')('a home that others could read', () => {
  test('is closed with all that lies in it, once', async () => {
    expect(await closeHome({ root })).toBe(8);
    expect(await mode(root)).toBe('700');
    expect(await mode(join(root, 'recordings/one'))).toBe('700');
    expect(await mode(join(root, 'recordings/one/journal.qwj'))).toBe('600');
    expect(await closeHome({ root })).toBe(0);
  });

  test('that was closed in part is closed to the end', async () => {
    await chmod(root, 0o700);
    await chmod(join(root, 'writers'), 0o700);
    expect(await closeHome({ root })).toBe(5);
    expect(await mode(join(root, 'recordings/one/journal.qwj'))).toBe('600');
  });

  test('loses nothing else: links and folders of other things stay as they are', async () => {
    await symlink(join(parent, 'elsewhere'), join(root, 'models'));
    await writeFile(join(root, 'letter.txt'), '');
    await chmod(join(root, 'letter.txt'), 0o644);
    await chmod(join(parent, 'elsewhere'), 0o644);
    await closeHome({ root });
    expect(await mode(root)).toBe('755');
    expect(await mode(join(root, 'letter.txt'))).toBe('644');
    expect(await mode(join(parent, 'elsewhere'))).toBe('644');
    expect(await mode(join(root, 'settings.json'))).toBe('600');
  });

  test('need not be there', async () => {
    expect(await closeHome({ root: join(parent, 'none') })).toBe(0);
  });
});
