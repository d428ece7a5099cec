import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip, gzipSync } from 'node:zlib';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { JournalScanner } from '../sessions/journal.ts';
import { temporaryFolder } from '../testing.ts';
import { readCalibration } from './calibration-file.ts';
import { readLines } from './lines.ts';
import { readPickle } from './pickle/read-pickle.ts';
import { readTextFile } from './text-file.ts';

/** Readers take time and memory by the size of what they read, whatever stands in it. */
const folder = await temporaryFolder();

test('a table of a million columns is none of a pen', async () => {
  const file = join(folder, 'wide.csv');
  await writeFile(file, `${'ax;'.repeat(1_000_000)}\n${'1;'.repeat(1_000_000)}\n`);
  const problems: { skipped: boolean }[] = [];
  const read: unknown[] = [];
  for await (const recording of readTextFile(file, (problem) => problems.push(problem))) {
    read.push(recording);
  }
  expect(read).toEqual([]);
  expect(problems.map(({ skipped }) => skipped)).toEqual([true]);
});

test('a line beyond 64 MB is told and passed over, the one behind it is read', async () => {
  const file = join(folder, 'long.txt.gz');
  const block = Buffer.alloc(1 << 20, 'a');
  const parts = [...Array.from({ length: 65 }, () => block), Buffer.from('\nshort\n')];
  await pipeline(Readable.from(parts), createGzip({ level: 1 }), createWriteStream(file));
  const problems: unknown[] = [];
  const lines: string[] = [];
  for await (const { text } of readLines(file, (problem) => problems.push(problem)))
    lines.push(text);
  expect(lines).toEqual(['short']);
  expect(problems).toHaveLength(1);
});

test('a journal of nothing but headers costs no square of its length', () => {
  const header = Buffer.alloc(16);
  header.set([0xf5, 0xa5, 2]);
  header.writeUInt32LE(1 << 20, 4);
  const bytes = Buffer.concat(Array.from({ length: 130_000 }, () => header));
  const damages: unknown[] = [];
  const scanner = new JournalScanner(0, (damage) => damages.push(damage));
  const before = process.cpuUsage();
  expect([...scanner.push(bytes), ...scanner.finish()]).toEqual([]);
  const { user } = process.cpuUsage(before);
  expect(damages).toHaveLength(1);
  // Before: 46 s of work; now a quarter of a gigabyte of checksums at most.
  expect(user / 1e6).toBeLessThan(10);
});

test('a calibration has no infinite values', async () => {
  const file = join(folder, 'calibration.txt');
  await writeFile(file, 'smx:1e-320\nsmy:2\n');
  const { scale } = (await readCalibration(file))!;
  expect([...scale].every(Number.isFinite)).toBe(true);
  expect([...scale]).toContain(0.5);
});

test('a pickle of nothing but marks, or of one endless line, is refused at once', async () => {
  const file = join(folder, 'marks.pkl');
  await writeFile(file, Buffer.alloc(20 << 20, '('));
  expect(() => readPickle(file)).toThrow(/marks/u);
  // A number in letters, 70 MB of them.
  await writeFile(file, Buffer.concat([Buffer.from('I'), Buffer.alloc(70 << 20, '1')]));
  expect(() => readPickle(file)).toThrow(/without an end/u);
});

test('a small file that grows without end is read as far as recordings grow', async () => {
  const file = join(folder, 'bomb.txt.gz');
  const part = gzipSync(`${'a'.repeat(1023)}\n`.repeat(1024));
  await writeFile(file, Buffer.concat(Array.from({ length: 300 }, () => part)));
  const problems: { readonly message: string }[] = [];
  let lines = 0;
  for await (const line of readLines(file, (problem) => problems.push(problem))) lines += +!!line;
  expect(problems.map(({ message }) => message)).toEqual([expect.stringContaining('grows beyond')]);
  const most = (128 << 20) + 100 * (await stat(file)).size;
  expect(lines).toBeLessThanOrEqual(most / 1024);
});

test('a gzipped file comes to its end wherever it is damaged', async () => {
  const file = join(folder, 'damaged.txt.gz');
  const whole = gzipSync('{"a":[1,2,3]}\n'.repeat(20));
  const settles = async (bytes: Uint8Array) => {
    await writeFile(file, bytes);
    let lines = 0;
    for await (const line of readLines(file, () => undefined)) lines += +!!line;
    return lines;
  };
  for (let at = 2; at < whole.length; at += 1) {
    const flipped = Buffer.from(whole);
    flipped[at]! ^= 0xff;
    for (const bytes of [flipped, whole.subarray(0, at), Buffer.concat([whole, flipped])]) {
      expect(await settles(bytes)).toBeLessThanOrEqual(40);
    }
  }
});
