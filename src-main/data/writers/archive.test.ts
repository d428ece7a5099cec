import { randomFillSync } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { create } from 'tar';
import { homeFolders, type HomeFolders } from '../home.ts';
import { temporaryFolder } from '../testing.ts';
import { exportWriter, importWriter } from './archive.ts';
import { addToDictionary, readDictionary } from './dictionary.ts';
import { readTakes } from './takes.ts';
import { keepProposal, listVersions } from './versions.ts';
import { writerFolders } from './writer-folders.ts';
import { createWriter, listWriters, readWriter } from './writers.ts';
import { propose, recordTake } from './writers.testing.ts';

const root = await temporaryFolder();
let serial = 0;
let home: HomeFolders;
let place: string;
beforeEach(async () => {
  place = join(root, String(++serial));
  home = homeFolders({ environment: { QUILLWAVE_HOME: join(place, 'home') } });
  await mkdir(place);
});

test('everything of a writer goes through one file to another home', async () => {
  const anna = await createWriter(home, { name: 'Anna', hand: 'left' });
  await recordTake(home, anna.id, { session: join('2026-01-02_10-00-00', '1'), label: 'two' });
  await addToDictionary(home, anna.id, 'Quillwave');
  await propose(home, anna.id);
  await keepProposal(home, anna.id);
  await propose(home, anna.id);
  const file = join(place, 'anna.tar.gz');
  await exportWriter(home, anna.id, file);

  const other = homeFolders({ environment: { QUILLWAVE_HOME: join(place, 'other') } });
  const first = await importWriter(other, file);
  const second = await importWriter(other, file);
  expect([first.id, second.id]).toEqual(['anna', 'anna-2']);
  expect(second).toMatchObject({ name: 'Anna', hand: 'left', version: '1' });
  expect(await readDictionary(other, 'anna-2')).toEqual(['Quillwave']);
  expect(await listVersions(other, 'anna')).toHaveLength(1);
  const labels: string[] = [];
  for await (const take of readTakes(other, await readWriter(other, 'anna')))
    labels.push(take.label);
  expect(labels).toEqual(['two']);
  expect(await readdir(writerFolders(other, 'anna').models)).toEqual(['1']);
});

