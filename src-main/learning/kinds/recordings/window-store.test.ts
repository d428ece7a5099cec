import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { channelCount, maskOf } from '../../../contract/sensors.ts';
import type { PenRecording } from '../../../data/recording.ts';
import { temporaryFolder, waves } from '../../../data/testing.ts';
import { resampleUniform } from '../../../signal/resample.ts';
import { removeStaleWindows, removeWindows, storeWindows, WindowStore } from './window-store.ts';

const folder = await temporaryFolder();
const mask = maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz']);

function recording(index: number, label: string | undefined, rateHz: number): PenRecording {
  const length = 20 + index;
  return {
    file: '/data/a.ndjson',
    index,
    ...(label !== undefined && { label }),
    writer: 'anna',
    hand: 'left',
    mask,
    timesMs: Float64Array.from({ length }, (_, row) => (row * 1000) / rateHz),
    values: waves(length, mask),
  };
}

async function* each(recordings: readonly PenRecording[]): AsyncGenerator<PenRecording> {
  for (const one of recordings) yield await Promise.resolve(one);
}

test('windows come back in any order as they were resampled', async () => {
  const recordings = [recording(0, 'a', 100), recording(1, undefined, 100), recording(2, 'bc', 80)];
  const path = join(folder, 'windows');
  const stored = await storeWindows(path, each(recordings), 100, ({ label }) => label);
  expect(stored.windows.map(({ text, key, writer, hand }) => [text, key, writer, hand])).toEqual([
    ['a', 'a.ndjson#0', 'anna', 'left'],
    ['bc', 'a.ndjson#2', 'anna', 'left'],
  ]);
  const store = new WindowStore(path, 100);
  for (const [place, source] of [
    [1, 2],
    [0, 0],
  ] as const) {
    const { timesMs, values } = recordings[source]!;
    const expected = resampleUniform(timesMs, values, mask, 100);
    const { window, spans, text } = store.read(stored.windows[place]!);
    expect(window).toMatchObject({ rateHz: 100, mask, length: expected.length });
    expect(window.values).toEqual(expected.values.slice(0, expected.length * channelCount));
    expect(spans).toEqual(text === 'a' ? [{ character: 'a', start: 0, end: window.length }] : []);
  }
  store.close();
  await removeWindows(path);
  await expect(stat(path)).rejects.toThrow();
});

test('the checksum tells other labels and other readings apart', async () => {
  const sum = async (...recordings: PenRecording[]) => {
    const path = join(folder, 'sum');
    return (await storeWindows(path, each(recordings), 100, ({ label }) => label)).sha256;
  };
  const first = await sum(recording(0, 'a', 100));
  expect(await sum({ ...recording(0, 'a', 100), file: '/elsewhere/b.ndjson' })).toBe(first);
  expect(await sum(recording(0, 'b', 100))).not.toBe(first);
  expect(await sum(recording(0, 'a', 90))).not.toBe(first);
});

test('what a killed process left behind is taken away, what a running one uses is not', async () => {
  const stem = join(folder, 'run');
  // No system gives a process so large a number.
  const names = ['run-99999999.windows', `run-${process.pid}.windows`, 'running-99999999.windows'];
  for (const name of names) await writeFile(join(folder, name), '');
  await removeStaleWindows(stem);
  const left = await readdir(folder);
  expect(names.map((name) => left.includes(name))).toEqual([false, true, true]);
});

test('a disk that cannot be written is told, and nothing stays', async () => {
  const path = join(folder, 'no', 'such', 'folder');
  await expect(storeWindows(path, each([]), 100, () => 'a')).rejects.toMatchObject({
    code: 'file-write-enoent',
  });
});
