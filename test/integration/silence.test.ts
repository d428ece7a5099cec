import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTypescriptThread } from '../../src-main/learning/runs/threads/typescript-thread.ts';
import { traceNetwork, untraceable } from '../support/system-calls.ts';

/** Nothing goes out, and nothing is written but in the home of the program (docs/use/privacy.md). */
const root = join(import.meta.dirname, '../..');
const program = [process.execPath, join(root, 'node_modules/tsx/dist/cli.mjs')] as const;
const obstacle = untraceable();

let user: string;
let env: NodeJS.ProcessEnv;
beforeEach(async () => {
  user = await mkdtemp(join(tmpdir(), 'quillwave-user-'));
  env = { ...process.env, HOME: user, QUILLWAVE_HOME: join(user, 'home') };
  for (const name of ['XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'ORT_DISABLE_TELEMETRY']) {
    // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- a short list of names
    delete env[name];
  }
});
afterEach(() => rm(user, { recursive: true }));

test('reading a recording writes nothing outside the home', async () => {
  const recording = 'test/fixtures/simulated-digits-6-channels.ndjson.gz';
  const words = [program[1], 'src-main/cli/index.ts', 'recognize', recording];
  const child = spawn(program[0], [...words, '--model', 'pen-digits'], { cwd: root, env });
  child.stdout.resume();
  child.stderr.resume();
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(0);
  expect(await outsideHome()).toEqual([]);
}, 60_000);

test(`the live loop calls no network${skipped()}`, async ({ skip }) => {
  if (obstacle !== undefined) skip(obstacle);
  // Its first attempt came about ten seconds after the start.
  const live = [
    'src-main/cli/index.ts',
    'start',
    '--headless',
    '--json',
    '--seconds',
    '14',
  ] as const;
  const { code, network } = await traceNetwork([...program, ...live], { env, cwd: root });
  expect({ code, network }).toEqual({ code: 0, network: [] });
  expect(await outsideHome()).toEqual([]);
}, 120_000);

test('a thread that loads ONNX Runtime finds its telemetry switched off', async () => {
  delete process.env['ORT_DISABLE_TELEMETRY'];
  const module = new URL('../../src-main/compute/onnx-telemetry.ts', import.meta.url);
  const thread = startTypescriptThread(module, undefined);
  await thread.terminate();
  // What native code of the thread sees is the environment of the process.
  expect(process.env['ORT_DISABLE_TELEMETRY']).toBe('1');
});

async function outsideHome(): Promise<string[]> {
  const names = await readdir(user, { recursive: true });
  return names.filter((name) => name !== 'home' && !name.startsWith(join('home', '/')));
}

function skipped(): string {
  return obstacle === undefined ? '' : ` (SKIPPED: ${obstacle})`;
}
