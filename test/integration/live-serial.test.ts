import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { noise } from '../../src-main/pen/framing/testing.ts';
import { PseudoTerminal, socatIsHere } from '../contract/pseudo-terminal.ts';
import { labelsOf, root, startHeadless, tsx } from './headless-program.ts';

const simulated = join(root, 'test/fixtures/simulated-digits.ndjson.gz');
const real = join(root, '../shared/data/pens/pen-digits.ndjson.gz');

const disposers: (() => unknown)[] = [];
afterEach(async () => {
  for (const dispose of disposers.splice(0).reverse()) await dispose();
});

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

test.skipIf(!socatIsHere)(
  'frames on a serial line become text; the cable is pulled and put back; text goes on',
  { timeout: 120_000 },
  async () => {
    const line = await PseudoTerminal.create();
    disposers.push(() => line.dispose());
    const program = await startHeadless(`serial:${line.path}`, disposers);

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
    const program = await startHeadless(`serial:${line.path}`, disposers);
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

test.skipIf(!socatIsHere)(
  'noise that nothing can be read of is no success',
  { timeout: 120_000 },
  async () => {
    const line = await PseudoTerminal.create();
    disposers.push(() => line.dispose());
    const program = await startHeadless(`serial:${line.path}`, disposers);
    await line.send(noise(4000, 7));
    await vi.waitUntil(() => program.statistics().bytes === 4000, { timeout: 20_000 });
    expect(await program.stop()).toBe(1);
  },
);
