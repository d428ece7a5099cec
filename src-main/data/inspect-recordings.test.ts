import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allChannels, channelCount } from '../contract/sensors.ts';
import { inspectRecordings } from './inspect-recordings.ts';
import { SessionWriter } from './sessions/session-writer.ts';
import { temporaryFolder } from './testing.ts';

const folder = await temporaryFolder();
const rows = Array.from({ length: 101 }, (_, index) => Math.sin(index));
const line = (label: string) =>
  JSON.stringify({ rate_hz: 100, label, writer: 'Ada', series: { ax: rows, ay: rows, az: rows } });

test('every recording of a file is listed with what it says of itself', async () => {
  const path = join(folder, 'two.ndjson');
  await writeFile(path, [line('one'), '{"series"', line('two')].join('\n'));
  const { recordings, more } = await inspectRecordings(path);
  expect(recordings.map(({ index, label, writer }) => [index, label, writer])).toEqual([
    [0, 'one', 'Ada'],
    [2, 'two', 'Ada'],
  ]);
  expect(recordings[0]!.seconds).toBeCloseTo(1);
  expect(more).toBe(false);
  expect(await inspectRecordings(path, 1)).toMatchObject({ more: true });
});

test('a session is one recording, also by its journal', async () => {
  const session = join(folder, 'session');
  const writer = await SessionWriter.create(session, { app: 'test', pen: 'simulated' });
  for (let index = 0; index < 3; index += 1) {
    const sample = {
      timeMs: 10 * index,
      mask: allChannels,
      values: new Float32Array(channelCount),
    };
    writer.sample(sample, 500 + 10 * index);
  }
  await writer.close();
  const expected = { path: session, recordings: [{ path: session, seconds: 0.02 }], more: false };
  expect(await inspectRecordings(session)).toEqual(expected);
  expect(await inspectRecordings(join(session, 'journal.qwj'))).toEqual(expected);
});

test('what holds no recording is refused, with what would be one', async () => {
  const path = join(folder, 'letter.txt');
  await writeFile(path, 'Dear all\n');
  await expect(inspectRecordings(path)).rejects.toMatchObject({ name: 'UserError' });
  await expect(inspectRecordings(join(folder, 'gone.csv'))).rejects.toMatchObject({
    name: 'UserError',
  });
});
