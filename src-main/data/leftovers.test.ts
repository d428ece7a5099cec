import { spawnSync } from 'node:child_process';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { removeLeftovers } from './leftovers.ts';
import { temporaryFolder } from './testing.ts';

test('half-written files of processes that are gone go; others stay', async () => {
  const home = join(await temporaryFolder(), 'home');
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  await mkdir(join(home, 'writers', `.ada.${gone}-1.part`, 'models'), { recursive: true });
  await mkdir(join(home, 'electron'), { recursive: true });
  await mkdir(join(home, 'recordings', '2026-01-01'), { recursive: true });
  const files = [
    `settings.json.${gone}-3.part`,
    `settings.json.${process.ppid}-3.part`,
    `settings.json.${process.ppid}-4.part`,
    'settings.json',
    `recordings/2026-01-01/session.json.${gone}-9.part`,
    'recordings/2026-01-01/journal.qwj',
    `electron/x.${gone}-1.part`,
    'a.part',
  ];
  for (const file of files) await writeFile(join(home, file), '');
  await writeFile(join(home, 'writers', `.ada.${gone}-1.part`, 'models', 'weights.bin'), '');
  // Its process lives and has nothing to do with it: nobody writes a file for days.
  const old = new Date(Date.now() - 48 * 3600 * 1000);
  await utimes(join(home, `settings.json.${process.ppid}-4.part`), old, old);

  expect((await removeLeftovers(home)).length).toBe(4);
  expect((await readdir(home, { recursive: true })).sort()).toEqual(
    [
      'a.part',
      'electron',
      `electron/x.${gone}-1.part`,
      'recordings',
      'recordings/2026-01-01',
      'recordings/2026-01-01/journal.qwj',
      'settings.json',
      `settings.json.${process.ppid}-3.part`,
      'writers',
    ].sort(),
  );
  expect(await removeLeftovers(join(home, 'nowhere'))).toEqual([]);
});
