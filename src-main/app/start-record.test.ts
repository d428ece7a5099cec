import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../data/testing.ts';
import { StartRecord } from './start-record.ts';

const folder = await temporaryFolder();

test('the third start after two that failed is safe; one that succeeds ends it', () => {
  const file = join(folder, 'home', 'start.json');
  const start = () => new StartRecord(file).begin();
  expect([start(), start(), start(), start()]).toEqual([false, false, true, true]);
  const good = new StartRecord(file);
  expect(good.begin()).toBe(true);
  good.succeeded();
  expect([start(), start(), start()]).toEqual([false, false, true]);
});

test('what is damaged or cannot be written makes an ordinary start', async () => {
  const file = join(folder, 'damaged.json');
  for (const content of ['{', '{"failed":"7"}', '{"failed":-3}', '[]', 'null']) {
    await writeFile(file, content);
    expect(new StartRecord(file).begin()).toBe(false);
  }
  const unwritable = join(folder, 'folder');
  await mkdir(unwritable);
  expect(new StartRecord(unwritable).begin()).toBe(false);
  expect(new StartRecord(unwritable).begin()).toBe(false);
  expect(new StartRecord(unwritable).begin()).toBe(false);
});
