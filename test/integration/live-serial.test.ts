import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test, vi } from 'vitest';
import { readRecordings } from '../../src-main/data/recording.ts';
import { PseudoTerminal, socatIsHere } from '../contract/pseudo-terminal.ts';

const root = join(import.meta.dirname, '../..');
const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');
const simulated = join(root, 'test/fixtures/simulated-digits.ndjson.gz');
const real = join(root, '../shared/data/pens/pen-digits.ndjson.gz');

const disposers: (() => unknown)[] = [];
afterEach(async () => {
  for (const dispose of disposers.splice(0).reverse()) await dispose();
});

/** The program itself, without a window, on one end of a serial line. */
async function startHeadless(path: string) {
  const home = await mkdtemp(join(tmpdir(), 'quillwave-home-'));
  const child = spawn(
    process.execPath,
    [
      ...[tsx, 'src-main/cli/index.ts', 'start', '--headless', '--json'],
      ...['--model', 'pen-digits', '--pen', `serial:${path}`],
    ],
    { cwd: root, env: { ...process.env, QUILLWAVE_HOME: home } },
  );
  const texts: string[] = [];
  const alerts: string[] = [];
  let presence = '';
  createInterface(child.stdout).on('line', (line) => {
    const event = JSON.parse(line) as Record<string, unknown>;
    if (event['type'] === 'segment' && event['committed'] === true) {
      texts.push(event['text'] as string);
    }
    if (event['type'] === 'status') presence = event['presence'] as string;
    if (event['type'] === 'alert') alerts.push(event['code'] as string);
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  disposers.push(() => rm(home, { recursive: true, force: true }));
  disposers.push(() => child.kill('SIGKILL') && ended);
  await vi
    .waitUntil(() => presence === 'connected', { timeout: 30_000 })
    .catch(() => {
      throw new Error(`The program did not connect: ${log}`);
    });
  return {
    texts,
    alerts,
    presence: () => presence,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** A pen: another process that writes frames at their true rate. */
function feed(device: string, recording: string, indices: readonly number[]): Promise<number> {
  const child = spawn(
    process.execPath,
    [tsx, 'scripts/feed-serial.ts', device, recording, '--index', indices.join(',')],
    { cwd: root, stdio: 'inherit' },
  );
  disposers.push(() => child.kill('SIGKILL'));
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

async function labelsOf(recording: string, indices: readonly number[]): Promise<string[]> {
  const labels = new Map<number, string>();
  for await (const { index, label } of readRecordings(recording)) labels.set(index, label ?? '');
  return indices.map((index) => labels.get(index)!);
}

test.skipIf(!socatIsHere)(
  'frames on a serial line become text; the cable is pulled and put back; text goes on',
  { timeout: 120_000 },
  async () => {
    const line = await PseudoTerminal.create();
    disposers.push(() => line.dispose());
    const program = await startHeadless(line.path);

    const first = [0, 1];
    expect(await feed(line.farPath, simulated, first)).toBe(0);
    await vi.waitUntil(() => program.texts.length === 2, { timeout: 20_000 });

    await line.pull();
    await vi.waitUntil(() => program.presence() === 'absent', { timeout: 20_000 });
    expect(program.alerts).toContain('serial-absent');
    await line.plugIn();
    await vi.waitUntil(() => program.presence() === 'connected', { timeout: 20_000 });

    const second = [2];
    expect(await feed(line.farPath, simulated, second)).toBe(0);
    await vi.waitUntil(() => program.texts.length === 3, { timeout: 20_000 });
    expect(program.texts).toEqual(await labelsOf(simulated, [...first, ...second]));
    expect(await program.stop()).toBe(0);
  },
);

const realRecordings = existsSync(real) && socatIsHere;
if (!realRecordings) {
  console.warn(`Skipped: recordings of a real pen over a serial line (needs ${real} and socat).`);
}

test.skipIf(!realRecordings)(
  'recordings of a real pen on a serial line become the digits that were written',
  { timeout: 120_000 },
  async () => {
    const line = await PseudoTerminal.create();
    disposers.push(() => line.dispose());
    const program = await startHeadless(line.path);
    const indices = Array.from({ length: 12 }, (_, index) => index * 40);
    expect(await feed(line.farPath, real, indices)).toBe(0);
    await vi.waitUntil(() => program.texts.length >= indices.length, { timeout: 20_000 });
    const labels = await labelsOf(real, indices);
    const right = program.texts.filter((text, index) => text === labels[index]).length;
    expect(program.texts).toHaveLength(labels.length);
    // Live segmentation has no label to cut by: one of twelve may be read differently.
    expect(right).toBeGreaterThanOrEqual(labels.length - 1);
  },
);
