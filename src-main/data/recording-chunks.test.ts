import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { channelCount, maskOf, type PenSample } from '../contract/sensors.ts';
import { createDecoder } from '../pen/framing/decoder.ts';
import { genericProfile } from '../pen/profiles.ts';
import { recordingChunks, type RecordedChunk } from './recording-chunks.ts';
import { SessionWriter } from './sessions/session-writer.ts';
import { readAllRecordings, temporaryFolder, waves } from './testing.ts';
import { writePens } from './formats/pens-writer.ts';

const root = await temporaryFolder();

async function all(chunks: AsyncIterable<RecordedChunk>): Promise<RecordedChunk[]> {
  const list: RecordedChunk[] = [];
  for await (const chunk of chunks) list.push(chunk);
  return list;
}

function decode(chunks: RecordedChunk[]) {
  const samples: { timeMs: number; mask: number; values: number[] }[] = [];
  const decoder = createDecoder(genericProfile, {
    onSample: ({ timeMs, mask, values }: PenSample) =>
      void samples.push({ timeMs, mask, values: [...values] }),
    onInformation: () => undefined,
  });
  for (const { atMs, bytes } of chunks) decoder.push(bytes, atMs);
  return { samples, statistics: decoder.statistics };
}

test('the bytes of a session come back bit for bit, at the times they came', async () => {
  const folder = join(root, 'session');
  const writer = await SessionWriter.create(folder, { app: 'test', pen: 'serial:x' });
  const chunks = Array.from({ length: 500 }, (_, i) => ({
    atMs: 1000 + i * 7.3,
    bytes: Uint8Array.from({ length: (i * 37) % 90 }, (_byte, j) => (i * j) & 255),
  })).filter(({ bytes }) => bytes.length > 0);
  for (const { bytes, atMs } of chunks) writer.bytes(bytes, atMs);
  await writer.close();
  const replayed = await all(recordingChunks(folder));
  expect(replayed.map(({ atMs, bytes }) => ({ atMs, bytes: Uint8Array.from(bytes) }))).toEqual(
    chunks,
  );
});

describe('samples as frames', () => {
  const motion = maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz']);
  const withForce = maskOf(['ax', 'ay', 'az', 'force']);
  const file = join(root, 'pens.ndjson.gz');
  const recording = (label: string, mask: number, count: number, periodMs: number) => ({
    file,
    index: 0,
    label,
    mask,
    timesMs: Float64Array.from({ length: count }, (_, i) => 500 + i * periodMs),
    values: waves(count, mask),
  });
  const written = [
    recording('1', motion, 120, 30),
    recording('2', motion, 80, 30),
    recording('3', withForce, 150, 10),
  ];

  test('all of them in order, with a rest behind each, at their own pace', async () => {
    await writePens(file, written);
    const chunks = await all(recordingChunks(file));
    const { samples, statistics } = decode(chunks);
    expect(statistics).toMatchObject({ badFrames: 0, lostFrames: 0, garbageBytes: 0 });
    const rests = [40, 40, 120];
    expect(samples).toHaveLength(written.reduce((n, r, i) => n + r.timesMs.length + rests[i]!, 0));
    let at = 0;
    for (const [i, { mask, timesMs, values }] of written.entries()) {
      const part = samples.slice(at, at + timesMs.length);
      expect(new Set(part.map((sample) => sample.mask))).toEqual(new Set([mask]));
      for (const [row, { timeMs, values: decoded }] of part.entries()) {
        expect(timeMs - part[0]!.timeMs).toBeCloseTo(timesMs[row]! - timesMs[0]!, 1);
        const original = values.subarray(row * channelCount, (row + 1) * channelCount);
        // Half a count: 1.2 mm/s², 0.5 mrad/s, 0.25 mN.
        decoded.forEach((value, c) => expect(Math.abs(value - original[c]!)).toBeLessThan(0.0013));
      }
      const rest = samples.slice(at + timesMs.length, at + timesMs.length + rests[i]!);
      for (const { values: still } of rest) {
        expect(still.slice(6, 9)).toEqual([0, 0, 0]);
        expect(still[12]).toBe(0);
        expect(Math.abs(still[2]! - values.at(-channelCount + 2)!)).toBeLessThan(0.0013);
      }
      at += timesMs.length + rests[i]!;
    }
    const times = samples.map(({ timeMs }) => timeMs);
    expect(times.every((time, i) => i === 0 || time > times[i - 1]!)).toBe(true);
    const spanMs = chunks.at(-1)!.atMs - chunks[0]!.atMs;
    expect(spanMs).toBeGreaterThan(3600 + 2400 + 1500 + 3 * 1200 - 100);
    expect(spanMs).toBeLessThan(3600 + 2400 + 1500 + 3 * 1200 + 100);
  });

  test('chosen ones in the order asked for, repeated too', async () => {
    await writePens(file, written);
    const lengths = async (index: number | number[]) =>
      decode(await all(recordingChunks(file, { index, pauseMs: 0 }))).samples.length;
    expect(await lengths(1)).toBe(80);
    expect(await lengths([2, 0])).toBe(270);
    expect(await lengths([1, 1, 0, 1])).toBe(360);
    await expect(lengths([0, 3])).rejects.toMatchObject({ code: 'recording-index' });
  });

  test('numbers beyond the usual full scale are not cut', async () => {
    const raw = join(root, 'raw.ndjson');
    const force = [0, 500, 1023, 700];
    await writeFile(raw, JSON.stringify({ series: { ax: [0, 0, 0, 0], force } }));
    const { samples } = decode(await all(recordingChunks(raw, { pauseMs: 0 })));
    samples.forEach(({ values }, i) => expect(values[12]).toBeCloseTo(force[i]!, 1));
    expect((await readAllRecordings(raw)).recordings).toHaveLength(1);
  });
});
