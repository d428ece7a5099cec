import { mkdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allChannels } from '../../contract/sensors.ts';
import { writeOnhwFold, type OnhwSample } from './onhw-words.testing.ts';
import { pickle } from './pickle/write-pickle.testing.ts';
import { channelValues, readAllRecordings, temporaryFolder, waves } from '../testing.ts';

const root = await temporaryFolder();
const sample = (label: string, writer: number, length = 50): OnhwSample => ({
  label,
  writer,
  values: waves(length, allChannels),
});
const fold = {
  train: [sample('Grün', 1001), sample('Straße', 1002), sample('nichts', 1002, 0)],
  val: [sample('Äpfel', 1003, 80)],
};

describe('OnHW-words500', () => {
  test('both parts of a fold with labels, writers, hand and units', async () => {
    const folder = join(root, 'Words500_indep_R', '0');
    await writeOnhwFold(folder, fold);
    const { recordings, problems } = await readAllRecordings(folder);
    expect(
      recordings.map(({ label, writer, hand, givenPart, index }) => [
        label,
        writer,
        hand,
        givenPart,
        index,
      ]),
    ).toEqual([
      ['Grün', '1001', 'right', 'training', 0],
      ['Straße', '1002', 'right', 'training', 1],
      ['Äpfel', '1003', 'right', 'held-out', 0],
    ]);
    // The published files hold some recordings without a single sample.
    expect(problems.filter(({ skipped }) => skipped)).toHaveLength(1);
    const [first] = recordings;
    expect(first!.lossyUnits).toBeUndefined();
    expect(first!.timesMs[1]).toBe(10);
    for (const channel of [0, 4, 8, 10, 12]) {
      const expected = channelValues({ ...first!, values: fold.train[0]!.values }, channel);
      channelValues(first!, channel).forEach((value, row) => {
        // Half a count of each sensor.
        expect(Math.abs(value - expected[row]!)).toBeLessThan(0.2);
      });
    }
  });

  test('of folds that repeat one another the first is read', async () => {
    const folder = join(root, 'all');
    for (const name of ['Words500_dep_L', 'Words500_indep_L']) {
      for (const number of ['0', '1', '2']) await writeOnhwFold(join(folder, name, number), fold);
    }
    const { recordings, problems } = await readAllRecordings(folder);
    expect(recordings).toHaveLength(3);
    expect(new Set(recordings.map(({ hand }) => hand))).toEqual(new Set(['left']));
    expect(recordings[0]!.file).toContain(join('Words500_indep_L', '0'));
    expect(problems.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('Words500_dep_L') as string,
        expect.stringContaining('1, 2') as string,
      ]),
    );
    const second = await readAllRecordings(join(folder, 'Words500_dep_L', '2'));
    expect(second.recordings).toHaveLength(3);
  });

  test('numbered folders of anything else are all read', async () => {
    const folder = join(root, 'numbered');
    for (const name of ['0', '1']) {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, 'a.ndjson'), '{"series": {"ax": [1, 2]}}');
    }
    expect((await readAllRecordings(folder)).recordings).toHaveLength(2);
  });

  test('one part by its file; without labels it is still readings', async () => {
    const folder = join(root, 'part');
    await writeOnhwFold(folder, fold);
    await rm(join(folder, 'all_train_gt.pkl'));
    const { recordings, problems } = await readAllRecordings(
      join(folder, 'all_x_dat_train_imu.pkl'),
    );
    expect(recordings.map(({ label, writer }) => [label, writer])).toEqual([
      [undefined, '1001'],
      [undefined, '1002'],
    ]);
    expect(problems[0]).toMatchObject({
      skipped: false,
      message: expect.stringContaining('all_train_gt.pkl') as string,
    });
  });

  test('files that do not belong together are refused', async () => {
    const folder = join(root, 'mixed');
    await writeOnhwFold(folder, fold);
    await writeFile(join(folder, 'all_val_gt.pkl'), pickle([[0], [1]]));
    await expect(readAllRecordings(folder)).rejects.toMatchObject({ code: 'onhw-parts' });
  });

  test('a label outside the alphabet is told, the recording stays', async () => {
    const folder = join(root, 'strange');
    await writeOnhwFold(folder, fold);
    await writeFile(join(folder, 'all_val_gt.pkl'), pickle([[3, 77, 59]]));
    const { recordings, problems } = await readAllRecordings(join(folder, 'all_x_dat_val_imu.pkl'));
    expect(recordings[0]!.label).toBeUndefined();
    expect(problems[0]!.message).toContain('3 77');
  });

  test('a file that is cut off is an error with a remedy', async () => {
    const folder = join(root, 'cut');
    await writeOnhwFold(folder, fold);
    const file = join(folder, 'all_x_dat_train_imu.pkl');
    await truncate(file, (await stat(file)).size - 3000);
    await expect(readAllRecordings(folder)).rejects.toMatchObject({
      code: 'pickle-damaged',
      remedy: expect.stringContaining('again') as string,
    });
  });
});
