import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { allChannels, channelCount, hasChannel } from '../../contract/sensors.ts';
import { homeFolders } from '../home.ts';
import { fileHeaderLength } from './journal.ts';
import { journalName, lockName, summaryName } from './session-format.ts';
import { readSession, scanJournal, type SessionRecord } from './session-reader.ts';
import { recoverSession, recoverSessions } from './session-recovery.ts';
import { readSummary } from './session-summary.ts';
import { SessionWriter, type SessionWriterOptions } from './session-writer.ts';
import { listSession } from './sessions.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'quillwave-session-'));
});
afterAll(() => rm(root, { recursive: true }));

const snapshot = { app: '0.1.0', pen: 'serial:/dev/ttyACM0', model: 'pen-digits', writer: 'Ada' };
const newFolder = () => join(root, randomUUID());

function create(folder: string, options: SessionWriterOptions = {}) {
  return SessionWriter.create(folder, snapshot, { clock: () => 1000, ...options });
}

async function readAll(folder: string): Promise<SessionRecord[]> {
  const records: SessionRecord[] = [];
  for await (const record of readSession(folder)) records.push(record);
  return records;
}

function rows(records: SessionRecord[]) {
  return records.flatMap((record) => {
    if (record.type !== 'samples') return [];
    const { mask, count, timesMs, arrivalsMs, values } = record.samples;
    return Array.from({ length: count }, (_, i) => ({
      mask,
      timeMs: timesMs[i]!,
      arrivalMs: arrivalsMs[i]!,
      values: [...values.subarray(i * channelCount, (i + 1) * channelCount)],
    }));
  });
}

const anySample = fc.record({
  mask: fc.constantFrom(0b111, 0b1_1100_0111, allChannels, 0b1_0000_0000_0000),
  timeMs: fc.double({ noNaN: true }),
  arrivalMs: fc.integer({ min: 0, max: 5_000_000 }).map((microseconds) => microseconds / 1000),
  values: fc.array(fc.float({ noNaN: true }), { minLength: channelCount, maxLength: channelCount }),
});

describe('a session', () => {
  test('gives back every sample, byte and event', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anySample, { maxLength: 40 }),
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 10 }),
        async (samples, chunks) => {
          const folder = newFolder();
          const writer = await create(folder);
          const reused = { timeMs: 0, mask: 0, values: new Float32Array(channelCount) };
          for (const { mask, timeMs, arrivalMs, values } of samples) {
            Object.assign(reused, { mask, timeMs }).values.set(values);
            writer.sample(reused, arrivalMs);
          }
          chunks.forEach((chunk, i) => writer.bytes(chunk, i + 0.125));
          writer.event('correction', { id: 3, text: 'Größe ✎' }, 77);
          await writer.close();

          const records = await readAll(folder);
          const expected = samples.map((sample) => ({
            ...sample,
            values: sample.values.map((value, i) => (hasChannel(sample.mask, i) ? value : 0)),
          }));
          expect(rows(records)).toEqual(
            expected.map((sample) => ({
              ...sample,
              arrivalMs: expect.closeTo(sample.arrivalMs, 3) as number,
            })),
          );
          const bytes = records.filter((record) => record.type === 'bytes');
          expect(bytes.map(({ arrivalMs }) => arrivalMs)).toEqual(chunks.map((_, i) => i + 0.125));
          expect(bytes.map((record) => Uint8Array.from(record.bytes))).toEqual(chunks);
          expect(records[0]).toMatchObject({ type: 'configuration', configuration: snapshot });
          expect(records.find(({ type }) => type === 'event')).toEqual({
            type: 'event',
            arrivalMs: 77,
            event: { type: 'correction', payload: { id: 3, text: 'Größe ✎' } },
          });
          expect(records.at(-1)?.type).toBe('end');
        },
      ),
      { numRuns: 30 },
    );
  });

  test('chunks longer than a record, and more of them than the buffers hold', async () => {
    const folder = newFolder();
    const writer = await create(folder, { bufferBytes: 100_000, buffers: 40 });
    const chunk = Uint8Array.from({ length: 150_000 }, (_, i) => (i * 31) >> 3);
    for (let i = 0; i < 10; i++) writer.bytes(chunk, i);
    await writer.close();
    const parts = (await readAll(folder)).filter((record) => record.type === 'bytes');
    const whole = Buffer.concat(parts.map(({ bytes }) => bytes));
    expect(whole.equals(Buffer.concat(Array.from({ length: 10 }, () => chunk)))).toBe(true);
  });

  test('sums itself up', async () => {
    const folder = newFolder();
    const writer = await create(folder);
    writer.bytes(new Uint8Array(50), 1000);
    const sample = { timeMs: 0, mask: 0b111, values: new Float32Array(channelCount) };
    for (let i = 0; i < 300; i++) writer.sample(sample, 1000 + i * 10);
    const segment = (id: number, text: string) => ({
      id,
      startMs: 0,
      endMs: 10,
      committed: true,
      recognition: { text, confidence: 0.9, words: [] },
    });
    writer.event('segment', segment(1, '12'));
    writer.event('segment', segment(2, '33'));
    writer.event('correction', { id: 2, text: '34' });
    expect(writer.seconds).toBeCloseTo(2.99, 6);
    await writer.close();
    writer.bytes(new Uint8Array(10), 9000);
    await writer.close();
    expect(await readSummary(folder)).toMatchObject({
      state: 'complete',
      durationMs: 2990,
      samples: 300,
      rawBytes: 50,
      mask: 0b111,
      pieces: 2,
      text: '12 34',
      ...{ pen: snapshot.pen, model: snapshot.model, writer: snapshot.writer },
    });
    expect((await readdir(folder)).sort()).toEqual([journalName, summaryName]);
  });

  test('is on the disk without being closed, within the flush time', async () => {
    const folder = newFolder();
    const writer = await create(folder, { flushMs: 20 });
    writer.sample({ timeMs: 1, mask: 1, values: new Float32Array(channelCount) }, 1);
    await vi.waitFor(async () => expect(rows(await readAll(folder))).toHaveLength(1));
    expect((await listSession(folder)).state).toBe('recording');
    await writer.close();
  });

  test('has one writer', async () => {
    const folder = newFolder();
    const writer = await create(folder);
    await expect(create(folder)).rejects.toMatchObject({ code: 'session-busy' });
    await expect(recoverSession(folder)).rejects.toMatchObject({ code: 'session-busy' });
    await writer.close();
    await expect(create(folder)).rejects.toMatchObject({ code: 'session-exists' });
    expect((await readAll(folder)).at(-1)?.type).toBe('end');
  });

  test('from a newer version is refused, not misread', async () => {
    const folder = newFolder();
    await (await create(folder)).close();
    const journal = await readFile(join(folder, journalName));
    journal.writeUInt16LE(2, 8);
    const { crc32 } = await import('node:zlib');
    journal.writeUInt32LE(crc32(journal.subarray(0, 12)), 12);
    await writeFile(join(folder, journalName), journal);
    await expect(readAll(folder)).rejects.toMatchObject({ code: 'session-newer' });
  });
});

