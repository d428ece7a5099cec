import { lstat, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { traceNetwork, untraceable } from '../support/system-calls.ts';
import { launching } from './support/launching.ts';
import { commandLine } from './support/quillwave.ts';

const obstacle = untraceable();
const skipped = obstacle === undefined ? '' : ` (SKIPPED: ${obstacle})`;
const { homeFolder } = launching();

/** Every process of the window is watched: main, engine, network, page, Chromium's own. */
test(`a start of the window calls no network and writes only in its home${skipped}`, async ({
  skip,
}) => {
  if (obstacle !== undefined) skip(obstacle);
  const user = await homeFolder();
  const home = join(user, 'quillwave');
  // Where the desktop has its own working files, for example the cache of GTK's settings.
  const desktop = join(user, 'run');
  await mkdir(home);
  await mkdir(desktop, { mode: 0o700 });
  const { executablePath, args, env } = commandLine({ home, args: ['--pen', 'simulated'] });
  for (const name of ['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME']) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a short list of names
    delete env[name];
  }
  const { network } = await traceNetwork([executablePath, ...args], {
    cwd: user,
    env: { ...env, HOME: user, XDG_RUNTIME_DIR: desktop },
    endAfterMs: 30_000,
  });
  expect(network).toEqual([]);
  expect(await readdir(home)).toContain('logs');
  // Handwriting lies there: the owner alone may read it.
  const inside = await readdir(home, { recursive: true });
  const modes = await Promise.all(inside.map(async (name) => (await lstat(join(home, name))).mode));
  expect(
    inside.filter((name, index) => !/^electron/u.test(name) && (modes[index]! & 0o077) !== 0),
  ).toEqual([]);
  const outside = await readdir(user, { recursive: true });
  expect(outside.filter((name) => !/^(quillwave|run)/u.test(name))).toEqual([]);
});
