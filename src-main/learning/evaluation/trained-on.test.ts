import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { wasTrainedOn } from './trained-on.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-trained-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a file is known again by its content', async () => {
  const file = join(folder, 'any name');
  await writeFile(file, 'recordings');
  const sha256 = createHash('sha256').update('recordings').digest('hex');
  expect(await wasTrainedOn({ training: { data: { sha256, recordings: 3 } } }, file)).toBe(true);
  expect(await wasTrainedOn({ training: { data: { 'a.ndjson.gz': sha256 } } }, file)).toBe(true);
  expect(await wasTrainedOn({ training: { data: { sha256: 'ab' } } }, file)).toBe(false);
  expect(await wasTrainedOn({}, file)).toBe(false);
  expect(await wasTrainedOn({ training: { data: { sha256 } } }, folder)).toBe(false);
});
