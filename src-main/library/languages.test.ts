import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { saveLanguage } from '../recognizer/language/language-library.ts';
import { tinyLanguage } from '../recognizer/language/tiny.testing.ts';
import { openLanguages, presentLanguages, requireLanguages } from './languages.ts';
import { ownLanguageFolder } from './places.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'home-'));
  vi.stubEnv('QUILLWAVE_HOME', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

test('a missing dictionary is an alert to a live session and an error to a command', async () => {
  const { present, alerts } = await presentLanguages(['english', 'german']);
  expect(present).toEqual(['english']);
  expect(alerts).toMatchObject([{ code: 'language-german', severity: 'warning' }]);
  expect(alerts[0]!.remedy).toContain('Build from a list of words');
  await expect(requireLanguages(['english'])).resolves.toBeUndefined();
  await expect(requireLanguages(['german'])).rejects.toMatchObject({ code: 'language-unknown' });
});

test('the user’s own dictionaries come first, each is opened once', async () => {
  await saveLanguage(join(ownLanguageFolder(), 'english'), tinyLanguage({ hello: 1 }), '# Tiny\n');
  const languages = await openLanguages(['english', 'english']);
  expect(languages.map(({ title }) => title)).toEqual(['Tiny']);
});
