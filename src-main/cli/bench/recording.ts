import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { allChannels, channelCount, standardGravity } from '../../contract/sensors.ts';
import { writePens } from '../../data/formats/pens-writer.ts';
import { readRecordings } from '../../data/recording.ts';
import { journalName } from '../../data/sessions/session-format.ts';
import { readSession } from '../../data/sessions/session-reader.ts';
import { SessionWriter } from '../../data/sessions/session-writer.ts';
import type { Measurement } from './measurement.ts';

const samples = 200_000;
/** Bytes of one sample of 13 channels in frames of eight, as the wire protocol packs them. */
const chunkBytes = 8 * 30;

/** What recording costs the thread that streams, and how fast recordings are read again. */
export async function benchRecording(): Promise<Measurement[]> {
  const root = await mkdtemp(join(tmpdir(), 'quillwave-bench-'));
  try {
    const folder = join(root, 'session');
    const writeMs = await measureWriting(folder);
    const journalBytes = (await stat(join(folder, journalName))).size;
    const readMs = await elapsed(() => drain(readSession(folder)));
    const file = join(root, 'pens.ndjson.gz');
    const textBytes = await preparePens(file);
    const pensMs = await elapsed(() => drain(readRecordings(file)));
    return [
      {
        name: 'recording, bytes and samples of 13 channels',
        value: (writeMs * 1000) / samples,
        unit: 'µs per sample',
      },
      { name: 'reading a session', value: journalBytes / 1000 / readMs, unit: 'MB/s' },
      {
        name: 'reading pens NDJSON, gzipped',
        value: textBytes / 1000 / pensMs,
        unit: 'MB/s of text',
      },
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** @returns ms inside the writer's calls; the disk works beside them */
async function measureWriting(folder: string): Promise<number> {
  const writer = await SessionWriter.create(folder, { app: 'bench', pen: 'simulated' });
  const sample = { timeMs: 0, mask: allChannels, values: new Float32Array(channelCount).fill(1) };
  const chunk = new Uint8Array(chunkBytes).fill(0x55);
  let spentMs = 0;
  // In turns of two seconds of pen, so that the disk keeps up as it does with a real one.
  for (let done = 0; done < samples;) {
    const startMs = performance.now();
    for (let i = 0; i < 200; i++, done++) {
      sample.timeMs = done * 10;
      if (done % 8 === 0) writer.bytes(chunk, sample.timeMs);
      writer.sample(sample, sample.timeMs);
    }
    spentMs += performance.now() - startMs;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writer.close();
  if (writer.lostRecords > 0) throw new Error('The disk was too slow to measure.');
  return spentMs;
}

/** @returns bytes of the text before compression */
async function preparePens(file: string): Promise<number> {
  const count = 500;
  const values = new Float32Array(count * channelCount).map(
    (_, i) => (i % channelCount === 2 ? standardGravity : 0) + Math.sin(i),
  );
  const timesMs = Float64Array.from({ length: count }, (_, i) => i * 10);
  const recording = { file, index: 0, label: 'a', mask: allChannels, timesMs, values };
  await writePens(
    file,
    Array.from({ length: 200 }, () => recording),
  );
  return gunzipSync(await readFile(file)).length;
}

async function elapsed(work: () => Promise<void>): Promise<number> {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
}

async function drain(items: AsyncGenerator): Promise<void> {
  while ((await items.next()).done !== true);
}
