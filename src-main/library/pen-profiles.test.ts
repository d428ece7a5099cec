import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { knownProfiles, openPenProfile } from './pen-profiles.ts';

let home = '';
const mine = {
  id: 'my-pen',
  title: 'My pen',
  transport: 'serial',
  baudRate: 230_400,
  framing: 'text',
  columns: ['time', { to: 'ax', unit: 'g' }, 'skip', { to: 'force', unit: 'N', scale: 0.5 }],
};

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'quillwave-profiles-'));
  vi.stubEnv('QUILLWAVE_HOME', home);
  await mkdir(join(home, 'profiles'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

const put = (name: string, content: unknown) =>
  writeFile(
    join(home, 'profiles', name),
    typeof content === 'string' ? content : JSON.stringify(content),
  );

test('one of the user replaces a built-in one; a damaged one is named and harms no other', async () => {
  await put('a.json', mine);
  await put('b.json', mine);
  await put('onhw.json', { ...mine, id: 'onhw', title: 'My OnHW' });
  await put('broken.json', '{');
  await put('readme.txt', 'no profile');
  const { profiles, problems } = await knownProfiles();
  expect(profiles.filter(({ id }) => id === 'onhw').map(({ title }) => title)).toEqual(['My OnHW']);
  expect(profiles.filter(({ id }) => id === 'my-pen')).toHaveLength(1);
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('b.json'),
    expect.stringContaining('broken.json'),
  ]);
  await expect(openPenProfile('broken', 'serial')).rejects.toMatchObject({ code: 'pen-profile' });
  expect((await openPenProfile('onhw', 'serial')).title).toBe('My OnHW');
});

test('what cannot be used is refused with what can', async () => {
  await expect(openPenProfile('feather', 'serial')).rejects.toMatchObject({
    code: 'pen-profile',
    remedy: expect.stringContaining('penovate') as string,
  });
  await expect(openPenProfile('./nothing.json', 'serial')).rejects.toMatchObject({
    code: 'file-read-enoent',
  });
  await expect(openPenProfile('d-point', 'serial')).rejects.toThrow('Bluetooth');
});

test('without a folder the built-in ones are there', async () => {
  await rm(join(home, 'profiles'), { recursive: true });
  const { profiles, problems } = await knownProfiles();
  expect(problems).toEqual([]);
  expect(profiles.length).toBeGreaterThan(3);
});
