import fc from 'fast-check';
import { mkdtemp, rm, truncate, writeFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelCount, maskOf, standardGravity } from '../../contract/sensors.ts';
import type { PenRecording, ReadProblem } from './pen-recording.ts';
import { readRecordings } from '../recording.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-pens-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(path: string) {
  const recordings: PenRecording[] = [];
  const problems: ReadProblem[] = [];
  const options = { onProblem: (problem: ReadProblem) => void problems.push(problem) };
  for await (const recording of readRecordings(path, options)) recordings.push(recording);
  return { recordings, problems };
}

async function readLines(...lines: unknown[]) {
  const file = join(folder, 'lines.ndjson');
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await writeFile(file, text.join('\n'));
  return read(file);
}

function column(recording: PenRecording, channel: number): number[] {
  return [...recording.timesMs.keys()].map((i) => recording.values[i * channelCount + channel]!);
}

describe('units', () => {
  const turned = { gx: [180, 0, 0], gy: [0, 90, 0], gz: [0, 0, 0] };

  test.each([
    ['g', 1, standardGravity, Math.PI],
    ['mg', 1000, standardGravity, Math.PI],
    ['m/s²', 9.8, 9.8, 180],
  ])('about one gravity in %s is recognised', async (_unit, gravity, expected, rotation) => {
    const still = { ax: [0, 0, 0], ay: [0, 0, 0], az: [gravity, gravity, gravity] };
    const { recordings } = await readLines({ series: { ...still, ...turned } });
    expect(column(recordings[0]!, 2)[0]).toBeCloseTo(expected, 4);
    expect(column(recordings[0]!, 6)[0]).toBeCloseTo(rotation, 4);
    expect(recordings[0]!.lossyUnits).toBeUndefined();
    expect(recordings[0]!.mask).toBe(maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz']));
  });

  test('what fits nothing is left as it is and marked', async () => {
    const { recordings } = await readLines({ series: { ax: [40, 40], ay: [0, 0], az: [0, 1] } });
    expect(column(recordings[0]!, 0)).toEqual([40, 40]);
    expect(recordings[0]!.lossyUnits).toBe(true);
  });

  test('standardised channels are not taken for gravity', async () => {
    const wave = [1, -1, 1, -1];
    const { recordings } = await readLines({ series: { ax: wave, ay: wave, az: wave } });
    expect(recordings[0]!.lossyUnits).toBe(true);
    expect(column(recordings[0]!, 0)).toEqual(wave);
  });

  test('raw counts of force are marked, newtons are not', async () => {
    const still = { ax: [0, 0], ay: [0, 0], az: [9.8, 9.8] };
    const { recordings } = await readLines(
      { series: { ...still, force: [0, 422] } },
      { series: { ...still, force: [0, 0.8] } },
    );
    expect(recordings.map((recording) => recording.lossyUnits)).toEqual([true, undefined]);
  });

  test('stated units win over the guess, unknown ones are told', async () => {
    const series = { ax: [1, 1], ay: [0, 0], az: [0, 0], gx: [1, 1], mx: [0.2, 0.2] };
    const units = { accelerometer: 'm/s²', gyroscope: 'rad/s', magnetometer: 'mT' };
    const { recordings, problems } = await readLines(
      { series, units },
      { series, units: { ...units, gyroscope: 'rpm', nose: 'N' } },
    );
    expect(recordings[0]!.lossyUnits).toBeUndefined();
    expect(column(recordings[0]!, 0)[0]).toBe(1);
    expect(column(recordings[0]!, 6)[0]).toBe(1);
    expect(column(recordings[0]!, 9)[0]).toBeCloseTo(200, 4);
    expect(recordings[1]!.lossyUnits).toBe(true);
    expect(problems.map((problem) => problem.line)).toEqual([2, 2]);
  });
});

describe('time', () => {
  const series = { ax: [1, 2, 3, 4], ay: [0, 0, 0, 0], az: [0, 0, 0, 0] };

  test('from t, from the rate, or 100 Hz', async () => {
    const { recordings } = await readLines(
      { series, t: [5, 6, 8, 9] },
      { series, rate_hz: 50 },
      { series },
    );
    expect([...recordings[0]!.timesMs]).toEqual([5, 6, 8, 9]);
    expect([...recordings[1]!.timesMs]).toEqual([0, 20, 40, 60]);
    expect([...recordings[2]!.timesMs]).toEqual([0, 10, 20, 30]);
  });

  test('one stray time costs one sample', async () => {
    const n = 40;
    const t = Array.from({ length: n }, (_, i) => i * 20);
    t[10] = 10_000;
    const flat = Array.from({ length: n }, (_, i) => i);
    const { recordings, problems } = await readLines({ series: { ax: flat }, t });
    expect(recordings[0]!.timesMs.length).toBe(n - 1);
    expect(column(recordings[0]!, 0)).not.toContain(10);
    expect(problems[0]!.message).toContain('1 of 40 samples jump back in time');
  });

  test.each([
    ['seconds', 0.01],
    ['microseconds', 10_000],
    ['nanoseconds', 1e7],
  ])('that can only be %s is read as such and told', async (name, step) => {
    const rows = Array.from({ length: 8 }, (_, i) => i);
    const t = rows.map((i) => 1000 * step + i * step);
    const { recordings, problems } = await readLines({ series: { ax: rows }, t });
    const [first, ...rest] = [...recordings[0]!.timesMs].map(
      (time) => Math.round(time * 1e6) / 1e6,
    );
    expect(rest.map((time) => time - first!)).toEqual([10, 20, 30, 40, 50, 60, 70]);
    expect(problems).toMatchObject([
      { skipped: false, message: expect.stringContaining(name) as string },
    ]);
  });

  test('a rate that no pen has is told and not believed', async () => {
    const { recordings, problems } = await readLines({ series, rate_hz: 1e9 });
    expect([...recordings[0]!.timesMs]).toEqual([0, 10, 20, 30]);
    expect(problems).toMatchObject([{ skipped: false }]);
  });

  test('times that stand still give way to a uniform rate', async () => {
    const { recordings, problems } = await readLines({ series, t: [7, 7, 7, 7] });
    expect([...recordings[0]!.timesMs]).toEqual([0, 10, 20, 30]);
    expect(problems).toHaveLength(1);
  });
});

describe('damage', () => {
  const n = 20;
  const up = Array.from({ length: n }, (_, i) => i);
  const good = { label: 'a', writer: 'w', hand: 'left', series: { ax: up, ay: up, az: up } };

  test('damaged lines are passed over with their numbers, the others read', async () => {
    const { recordings, problems } = await readLines(
      good,
      '{"series": {"ax": [1, 2',
      '',
      'null',
      { label: 'x' },
      { series: { ax: 3 } },
      { series: { ax: [1] } },
      { series: { bx: up } },
      good,
    );
    expect(recordings.map(({ index }) => index)).toEqual([0, 7]);
    expect(recordings[0]).toMatchObject({ label: 'a', writer: 'w', hand: 'left' });
    const skipped = problems.filter((problem) => problem.skipped).map(({ line }) => line);
    expect(skipped).toEqual([2, 4, 5, 6, 7, 8]);
  });

  test('what is not needed costs nothing: channels, units and names of another kind', async () => {
    const { recordings, problems } = await readLines(
      { ...good, series: { ...good.series, rx: null, temperature: 21, gx: 'none' } },
      { ...good, label: '  ', writer: null, units: { accelerometer: 'g', force: null } },
      { ...good, label: true, writer: ['w'], units: 'SI' },
      { ...good, label: ' b ', writer: 7, units: { accelerometer: 1 } },
    );
    expect(recordings.map(({ label, writer }) => [label, writer])).toEqual([
      ['a', 'w'],
      [undefined, undefined],
      [undefined, undefined],
      ['b', '7'],
    ]);
    expect(problems.map(({ line, skipped }) => [line, skipped])).toEqual([
      [1, false],
      [3, false],
      [3, false],
      [3, false],
      [4, false],
    ]);
  });

  test('NaN and Infinity, as Python writes them, are values that are no numbers', async () => {
    const plain = JSON.stringify({ ...good, label: 'NaN "-Infinity' });
    const { recordings, problems } = await readLines(
      plain.replace('[0,1,2', '[NaN,-Infinity,2'),
      plain.replace('[0,1,2', '[0,NaN2,2'),
    );
    expect(recordings).toHaveLength(1);
    expect(recordings[0]).toMatchObject({ label: 'NaN "-Infinity' });
    expect(recordings[0]!.timesMs).toHaveLength(n - 2);
    expect(problems.map(({ skipped }) => skipped)).toEqual([false, true]);
  });

  test('a value that is no number costs its sample, a channel of them the channel', async () => {
    const holed = up.map((x) => (x === 3 ? null : x));
    const words = up.map(() => 'x');
    const { recordings, problems } = await readLines({ series: { ax: holed, ay: up, gx: words } });
    const [recording] = recordings;
    expect(recording!.mask).toBe(maskOf(['ax', 'ay']));
    expect(column(recording!, 1)).toEqual(up.filter((x) => x !== 3));
    expect(recording!.timesMs[3]).toBe(40);
    expect(problems).toHaveLength(2);
  });

  test('unequal lengths are cut, a stub of a channel left out', async () => {
    const { recordings } = await readLines({
      series: { ax: up, ay: up.slice(0, n - 1), az: up.slice(0, 3) },
    });
    expect(recordings[0]!.mask).toBe(maskOf(['ax', 'ay']));
    expect(recordings[0]!.timesMs.length).toBe(n - 1);
  });

  test('a file with nothing usable is refused in words', async () => {
    await expect(readLines('hello')).rejects.toMatchObject({ code: 'recordings-none' });
    await expect(read(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'file-read-enoent' });
  });

  test('whatever stands in a line, the next one is read', async () => {
    const anything = fc.oneof(
      fc.json(),
      fc.string(),
      fc.object().map((o) => ({ series: o })),
    );
    const nearly = fc.record({
      series: fc.dictionary(fc.constantFrom('ax', 'ay', 'gx', 'force'), fc.array(fc.jsonValue())),
      t: fc.option(fc.array(fc.oneof(fc.double(), fc.constant('x')))),
      rate_hz: fc.oneof(fc.double(), fc.constant('fast')),
      units: fc.oneof(fc.dictionary(fc.string(), fc.string()), fc.constant(3)),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, nearly), async (line) => {
        const text = typeof line === 'string' ? line.replaceAll('\n', ' ') : JSON.stringify(line);
        const { recordings } = await readLines(text, { label: 'last', series: { ax: [1, 2] } });
        expect(recordings.at(-1)!.label).toBe('last');
        for (const { timesMs, values } of recordings) {
          expect(timesMs.every((time, i) => i === 0 || time > timesMs[i - 1]!)).toBe(true);
          expect(values.every(Number.isFinite)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a cut gzip file gives what comes before the cut, and a problem', async () => {
    const file = join(folder, 'cut.ndjson.gz');
    const noise = (i: number) => Array.from({ length: 300 }, (_, j) => Math.sin(i * 300 + j * j));
    const lines = Array.from({ length: 400 }, (_, i) => ({
      label: `${i}`,
      series: { ax: noise(i) },
    }));
    await writeFile(file, gzipSync(lines.map((line) => JSON.stringify(line)).join('\n')));
    const whole = await read(file);
    expect(whole.recordings).toHaveLength(400);
    expect(whole.problems).toHaveLength(0);
    await truncate(file, Math.floor((await stat(file)).size * 0.6));
    const cut = await read(file);
    expect(cut.recordings.length).toBeGreaterThan(200);
    // One damage is one problem: the half line before it is not told as a second.
    expect(cut.problems).toMatchObject([
      { skipped: true, message: expect.stringContaining('cut off') as string },
    ]);
    expect(cut.recordings.map(({ label }) => label)).toEqual(
      cut.recordings.map((_, index) => `${index}`),
    );
  });
});

test('the shape of a pen recorded beside a camera', async () => {
  const stylus = {
    host_t: [0, 1, 2],
    device_t: [100, 108, 117],
    ax: [9.8, 9.8, 9.8],
    ay: [0, 0, 0],
    az: [0, 0, 0],
    pressure: [0, 0.5, 0.2],
  };
  const { recordings } = await readLines({ label: 'fox', stylus, camera: {} });
  expect(recordings[0]!.mask).toBe(maskOf(['ax', 'ay', 'az', 'force']));
  expect([...recordings[0]!.timesMs]).toEqual([100, 108, 117]);
  expect(recordings[0]!.lossyUnits).toBe(true);
});
