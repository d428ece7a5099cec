import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PenSample } from '../../src-main/contract/sensors.ts';
import { recordingChunks } from '../../src-main/data/recording-chunks.ts';
import { readRecordings, type PenRecording } from '../../src-main/data/recording.ts';
import { readSession } from '../../src-main/data/sessions/session-reader.ts';
import { readSummary } from '../../src-main/data/sessions/session-summary.ts';
import { SessionWriter } from '../../src-main/data/sessions/session-writer.ts';
import { PenSource } from '../../src-main/pen/pen-source.ts';
import { quillwaveProfile } from '../../src-main/pen/profiles.ts';
import { ReplayTransport } from '../../src-main/pen/replay.ts';
import { SimulatedTransport } from '../../src-main/pen/simulated.ts';
import type { PenTransport } from '../../src-main/pen/transport.ts';

/** Plays a pen to its end into a session. @returns what the program saw of it */
async function record(transport: PenTransport, folder: string) {
  const writer = await SessionWriter.create(folder, { app: 'test', pen: transport.kind });
  const samples: { timeMs: number; mask: number; values: number[] }[] = [];
  await new Promise<void>((resolve, reject) => {
    const source = new PenSource(transport, quillwaveProfile, {
      onBytes: (chunk, arrivalMs) => writer.bytes(chunk, arrivalMs),
      onSample: (sample: PenSample, arrivalMs) => {
        writer.sample(sample, arrivalMs);
        samples.push({ timeMs: sample.timeMs, mask: sample.mask, values: [...sample.values] });
      },
      onInformation: (information) => writer.event('information', information),
      onPresence: (presence) => {
        writer.event('presence', { presence });
        if (presence === 'ended') resolve();
      },
      onAlert: (alert) => writer.event('alert', alert),
      onAlertCleared: (code) => writer.event('alert-cleared', { code }),
    });
    source.open().catch(reject);
  });
  await writer.close();
  return samples;
}

async function bytesOf(folder: string) {
  const chunks: { arrivalMs: number; bytes: string }[] = [];
  for await (const record of readSession(folder, { types: ['bytes'] })) {
    if (record.type !== 'bytes') continue;
    const bytes = Buffer.from(record.bytes).toString('hex');
    chunks.push({ arrivalMs: record.arrivalMs, bytes });
  }
  return chunks;
}

test('a recorded pen, replayed and recorded again, is the same pen bit for bit', async () => {
  const root = await mkdtemp(join(tmpdir(), 'quillwave-replay-'));
  try {
    const [first, second] = [join(root, 'first'), join(root, 'second')];
    const original = await record(new SimulatedTransport({ text: '27', speed: 1000 }), first);
    expect(original.length).toBeGreaterThan(150);
    const replay = new ReplayTransport({
      title: 'first',
      chunks: recordingChunks(first),
      speed: Infinity,
    });
    expect(await record(replay, second)).toEqual(original);
    const [before, after] = [await bytesOf(first), await bytesOf(second)];
    expect(after.map(({ bytes }) => bytes)).toEqual(before.map(({ bytes }) => bytes));
    after.forEach(({ arrivalMs }, i) => {
      const passed = before[i]!.arrivalMs - before[0]!.arrivalMs;
      expect(arrivalMs - after[0]!.arrivalMs).toBeCloseTo(passed, 6);
    });

    const recordings: PenRecording[] = [];
    for await (const recording of readRecordings(second)) recordings.push(recording);
    const [recording] = recordings;
    expect(recording!.timesMs).toHaveLength(original.length);
    expect([...recording!.values]).toEqual(original.flatMap(({ values }) => values));
    const summary = await readSummary(second);
    expect(summary).toMatchObject({ state: 'complete', samples: original.length });
    expect(summary!.durationMs).toBeLessThan(5000);
  } finally {
    await rm(root, { recursive: true });
  }
});
