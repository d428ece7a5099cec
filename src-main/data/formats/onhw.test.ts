import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allChannels, maskOf, standardGravity } from '../../contract/sensors.ts';
import { channelValues, readAllRecordings, temporaryFolder } from '../testing.ts';

const root = await temporaryFolder();
const header =
  'Millis;Acc1 X;Acc1 Y;Acc1 Z;Acc2 X;Acc2 Y;Acc2 Z;Gyro X;Gyro Y;Gyro Z;Mag X;Mag Y;Mag Z;Force;Time';

async function folderWith(name: string, files: Record<string, string[]>): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder);
  for (const [file, lines] of Object.entries(files)) {
    await writeFile(join(folder, file), lines.join('\r\n'));
  }
  return folder;
}

/** One gravity along both z axes, then 1 g, 500 °/s, 1.2 mT and 2.66 N. */
const row = (millis: number, counter: number) =>
  [millis, 0, 0, 16384, 0, 0, 4096, 16384, 0, 0, 4096, 0, 0, 2048, counter].join(';');

describe('an OnHW folder', () => {
  test('known counts become known units', async () => {
    const folder = await folderWith('known', {
      'sensor_data.csv': [header, ...[0, 10, 20].map((ms, i) => row(ms, i))],
    });
    const { recordings, problems } = await readAllRecordings(folder);
    expect(problems).toEqual([]);
    const [recording] = recordings;
    expect(recording!.mask).toBe(allChannels);
    expect(recording!.lossyUnits).toBeUndefined();
    const expected = [
      ...[0, 0, standardGravity],
      ...[0, 0, standardGravity],
      ...[(500 * Math.PI) / 180, 0, 0],
      ...[1200, 0, 0],
      2.66,
    ];
    [...recording!.values.subarray(0, 13)].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 4);
    });
  });

  test('calibration: biases in counts go before, scales after', async () => {
    const folder = await folderWith('calibrated', {
      'sensor_data.csv': [header, ...[0, 10, 20].map((ms, i) => row(ms, i))],
      'calibration.txt': ['smx:2', 'smy:1', 'smz:0', 'bmx:2048', 'bgx:-16384', 'bgy: 0', 'other:1'],
    });
    const [recording] = (await readAllRecordings(folder)).recordings;
    expect(channelValues(recording!, 6)[0]).toBeCloseTo((1000 * Math.PI) / 180, 4);
    expect(channelValues(recording!, 9)[0]).toBeCloseTo(600 / 2, 4);
  });

  test('one recording for each label; the label may hold the separator', async () => {
    const folder = await folderWith('labels', {
      'sensor_data.csv': [header, ...Array.from({ length: 100 }, (_, i) => row(i * 10, i))],
      'labels.csv': ['label;start;stop', 'a;100;190', 'x;y;200;240', 'nonsense', 'z;5000;6000'],
    });
    const { recordings, problems } = await readAllRecordings(folder);
    expect(recordings.map(({ label, index }) => [index, label])).toEqual([
      [0, 'a'],
      [1, 'x;y'],
    ]);
    expect(recordings.map(({ timesMs }) => timesMs.length)).toEqual([10, 5]);
    expect(problems.filter(({ skipped }) => skipped).map(({ line }) => line)).toEqual([
      4,
      undefined,
    ]);
  });

  test('the counter shows the gap that Millis hides, across its own start over', async () => {
    // The tablet had the samples in bursts of five; two were lost behind the fourth.
    const counters = [251, 252, 253, 254, 1, 2, 3, 4, 5, 6];
    const rows = counters.map((counter, i) => row(Math.floor(i / 5) * 50, counter));
    const folder = await folderWith('counter', { 'sensor_data.csv': [header, ...rows] });
    const [recording] = (await readAllRecordings(folder)).recordings;
    expect([...recording!.timesMs]).toEqual([0, 10, 20, 30, 60, 70, 80, 90, 100, 110]);
  });

  test('the counter says nothing of the rate: Millis does', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => row(Math.round(i * 5), i));
    const folder = await folderWith('rate', { 'sensor_data.csv': [header, ...rows] });
    const [recording] = (await readAllRecordings(folder)).recordings;
    expect(recording!.timesMs[199]).toBeCloseTo(995, 6);
  });

  test('rows of another width are told with their number', async () => {
    const folder = await folderWith('rows', {
      'sensor_data.csv': [header, row(0, 0), '1;2;3', row(10, 1), row(20, 2)],
    });
    const { recordings, problems } = await readAllRecordings(folder);
    expect(recordings[0]!.timesMs).toHaveLength(3);
    expect(problems).toMatchObject([{ line: 3, skipped: false }]);
  });
});

describe('a bare CSV', () => {
  test('with units in its header', async () => {
    const file = join(root, 'si.csv');
    await writeFile(
      file,
      'Acc1 X,Acc1 Y,Acc1 Z,Gyro X,Gyro Y,Gyro Z,Force # g g g dps dps dps N\n0,0,1,180,0,0,0.5\n0,0,1,180,0,0,0.5\n',
    );
    const [recording] = (await readAllRecordings(file)).recordings;
    expect(recording!.mask).toBe(maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force']));
    expect(channelValues(recording!, 2)[0]).toBeCloseTo(standardGravity, 4);
    expect(channelValues(recording!, 6)[0]).toBeCloseTo(Math.PI, 4);
    expect([...recording!.timesMs]).toEqual([0, 10]);
  });

  test('with decimal commas, its own times and plain names', async () => {
    const file = join(root, 'comma.csv');
    await writeFile(file, 'timestamp;ax;ay;az\n0;0;0;9,81\n12,5;0;0;9,81\n');
    const [recording] = (await readAllRecordings(file)).recordings;
    expect(channelValues(recording!, 2)[1]).toBeCloseTo(9.81, 4);
    expect([...recording!.timesMs]).toEqual([0, 12.5]);
  });

  test('without a header by its width, or not at all', async () => {
    const known = join(root, 'six.csv');
    await writeFile(known, '0,0,1,0,0,0\n0,0,1,0,0,0\n');
    expect((await readAllRecordings(known)).recordings[0]!.mask).toBe(
      maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz']),
    );
    const unknown = join(root, 'four.csv');
    await writeFile(unknown, '1,2,3,4\n1,2,3,4\n');
    await expect(readAllRecordings(unknown)).rejects.toMatchObject({ code: 'recordings-none' });
  });
});

test('a folder gives what is in it, sorted, and passes over what cannot be read', async () => {
  const folder = await folderWith('mixed', {
    'b.ndjson': [JSON.stringify({ label: 'b', series: { ax: [1, 2] } })],
    'a.csv': ['ax,ay,az', '0,0,1', '0,0,1'],
    'c.csv': ['what,is,this', '1,2,3'],
    'notes.txt': ['1,2,3'],
  });
  const { recordings, problems } = await readAllRecordings(folder);
  expect(recordings.map(({ label }) => label)).toEqual([undefined, 'b']);
  // Of the first one the rate is assumed, which is said.
  expect(problems.map(({ file, skipped }) => [file, skipped])).toEqual([
    [join(folder, 'a.csv'), false],
    [join(folder, 'c.csv'), true],
  ]);
});
