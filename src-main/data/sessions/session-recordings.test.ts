import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allChannels, channelCount, channels, hasChannel } from '../../contract/sensors.ts';
import { exportOnhw, exportPens } from './session-export.ts';
import { SessionWriter } from './session-writer.ts';
import { channelValues, readAllRecordings, temporaryFolder, waves } from '../testing.ts';
import { digipenCounts, unitFactor } from '../formats/units.ts';

const root = await temporaryFolder();
let serial = 0;

type Step =
  | { samples: number; startMs: number; mask?: number; periodMs?: number; skip?: number }
  | { segment: [id: number, text: string, startMs: number, endMs: number] }
  | { correction: [id: number, text: string] }
  | { confirmation: number };

/** @returns the folder of a session in which these things happened */
async function record(...steps: Step[]): Promise<string> {
  const folder = join(root, `session-${++serial}`);
  const snapshot = { app: 'test', pen: 'simulated', writer: 'Ada' };
  const writer = await SessionWriter.create(folder, snapshot);
  for (const step of steps) {
    if ('samples' in step) {
      const { samples, startMs, mask = allChannels, periodMs = 10, skip } = step;
      const values = waves(samples, mask);
      for (let i = 0; i < samples; i++) {
        if (i === skip) continue;
        const timeMs = startMs + i * periodMs;
        const row = values.subarray(i * channelCount, (i + 1) * channelCount);
        writer.sample({ timeMs, mask, values: row }, 5000 + timeMs);
      }
    } else if ('segment' in step) {
      const [id, text, startMs, endMs] = step.segment;
      const recognition = { text, confidence: 0.9, words: [] };
      writer.event('segment', { id, startMs, endMs, recognition, committed: true });
    } else if ('correction' in step) {
      writer.event('correction', { id: step.correction[0], text: step.correction[1] });
    } else writer.event('confirmation', { id: step.confirmation });
  }
  await writer.close();
  return folder;
}

describe('a session as recordings', () => {
  test('is one without pieces, in stretches without a jump', async () => {
    const folder = await record({ samples: 50, startMs: 0 }, { samples: 30, startMs: 100 });
    const { recordings } = await readAllRecordings(folder);
    expect(recordings.map(({ timesMs }) => timesMs.length)).toEqual([50, 30]);
    expect(recordings.map(({ label }) => label)).toEqual([undefined, undefined]);
    expect(recordings[0]).toMatchObject({ writer: 'Ada', mask: allChannels, index: 0 });
    expect([...recordings[0]!.values]).toEqual([...waves(50, allChannels)]);
  });

  test('is one for each piece, labelled where the user spoke', async () => {
    const folder = await record(
      { samples: 100, startMs: 0 },
      { segment: [0, '17', 100, 290] },
      { samples: 100, startMs: 1000 },
      { segment: [1, '2', 1100, 1190] },
      { segment: [2, '3', 1300, 1490] },
      { samples: 100, startMs: 2000 },
      { segment: [3, 'x', 2000, 2100] },
      { correction: [0, '12'] },
      { confirmation: 2 },
      { correction: [3, ''] },
    );
    const { recordings, problems } = await readAllRecordings(folder);
    expect(problems).toEqual([]);
    expect(recordings.map(({ label, index }) => [index, label])).toEqual([
      [0, '12'],
      [1, undefined],
      [2, '3'],
    ]);
    expect([...recordings[0]!.timesMs]).toEqual(Array.from({ length: 20 }, (_, i) => 100 + i * 10));
    expect(recordings[1]!.timesMs[0]).toBe(1100);
    expect(recordings[2]!.timesMs).toHaveLength(20);
  });

  test('of a pen that came back means the newest samples with these times', async () => {
    const folder = await record(
      { samples: 100, startMs: 0, mask: 0b111 },
      { segment: [0, '1', 0, 990] },
      { samples: 100, startMs: 0 },
      { segment: [1, '2', 200, 400] },
      { segment: [2, '3', 5000, 6000] },
    );
    const { recordings, problems } = await readAllRecordings(folder);
    expect(recordings.map(({ mask }) => mask)).toEqual([0b111, allChannels]);
    expect(recordings.map(({ timesMs }) => timesMs.length)).toEqual([100, 21]);
    expect(problems.map(({ message }) => message)).toEqual(['Piece 2: its samples are missing.']);
  });
});

describe('export', () => {
  test('in the pens format gives the very same recordings back', async () => {
    const folder = await record(
      { samples: 100, startMs: 0.125, periodMs: 9.6 },
      { segment: [0, '17', 100, 290] },
      { segment: [1, '8', 300, 490] },
      { correction: [1, 'ü; "9"'] },
    );
    const file = join(root, 'export.ndjson.gz');
    expect(await exportPens(folder, file)).toBe(2);
    const [original, copy] = await Promise.all([
      readAllRecordings(folder),
      readAllRecordings(file),
    ]);
    expect(copy.problems).toEqual([]);
    expect(copy.recordings.map((recording) => ({ ...recording, file: '' }))).toEqual(
      original.recordings.map((recording) => ({ ...recording, file: '' })),
    );
  });

  test.each([
    [10, allChannels],
    [30, 0b1_0001_1100_0111],
    [4.9, allChannels],
  ])('as OnHW CSV comes back within a count, a sample each %s ms', async (periodMs, mask) => {
    const end = 200 * periodMs;
    const folder = await record(
      { samples: 300, startMs: 777, periodMs, mask, skip: 150 },
      { segment: [0, '17', 777, 777 + end] },
      { correction: [0, 'drei; vier'] },
    );
    const target = join(root, `onhw-${periodMs}`);
    expect(await exportOnhw(folder, target)).toEqual({ samples: 299, labels: 1 });
    const { recordings, problems } = await readAllRecordings(target);
    expect(problems).toEqual([]);
    expect(recordings).toHaveLength(1);
    const [copy] = recordings;
    expect(copy!.label).toBe('drei; vier');
    expect(copy!.mask).toBe(mask);
    const [original] = (await readAllRecordings(folder)).recordings;
    // A label covers whole milliseconds and may so catch one sample more.
    const count = original!.timesMs.length;
    expect(copy!.timesMs.length - count).toBeLessThanOrEqual(1);
    for (const [channel, { sensor }] of channels.entries()) {
      const step = unitFactor(sensor, digipenCounts)!;
      const values = channelValues(copy!, channel).slice(0, count);
      channelValues(original!, channel).forEach((value, i) => {
        expect(Math.abs(values[i]! - value)).toBeLessThanOrEqual(0.51 * step);
      });
      expect(hasChannel(copy!.mask, channel)).toBe(hasChannel(mask, channel));
    }
    original!.timesMs.forEach((time, i) => {
      const away = copy!.timesMs[i]! - copy!.timesMs[0]! - (time - original!.timesMs[0]!);
      expect(Math.abs(away)).toBeLessThan(0.01 * periodMs * (i + 1) + 0.5);
    });
    // The sample that is missing is a gap.
    expect(copy!.timesMs[150]! - copy!.timesMs[149]!).toBeCloseTo(2 * periodMs, 0);
  });

  test('a pen that starts counting anew goes on in one table', async () => {
    const folder = await record({ samples: 50, startMs: 0 }, { samples: 50, startMs: 0 });
    const target = join(root, 'onhw-again');
    await exportOnhw(folder, target);
    const { recordings } = await readAllRecordings(target);
    expect(recordings).toHaveLength(1);
    expect(recordings[0]!.timesMs).toHaveLength(100);
    expect(recordings[0]!.label).toBeUndefined();
  });
});