describe('recovery', () => {
  test('a session cut at any byte gives the records before the cut, and nothing is thrown away', async () => {
    const source = newFolder();
    const writer = await create(source);
    const sample = { timeMs: 0, mask: 0b111, values: new Float32Array(channelCount) };
    for (let i = 0; i < 3; i++) {
      writer.bytes(Uint8Array.of(i, 0xf5, 0xa5), i);
      sample.timeMs = i;
      writer.sample(sample, i);
      if (i % 2 === 1) writer.event('model', { name: `m${i}` }, i);
    }
    await writer.close();
    const whole = await readFile(join(source, journalName));
    const all = await readAll(source);
    const ends: number[] = [];
    for await (const records of scanJournal(source)) ends.push(...records.map(({ end }) => end));
    const near = (cut: number) =>
      [0, fileHeaderLength, ...ends].some((end) => cut >= end - 1 && cut <= end + 1);
    const home = homeFolders({ environment: { QUILLWAVE_HOME: newFolder() } });
    const cuts: number[] = [];
    const probe = newFolder();
    await mkdir(probe);
    for (let cut = 0; cut < whole.length; cut++) {
      await writeFile(join(probe, journalName), whole.subarray(0, cut));
      const kept = await readAll(probe);
      expect(kept).toEqual(all.slice(0, ends.filter((end) => end <= cut).length));
      if (!near(cut)) continue;
      cuts.push(cut);
      const folder = join(home.recordings, String(cut).padStart(4, '0'));
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, journalName), whole.subarray(0, cut));
    }
    const recoveries = await recoverSessions(home);
    expect(recoveries).toHaveLength(cuts.length);
    let longest = 0;
    for (const [index, recovery] of recoveries.entries()) {
      expect(recovery.error).toBeUndefined();
      const kept = await readAll(recovery.folder);
      expect(kept).toEqual(all.slice(0, kept.length));
      expect(kept.length).toBeGreaterThanOrEqual(longest);
      longest = kept.length;
      const journal = await readFile(join(recovery.folder, journalName));
      const tail = recovery.cutTo === undefined ? Buffer.alloc(0) : await readFile(recovery.cutTo);
      expect(Buffer.concat([journal, tail]).equals(whole.subarray(0, cuts[index]))).toBe(true);
      expect(recovery.cutBytes).toBe(tail.length);
    }
    expect(longest).toBe(all.length - 1);
    expect(await recoverSessions(home)).toEqual([]);
  });

  test('damage in the middle costs what it hits; what is behind it stays', async () => {
    const folder = newFolder();
    const writer = await create(folder);
    for (let i = 0; i < 10; i++) writer.bytes(new Uint8Array(100).fill(i), i);
    await writer.close();
    const path = join(folder, journalName);
    const journal = await readFile(path);
    const at = journal.indexOf(Buffer.alloc(100, 4));
    journal[at + 50] = 0;
    await writeFile(path, journal.subarray(0, -5));
    const { summary } = await recoverSession(folder);
    expect(summary).toMatchObject({ state: 'recovered', rawBytes: 900, damagedBytes: 120 });
    expect((await readFile(path)).length).toBe(summary!.journalBytes);
  });

  test('a lock left by a dead process does not stand in the way', async () => {
    const folder = newFolder();
    const writer = await create(folder);
    writer.bytes(Uint8Array.of(1), 1);
    await writer.close();
    const copy = newFolder();
    await mkdir(copy);
    await copyFile(join(folder, journalName), join(copy, journalName));
    const { pid } = spawnSync(process.execPath, ['--version']);
    const { hostname } = await import('node:os');
    await writeFile(join(copy, lockName), JSON.stringify({ pid, host: hostname() }));
    expect((await listSession(copy)).state).toBe('unfinished');
    expect((await recoverSession(copy)).summary?.state).toBe('complete');
    expect(await readdir(copy)).not.toContain(lockName);
  });
});
