import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeTelemetryFolders, telemetryFolders } from './telemetry-folders.ts';

let userHome: string;
beforeEach(async () => (userHome = await mkdtemp(join(tmpdir(), 'quillwave-user-'))));
afterEach(() => rm(userHome, { recursive: true }));

test.each([
  ['linux' as const, '', 1],
  ['linux' as const, 'elsewhere', 1],
  ['darwin' as const, '', 2],
  ['win32' as const, '', 0],
])(
  'what was left on %s (cache “%s”) is removed, and nothing beside it',
  async (platform, cache, count) => {
    const environment = cache === '' ? {} : { XDG_CACHE_HOME: join(userHome, cache) };
    const places = { environment, platform, userHome };
    expect(await removeTelemetryFolders(places)).toEqual([]);
    const folders = telemetryFolders(places);
    expect(folders).toHaveLength(count);
    for (const folder of folders) {
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'deviceid'), 'b4d6');
      await writeFile(join(folder, '..', 'kept'), '');
    }
    expect(await removeTelemetryFolders(places)).toEqual(folders);
    for (const folder of folders) expect(await readdir(join(folder, '..'))).toEqual(['kept']);
  },
);