test.each([
  ['a folder of something else', { 'elsewhere/a.txt': 'x', 'writer.json': '{}' }],
  ['no writer.json', { 'dictionary.txt': 'x' }],
  ['a writer.json of something else', { 'writer.json': '{"name":"x"}' }],
])('an archive with %s is refused, and nothing is added', async (_, files) => {
  const folder = join(place, 'made');
  await mkdir(join(folder, 'elsewhere'), { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const file = join(place, 'made.tar.gz');
  await create({ file, cwd: folder, gzip: true }, Object.keys(files));
  await expect(importWriter(home, file)).rejects.toMatchObject({
    code: expect.stringMatching(/^writer-/) as string,
  });
  expect(await readdir(home.writers).catch(() => [])).toEqual([]);
});

test('no way out of the folder: neither .., nor absolute, nor links', async () => {
  const folder = join(place, 'made', 'inner');
  await mkdir(join(folder, 'sessions'), { recursive: true });
  await writeFile(join(place, 'made', 'secret.txt'), 'x');
  await writeFile(join(folder, 'writer.json'), '{}');
  await symlink('/etc', join(folder, 'sessions', 'link'));
  const evil: readonly (readonly string[])[] = [
    ['../secret.txt'],
    [join(place, 'made', 'secret.txt')],
    ['sessions'],
  ];
  for (const paths of evil) {
    const file = join(place, 'evil.tar.gz');
    await create({ file, cwd: folder, gzip: true, preservePaths: true }, ['writer.json', ...paths]);
    await expect(importWriter(home, file)).rejects.toMatchObject({ code: 'writer-archive' });
  }
  expect(await readdir(home.writers).catch(() => [])).toEqual([]);
});

test('what is no archive, cut off or missing is told as such', async () => {
  const text = join(place, 'text.tar.gz');
  await writeFile(text, 'no archive at all');
  await expect(importWriter(home, text)).rejects.toMatchObject({ code: 'writer-archive' });
  await expect(importWriter(home, join(place, 'none.tar.gz'))).rejects.toMatchObject({
    code: 'file-read-enoent',
  });
  await createWriter(home, { name: 'Anna' });
  await expect(exportWriter(home, 'bo', text)).rejects.toMatchObject({ code: 'writer-unknown' });
  expect((await listWriters(home)).writers).toHaveLength(1);
});

test('links are refused wherever they stand, with the reason', async () => {
  const folder = join(place, 'linked');
  await mkdir(join(folder, 'models'), { recursive: true });
  await writeFile(join(folder, 'writer.json'), '{}');
  await symlink('/etc/passwd', join(folder, 'models', 'weights.bin'));
  const file = join(place, 'linked.tar.gz');
  await create({ file, cwd: folder, gzip: true }, ['writer.json', 'models']);
  await expect(importWriter(home, file)).rejects.toMatchObject({
    code: 'writer-archive',
    message: expect.stringContaining('is neither a file nor a folder') as string,
  });
  expect((await listWriters(home)).writers).toEqual([]);
});

test('a bomb is refused before it is unpacked', async () => {
  const folder = join(place, 'bomb');
  await mkdir(join(folder, 'models'), { recursive: true });
  await writeFile(join(folder, 'writer.json'), '{}');
  // It shrinks to a 150th: the tar library itself refuses only more.
  const content = Buffer.alloc(40 << 20);
  for (let at = 0; at < content.length; at += 1 << 14) randomFillSync(content, at, 64);
  await writeFile(join(folder, 'models', 'weights.bin'), content);
  const file = join(place, 'bomb.tar.gz');
  await create({ file, cwd: folder, gzip: true }, ['writer.json', 'models']);
  await expect(importWriter(home, file)).rejects.toMatchObject({
    code: 'writer-archive',
    message: expect.stringContaining('larger than a writer can be') as string,
  });
});

test.skipIf(process.platform === 'win32')('nothing that is imported may be run', async () => {
  const anna = await createWriter(home, { name: 'Anna', hand: 'left' });
  const { root: folder } = writerFolders(home, anna.id);
  await addToDictionary(home, anna.id, 'Quillwave');
  await chmod(join(folder, 'dictionary.txt'), 0o6755);
  const file = join(place, 'run.tar.gz');
  await create({ file, cwd: folder, gzip: true }, ['writer.json', 'dictionary.txt']);
  const { id } = await importWriter(home, file);
  const { mode } = await stat(join(writerFolders(home, id).root, 'dictionary.txt'));
  expect((mode & 0o7777).toString(8)).toBe('600');
});

test.each(['//evil.example/share/model', '\\\\evil.example\\share', '/etc', '../model'])(
  'a writer whose model lies at %s is refused',
  async (model) => {
    const anna = await createWriter(home, { name: 'Anna', hand: 'left' });
    const { root: folder } = writerFolders(home, anna.id);
    const path = join(folder, 'writer.json');
    const content = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...content, model }));
    const file = join(place, 'evil.tar.gz');
    await create({ file, cwd: folder, gzip: true }, ['writer.json']);
    await expect(importWriter(home, file)).rejects.toMatchObject({
      code: expect.stringMatching(/^writer-/) as string,
    });
  },
);

test('parts of a writer are what their names say: files, or folders', async () => {
  const folder = join(place, 'kinds');
  await mkdir(join(folder, 'dictionary.txt'), { recursive: true });
  await writeFile(join(folder, 'writer.json'), '{}');
  await writeFile(join(folder, 'dictionary.txt', 'inside'), '');
  await writeFile(join(folder, 'models'), '');
  const file = join(place, 'kinds.tar.gz');
  for (const parts of [['dictionary.txt'], ['models']]) {
    await create({ file, cwd: folder, gzip: true }, ['writer.json', ...parts]);
    await expect(importWriter(home, file)).rejects.toMatchObject({
      code: 'writer-archive',
      message: expect.stringContaining('is not what has this name') as string,
    });
  }
});

test('gigabytes of zeros in a few kilobytes are counted no further than they may grow', async () => {
  const file = join(place, 'zeros.tar.gz');
  // A gzipped file may have many parts, one behind the other.
  const part = gzipSync(Buffer.alloc(8 << 20));
  await writeFile(file, Buffer.concat(Array.from({ length: 128 }, () => part)));
  const before = process.memoryUsage().rss;
  await expect(importWriter(home, file)).rejects.toMatchObject({ code: 'writer-archive' });
  expect(process.memoryUsage().rss - before).toBeLessThan(200 << 20);
});
