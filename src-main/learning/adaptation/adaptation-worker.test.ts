import { fork } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { AdaptationCommand, AdaptationMessage } from '../../contract/adaptation.ts';
import { temporaryFolder } from '../../data/testing.ts';
import { oddHand, tinyTakes } from './tiny-adaptation.testing.ts';
import { writeTinyModel, writeTinyRecordings } from './tiny-recordings.testing.ts';

const folder = await temporaryFolder();
const model = join(folder, 'tiny');
const recordings = join(folder, 'odd.ndjson');

beforeAll(async () => {
  await writeTinyModel(model);
  await writeTinyRecordings(recordings, tinyTakes(8, oddHand));
}, 60_000);

test('a process of its own tells how far it is, is cancelled, and ends', async () => {
  const child = fork(join(import.meta.dirname, 'adaptation-worker.ts'), {
    execArgv: ['--import', 'tsx'],
  });
  const send = (command: AdaptationCommand) => child.send(command);
  const told: AdaptationMessage[] = [];
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.on('message', (message) => {
    told.push(message as AdaptationMessage);
    if (told.length === 2) send({ kind: 'cancel' });
  });
  send({
    kind: 'start',
    request: { model, recordings: [recordings], output: join(folder, 'out'), threads: 0 },
  });
  expect(await exit).toBe(0);
  expect(told[0]).toMatchObject({ kind: 'progress', progress: { phase: 'reading' } });
  expect(told.at(-1)).toEqual({ kind: 'cancelled' });
}, 60_000);
