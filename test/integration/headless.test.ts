import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, truncate, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');

const disposers: (() => unknown)[] = [];
afterEach(async () => {
  for (const dispose of disposers.splice(0).reverse()) await dispose();
});

function start(home: string, ...words: string[]) {
  const child = spawn(
    process.execPath,
    [tsx, 'src-main/cli/index.ts', 'start', '--headless', '--json', ...words],
    { cwd: root, env: { ...process.env, QUILLWAVE_HOME: home } },
  );
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  disposers.push(() => child.kill('SIGKILL'));
  return { child, ended, log: () => log };
}

/** Files and folders that other users of the machine could read. */
async function openToOthers(home: string): Promise<string[]> {
  const names = await readdir(home, { recursive: true });
  const modes = await Promise.all(names.map(async (name) => (await stat(join(home, name))).mode));
  return names.filter((_, index) => process.platform !== 'win32' && (modes[index]! & 0o077) !== 0);
}

test('a recording ends in order when nobody reads on; one cut short is put in order', async () => {
  const home = await mkdtemp(join(tmpdir(), 'quillwave-home-'));
  disposers.push(() => rm(home, { recursive: true, force: true }));
  const first = start(home, '--record', '--seconds', '60');
  first.child.stdout.once('data', () => first.child.stdout.destroy());
  expect([await first.ended, first.log()]).toEqual([0, '']);
  const [name] = await readdir(join(home, 'recordings'));
  const folder = join(home, 'recordings', name!);
  const summary = async () =>
    JSON.parse(await readFile(join(folder, 'session.json'), 'utf8')) as { state: string };
  expect((await summary()).state).toBe('complete');
  expect((await readdir(folder)).sort()).toEqual(['journal.qwj', 'session.json']);
  expect(await openToOthers(home)).toEqual([]);

  const journal = join(folder, 'journal.qwj');
  await truncate(journal, (await stat(journal)).size - 5);
  const second = start(home, '--pen', 'serial:/dev/no-such-pen', '--seconds', '1');
  second.child.stdout.resume();
  expect(await second.ended).toBe(1);
  expect(second.log()).toContain(name);
  expect(second.log()).toContain('There is no pen at /dev/no-such-pen.');
  expect((await summary()).state).toBe('recovered');
}, 60_000);

test('a file that is damaged in part is read to its end, told, and no success', async () => {
  const home = await mkdtemp(join(tmpdir(), 'quillwave-home-'));
  disposers.push(() => rm(home, { recursive: true, force: true }));
  const file = join(home, 'damaged.ndjson');
  const rows = Array.from({ length: 50 }, () => 0);
  const still = JSON.stringify({ series: { ax: rows, ay: rows, az: rows.map(() => 9.8) } });
  await writeFile(file, `${still}\n{"series":\n`);
  const replay = start(home, '--pen', `replay:${file}`, '--speed', '20');
  let said = '';
  replay.child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  expect(await replay.ended).toBe(1);
  expect(said).toContain('replay-damaged');
  expect(said.trim().split('\n').at(-1)).toContain('"type":"end"');
}, 60_000);
