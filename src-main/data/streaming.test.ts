import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { allChannels, channelCount, channelNames } from '../contract/sensors.ts';
import { writeOnhwFold } from './formats/onhw-words.testing.ts';
import { readRecordings } from './recording.ts';
import { temporaryFolder, waves } from './testing.ts';

const folder = await temporaryFolder();
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const megabyte = 2 ** 20;

/** Memory in use, after what is no longer reachable was thrown away. */
function used(): number {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** The most that reading takes beyond what was in use before; whatever it reads is let go. */
async function memoryToRead(path: string): Promise<{ count: number; peak: number }> {
  const before = used();
  let peak = 0;
  let count = 0;
  for await (const recording of readRecordings(path)) {
    count += recording.timesMs.length > 0 ? 1 : 0;
    if (count % 4 === 0) peak = Math.max(peak, used() - before);
  }
  return { count, peak };
}

test('NDJSON of many recordings takes the memory of a few', async () => {
  const rows = 800;
  const values = waves(rows, allChannels);
  const series = Object.fromEntries(
    channelNames.map((name, channel) => [
      name,
      Array.from({ length: rows }, (_, row) => values[row * channelCount + channel]),
    ]),
  );
  const line = `${JSON.stringify({ label: 'a', rate_hz: 100, series })}\n`;
  const count = 120;
  const path = join(folder, 'many.ndjson');
  await pipeline(Readable.from(Array.from({ length: count }, () => line)), createWriteStream(path));
  expect(line.length * count).toBeGreaterThan(20 * megabyte);
  const read = await memoryToRead(path);
  expect(read.count).toBe(count);
  expect(read.peak).toBeLessThan(6 * megabyte);
});

test('a pickle of many arrays takes the memory of a few', async () => {
  const values = waves(1200, allChannels);
  const train = Array.from({ length: 160 }, () => ({ label: 'Haus', writer: 1, values }));
  const path = join(folder, 'fold');
  // 160 × 1200 × 13 numbers of 8 bytes: 20 MB.
  await writeOnhwFold(path, { train, val: [] });
  const read = await memoryToRead(path);
  expect(read.count).toBe(160);
  expect(read.peak).toBeLessThan(6 * megabyte);
});
