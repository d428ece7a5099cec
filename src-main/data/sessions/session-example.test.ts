import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { maskOf } from '../../contract/sensors.ts';
import { journalName } from './session-format.ts';
import { readSession } from './session-reader.ts';
import { SessionWriter } from './session-writer.ts';
import { temporaryFolder } from '../testing.ts';

const root = await temporaryFolder();
const documentation = join(import.meta.dirname, '../../../docs/formats/recordings.md');
afterEach(() => vi.useRealTimers());

async function documentedBytes(): Promise<Buffer> {
  const [, dump = ''] = /```hex\n(.*?)```/s.exec(await readFile(documentation, 'utf8')) ?? [];
  return Buffer.from(dump.replace(/^[0-9a-f]{4} {2}/gm, '').replace(/\s/g, ''), 'hex');
}

test('the example of the documentation reads as it says', async () => {
  const folder = join(root, 'read');
  await mkdir(folder);
  await writeFile(join(folder, journalName), await documentedBytes());
  const records = [];
  for await (const record of readSession(folder)) records.push(record);
  expect(records).toEqual([
    {
      type: 'configuration',
      arrivalMs: 1000,
      configuration: {
        app: '0.1.0',
        pen: 'simulated',
        startedAt: '2026-01-02T03:04:05.000Z',
        clockMs: 1000,
      },
    },
    { type: 'bytes', arrivalMs: 1010.5, bytes: Buffer.from([1, 2, 3]) },
    {
      type: 'samples',
      arrivalMs: 1010.5,
      samples: {
        mask: maskOf(['ax', 'ay', 'az', 'force']),
        count: 1,
        timesMs: Float64Array.of(20),
        arrivalsMs: Float64Array.of(1010.5),
        values: Float32Array.of(0.5, -1, 9.75, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.25),
      },
    },
    {
      type: 'event',
      arrivalMs: 1020,
      event: { type: 'confirmation', payload: { id: 7 } },
    },
    { type: 'end', arrivalMs: 1000 },
  ]);
});

test('the writer writes the example of the documentation, byte for byte', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-02T03:04:05Z') });
  const folder = join(root, 'written');
  const snapshot = { app: '0.1.0', pen: 'simulated' };
  const writer = await SessionWriter.create(folder, snapshot, { clock: () => 1000 });
  const values = Float32Array.of(0.5, -1, 9.75, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.25);
  writer.bytes(Uint8Array.of(1, 2, 3), 1010.5);
  writer.sample({ timeMs: 20, mask: maskOf(['ax', 'ay', 'az', 'force']), values }, 1010.5);
  writer.event('confirmation', { id: 7 }, 1020);
  await writer.close();
  const written = await readFile(join(folder, journalName));
  expect(written.toString('hex')).toBe((await documentedBytes()).toString('hex'));
});
