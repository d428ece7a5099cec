import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { vi } from 'vitest';
import type { LiveStatus } from '../../src-main/contract/live.ts';
import { emptyStatistics } from '../../src-main/contract/pens.ts';
import { readRecordings } from '../../src-main/data/recording.ts';

export const root = join(import.meta.dirname, '../..');
export const tsx = join(root, 'node_modules/tsx/dist/cli.mjs');

/**
 * The program itself, without a window, once its pen is connected.
 * @param disposers what ends and removes it is added here
 */
export async function startHeadless(
  pen: string,
  disposers: (() => unknown)[],
  { env = {}, options = [] }: { env?: NodeJS.ProcessEnv; options?: readonly string[] } = {},
) {
  const home = await mkdtemp(join(tmpdir(), 'quillwave-home-'));
  const child = spawn(
    process.execPath,
    [
      ...[tsx, 'src-main/cli/index.ts', 'start', '--headless', '--json'],
      ...['--model', 'pen-digits', '--pen', pen, ...options],
    ],
    { cwd: root, env: { ...process.env, ...env, QUILLWAVE_HOME: home } },
  );
  const texts: string[] = [];
  const alerts: string[] = [];
  const status: Partial<LiveStatus> = {};
  createInterface(child.stdout).on('line', (line) => {
    const event = JSON.parse(line) as Record<string, unknown>;
    if (event['type'] === 'segment' && event['committed'] === true) {
      texts.push(event['text'] as string);
    }
    if (event['type'] === 'status') Object.assign(status, event);
    if (event['type'] === 'alert') alerts.push(event['code'] as string);
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  disposers.push(() => rm(home, { recursive: true, force: true }));
  disposers.push(() => child.kill('SIGKILL') && ended);
  await vi
    .waitUntil(() => status.presence === 'connected' || child.exitCode !== null, {
      timeout: 120_000,
    })
    .catch(() => undefined);
  if (status.presence !== 'connected') throw new Error(`The program did not connect: ${log}`);
  return {
    texts,
    alerts,
    presence: () => status.presence,
    battery: () => status.pen?.battery,
    statistics: () => status.statistics ?? emptyStatistics,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** What was written in these recordings of a file. */
export async function labelsOf(recording: string, indices: readonly number[]): Promise<string[]> {
  const labels = new Map<number, string>();
  for await (const { index, label } of readRecordings(recording)) labels.set(index, label ?? '');
  return indices.map((index) => labels.get(index)!);
}
