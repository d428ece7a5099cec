import { spawnSync } from 'node:child_process';
import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../src-main/data/testing.ts';
import { applicationVersion } from '../../src-main/library/places.ts';
import { verbs } from '../../src-main/cli/verbs.ts';

const root = join(import.meta.dirname, '../..');
const command = join(root, 'bin/quillwave.mjs');

/** Says at its end how much processor time it took: what the clock says depends on who else is at work. */
const meter = `data:text/javascript,process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process._rawDebug('took ' + (user + system) / 1e6);
})`;

function run(script: readonly string[]) {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', meter, ...script], {
    encoding: 'utf8',
  });
  const seconds = Number(/took ([\d.]+)/u.exec(stderr)?.[1]);
  return { stdout, status, seconds, said: stderr.replace(/took .*\n/u, '') };
}

// The first run may build.
beforeAll(() => void run([command, '--version']), 120_000);

test('help and version take at most 0.6 s more than an empty Node', { timeout: 180_000 }, () => {
  const empty = Math.min(...[1, 2, 3].map(() => run(['-e', '0']).seconds));
  for (const option of ['--version', '--help']) {
    const runs = [1, 2, 3].map(() => run([command, option]));
    expect(Math.min(...runs.map(({ seconds }) => seconds)) - empty).toBeLessThan(0.6);
    expect(runs[0]).toMatchObject({ status: 0, said: '' });
  }
  expect(run([command, '--version']).stdout).toBe(`${applicationVersion}\n`);
  const { stdout } = run([command, '--help']);
  for (const { name } of verbs) expect(stdout).toContain(`  ${name} `);
});

test('does what the sources do, with the exit code of a failure', { timeout: 180_000 }, () => {
  const { stdout, status } = run([
    command,
    'statistics',
    'test/fixtures/simulated-digits.ndjson.gz',
  ]);
  expect(status).toBe(0);
  expect(stdout).toContain('recordings');
  const failed = run([command, 'statistics', 'nothing.csv']);
  expect(failed.status).toBe(1);
  expect(failed.said).toContain('→');
});

test('a changed source is built anew in a working tree; what is installed runs as it was built', async () => {
  const folder = await temporaryFolder();
  await cp(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await writeFile(join(folder, 'package.json'), '{ "name": "other", "type": "module" }');
  for (const made of ['.git', 'scripts', 'src-main/cli']) {
    await mkdir(join(folder, made), { recursive: true });
  }
  const say = (text: string) =>
    writeFile(join(folder, 'src-main/cli/index.ts'), `console.log('${text}', import.meta.url);`);
  const answer = () => run([join(folder, 'bin/quillwave.mjs')]).stdout;
  await say('one');
  // Addresses are those of the source.
  expect(answer()).toMatch(/^one file:.*\/src-main\/cli\/index\.ts\n$/u);
  await say('another');
  expect(answer()).toContain('another');
  await rm(join(folder, '.git'), { recursive: true });
  await say('a third');
  expect(answer()).toContain('another');
}, 180_000);
