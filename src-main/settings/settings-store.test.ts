import fc from 'fast-check';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Alert } from '../contract/alerts.ts';
import { defaultSettings } from '../contract/settings.ts';
import { migrate, migrations, settingsVersion } from './migrations.ts';
import { formatSettings, parseSettings } from './settings-file.ts';
import { SettingsStore } from './settings-store.ts';

let folder: string;
let file: string;
let alerts: Alert[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-settings-'));
  file = join(folder, 'home', 'settings.json');
  alerts = [];
});
afterEach(() => rm(folder, { recursive: true }));

const open = async () => {
  const store = new SettingsStore(file, (alert) => alerts.push(alert));
  await store.load();
  return store;
};

async function put(content: string): Promise<void> {
  await mkdir(join(folder, 'home'), { recursive: true });
  await writeFile(file, content);
}

describe('the store', () => {
  test('starts with the defaults, in a home that is not there yet', async () => {
    const store = await open();
    expect(store.value).toEqual(defaultSettings);
    expect(alerts).toEqual([]);
    await store.change({ theme: 'dark', textSize: 48 });
    expect((await open()).value).toEqual({ ...defaultSettings, theme: 'dark', textSize: 48 });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ version: settingsVersion });
    expect(await readdir(join(folder, 'home'))).toEqual(['settings.json']);
  });

  test('changes that come at once all count', async () => {
    const store = await open();
    await Promise.all([
      store.change({ theme: 'light' }),
      store.change({ pauseMs: 900 }),
      store.change({ pen: 'serial:/dev/ttyUSB0' }),
    ]);
    const expected = { theme: 'light', pauseMs: 900, pen: 'serial:/dev/ttyUSB0' };
    expect((await open()).value).toMatchObject(expected);
  });

  test('a value that is not allowed changes nothing', async () => {
    const store = await open();
    await expect(store.change({ pauseMs: 5 })).rejects.toMatchObject({ code: 'settings-value' });
    expect(store.value).toEqual(defaultSettings);
    await store.change({ pauseMs: 700 });
    expect(store.value.pauseMs).toBe(700);
  });

  test('a damaged file is kept, each time under a name of its own', async () => {
    await put('{"theme": "dark", ');
    expect((await open()).value).toEqual(defaultSettings);
    await put('[]');
    await open();
    expect((await readdir(join(folder, 'home'))).sort()).toEqual([
      'settings.json.damaged',
      'settings.json.damaged-2',
    ]);
    expect(await readFile(`${file}.damaged`, 'utf8')).toBe('{"theme": "dark", ');
    expect(alerts.map(({ code }) => code)).toEqual(['settings-damaged', 'settings-damaged']);
    expect(alerts[0]!.remedy).toContain(`${file}.damaged`);
  });

  test('one wrong value costs only itself', async () => {
    await put(JSON.stringify({ theme: 'purple', textSize: 40, pauseMs: '600' }));
    const store = await open();
    expect(store.value).toEqual({ ...defaultSettings, textSize: 40 });
    expect(alerts[0]!.message).toContain('theme, pauseMs');
    expect(await readFile(`${file}.damaged`, 'utf8')).toContain('purple');
    await open();
    expect(alerts).toHaveLength(1);
  });

  test('what a newer program wrote survives a change', async () => {
    await put(JSON.stringify({ version: 9, theme: 'dark', hologram: { size: 3 } }));
    const store = await open();
    await store.change({ textSize: 50 });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      version: 9,
      theme: 'dark',
      textSize: 50,
      hologram: { size: 3 },
    });
    expect(alerts).toEqual([]);
  });

  test('where nothing can be written the old settings stand', async () => {
    await writeFile(join(folder, 'home'), 'a file where the folder should be');
    const store = new SettingsStore(file);
    await expect(store.change({ theme: 'dark' })).rejects.toMatchObject({ name: 'UserError' });
    expect(store.value).toEqual(defaultSettings);
  });
});

test('a file that cannot be read is left alone: it may be whole', async () => {
  // As if a folder were mounted in its place: neither text nor missing.
  await mkdir(file, { recursive: true });
  const store = await open();
  expect(store.value).toEqual(defaultSettings);
  expect(alerts.map(({ code }) => code)).toEqual(['settings-unreadable']);
  expect(alerts[0]!.message).toContain('not kept');
  expect((await store.change({ theme: 'dark' })).theme).toBe('dark');
  expect(await readdir(join(folder, 'home'))).toEqual(['settings.json']);
});

test('a home that takes no copy says so, and promises none', async () => {
  // The name is as long as names can be: that of a copy is too long.
  file = join(folder, 'home', `${'s'.repeat(240)}settings.json`);
  await put(JSON.stringify({ theme: 'purple' }));
  await open();
  expect(alerts[0]!.remedy).toContain('stands as it is');
  expect(alerts[0]!.remedy).not.toContain('.damaged');
  expect(await readFile(file, 'utf8')).toContain('purple');
});

describe('the file', () => {
  test('any JSON and any text is survived', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        const read = parseSettings(text);
        if (read) expect(parseSettings(formatSettings(read.settings, read.others))).toBeDefined();
      }),
    );
  });

  test('migrations run once each, in order, from where the file stands', () => {
    const steps = [
      (old: object) => ({ ...old, seen: ['0→1'] }),
      (old: object) => ({ ...old, seen: [...((old as { seen?: string[] }).seen ?? []), '1→2'] }),
    ];
    expect(migrate({}, steps)).toEqual({ version: 2, seen: ['0→1', '1→2'] });
    expect(migrate({ version: 1 }, steps)).toEqual({ version: 2, seen: ['1→2'] });
    expect(migrate({ version: 2 }, steps)).toEqual({ version: 2 });
    expect(migrate({ version: 7 }, steps)).toEqual({ version: 7 });
    expect(migrate({ version: 'x' }, steps)).toMatchObject({ version: 2 });
  });

  test('there is a migration for every version', () => {
    expect(migrations).toHaveLength(settingsVersion);
  });
});
