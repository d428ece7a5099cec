import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../data/testing.ts';
import { buildDictionary } from './build-dictionary.ts';
import { openLanguages, presentLanguages } from './languages.ts';

const root = await temporaryFolder();
vi.stubEnv('QUILLWAVE_HOME', join(root, 'home'));

test('a list that a person names becomes a dictionary that is there from then on', async () => {
  const before = await presentLanguages(['german']);
  expect(before.alerts).toHaveLength(1);
  // Who reads the banner has a window: it names no command.
  expect(before.alerts[0]!.remedy).toContain('Settings');
  expect(before.alerts[0]!.remedy).not.toContain('npm');
  const list = join(root, 'german.txt');
  await writeFile(list, 'und 120\nHaus 30\nüber 9\n');
  expect(await buildDictionary('german', list)).toBe(3);
  expect((await presentLanguages(['german'])).alerts).toEqual([]);
  const [german] = await openLanguages(['german']);
  expect(german).toMatchObject({ name: 'german', title: 'German' });
});

test('what is no list of words leaves no dictionary', async () => {
  const list = join(root, 'none.txt');
  await writeFile(list, 'these are no words but a text\n');
  await expect(buildDictionary('french', list)).rejects.toMatchObject({ code: 'language-words' });
  expect((await presentLanguages(['french'])).present).toEqual([]);
});
