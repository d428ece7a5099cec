import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HandwritingSample } from '../../contract/handwriting.ts';
import type { ReadProblem } from './pen-recording.ts';
import { readTrajectories } from './trajectories-format.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-trajectories-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(file: string, most = Infinity) {
  const samples: HandwritingSample[] = [];
  const problems: ReadProblem[] = [];
  const onProblem = (problem: ReadProblem) => void problems.push(problem);
  for await (const sample of readTrajectories(file, { onProblem })) {
    samples.push(sample);
    if (samples.length === most) break;
  }
  return { samples, problems };
}

async function readLines(...lines: unknown[]) {
  const file = join(folder, 'lines.ndjson');
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await writeFile(file, text.join('\n'));
  return read(file);
}

const numbers = (values: ArrayLike<number> | undefined) => values && Array.from(values);

test('characters with times and pressure, gzipped', async () => {
  const file = join(folder, 'characters.ndjson.gz');
  const line = {
    writer: 'w1',
    hand: 'left',
    clean: false,
    label: 'a\u0308',
    rep: 3,
    strokes: [
      { x: [1, 2, 3], y: [4, 5, 6], t: [0, 20, 41], p: [0.2, 0.5, 0.4] },
      { x: [7], y: [8], t: [300], p: [0.3] },
    ],
  };
  await writeFile(file, gzipSync(`${JSON.stringify(line)}\n`));
  const { samples, problems } = await read(file);
  expect(problems).toEqual([]);
  expect(samples).toHaveLength(1);
  expect(samples[0]).toMatchObject({ writer: 'w1', hand: 'left', clean: false, label: 'ä' });
  expect(samples[0]!.strokes).toEqual([
    {
      x: Float32Array.of(1, 2, 3),
      y: Float32Array.of(4, 5, 6),
      timesMs: Float64Array.of(0, 20, 41),
      pressure: Float32Array.of(0.2, 0.5, 0.4),
    },
    {
      x: Float32Array.of(7),
      y: Float32Array.of(8),
      timesMs: Float64Array.of(300),
      pressure: Float32Array.of(0.3),
    },
  ]);
});

test('words without times; fields that are missing or of another kind are no reason to stop', async () => {
  const strokes = [{ x: [0, 10], y: [-1300, -1200] }];
  const { samples } = await readLines(
    { label: 'hlin', strokes },
    { label: 7, writer: 12, hand: 'both', clean: 'yes', strokes },
    { label: null, writer: null, strokes },
    { label: ' ', strokes },
  );
  expect(samples.map(({ label, writer, hand, clean }) => ({ label, writer, hand, clean }))).toEqual(
    [{ label: 'hlin' }, { label: '7', writer: '12' }, {}, {}],
  );
  expect(samples[0]!.strokes[0]!.timesMs).toBeUndefined();
  expect(numbers(samples[0]!.strokes[0]!.y)).toEqual([-1300, -1200]);
});

test('the way above the paper, the unit and guessed gaps are read; damage there costs only itself', async () => {
  const strokes = [
    { x: [0, 1], y: [0, 1], t: [0, 10] },
    { x: [5, 6], y: [0, 1], t: [200, 210] },
  ];
  const air = [{ x: [2, 3], y: [4, 4], t: [50, 90] }, { x: [1], y: [1] }, 'nothing'];
  const { samples, problems } = await readLines(
    { label: 'll', unit: 'mm', gaps: 'measured', strokes, air },
    { label: 'll', unit: 'inch', gaps: 'guessed', strokes },
    { label: 'll', gaps: 'guessed', strokes: [{ x: [0, 1], y: [0, 1] }], air },
  );
  expect(problems).toEqual([]);
  expect(samples[0]).toMatchObject({ unit: 'mm', gaps: 'measured' });
  expect(samples[0]!.air).toEqual([
    { x: Float32Array.of(2, 3), y: Float32Array.of(4, 4), timesMs: Float64Array.of(50, 90) },
  ]);
  expect(samples[1]).not.toHaveProperty('unit');
  expect(samples[1]).toMatchObject({ gaps: 'guessed' });
  // Without times there is no gap that could have been guessed, and no clock for the air.
  expect(samples[2]).not.toHaveProperty('gaps');
  expect(samples[2]).not.toHaveProperty('air');
});

test('a text with the pen in the air is cut into its strokes and turned upright', async () => {
  const { samples } = await readLines({
    writer: 'f0',
    label: null,
    t: [0, 7, 15, 22, 30, 37],
    x: [10, 11, 12, 13, 14, 15],
    y: [5, 6, 7, 8, 9, 10],
    p: [0, 100, 120, 0, 90, 0],
    azimuth: [1, 1, 1, 1, 1, 1],
  });
  const [sample] = samples;
  expect(sample!.label).toBeUndefined();
  expect(sample!.strokes.map(({ timesMs }) => numbers(timesMs))).toEqual([[7, 15], [30]]);
  expect(numbers(sample!.strokes[0]!.x)).toEqual([11, 12]);
  expect(numbers(sample!.strokes[0]!.y)).toEqual([-6, -7]);
  expect(numbers(sample!.strokes[0]!.pressure)).toEqual([100, 120]);
});

describe('points that nobody measured', () => {
  test('are left out and told', async () => {
    const { samples, problems } = await readLines({
      label: 'x',
      strokes: [
        {
          x: [0, 1, 2, null, 4, 5],
          y: [0, 1, 2, 3, 4, 5],
          t: [0, 20, 20, 60, 80, 100],
          p: [-0.1, 0.2, 0.3, 0.4, 0.5],
        },
      ],
    });
    expect(numbers(samples[0]!.strokes[0]!.x)).toEqual([1, 4]);
    expect(problems).toEqual([
      {
        file: expect.any(String) as string,
        line: 1,
        message: 'Points that cannot be used were left out: 4.',
        skipped: false,
      },
    ]);
  });

  test('a clock of 16 bits that starts again is carried on, from stroke to stroke too', async () => {
    const { samples } = await readLines({
      label: 'x',
      strokes: [
        { x: [0, 1, 2], y: [0, 1, 2], t: [65_500, 65_520, 5] },
        { x: [0, 1], y: [0, 1], t: [300, 320] },
      ],
    });
    expect(samples[0]!.strokes.map(({ timesMs }) => numbers(timesMs))).toEqual([
      [65_500, 65_520, 65_541],
      [65_836, 65_856],
    ]);
  });

  test('times in seconds are read as such and told', async () => {
    const t = Array.from({ length: 8 }, (_, i) => i * 0.0125);
    const { samples, problems } = await readLines({ label: 'a', strokes: [{ x: t, y: t, t }] });
    const timesMs = numbers(samples[0]!.strokes[0]!.timesMs)!;
    expect(timesMs.map(Math.round)).toEqual([0, 13, 25, 38, 50, 63, 75, 88]);
    expect(problems).toMatchObject([{ skipped: false }]);
  });

  test('points far beyond all others are left out, small and flat writing is not', async () => {
    const rows = Array.from({ length: 20 }, (_, i) => i);
    const word = { x: rows, y: rows.map((i) => (i % 3) / 10) };
    const stray = { ...word, x: rows.map((i) => (i === 5 ? 1e6 : i)) };
    const { samples, problems } = await readLines(
      { label: 'ab', strokes: [word, { x: [21], y: [0.1] }] },
      { label: 'ab', strokes: [stray, { x: [-4e5], y: [0] }] },
      { label: '.', strokes: [{ x: [5, 5, 5, 9], y: [1, 1, 1, 1] }] },
    );
    const counts = samples.map(({ strokes }) => strokes.map(({ x }) => x.length));
    expect(counts).toEqual([[20, 1], [19], [4]]);
    expect(problems.map(({ line, skipped }) => [line, skipped])).toEqual([[2, false]]);
  });

  test('points beyond all measure are left out', async () => {
    const stroke = { x: [1, 1e300, 3], y: [1, 2, 3] };
    const { samples, problems } = await readLines({ label: 'a', strokes: [stroke] });
    expect(numbers(samples[0]!.strokes[0]!.x)).toEqual([1, 3]);
    expect(problems).toHaveLength(1);
  });

  test('times that only some strokes have are left aside', async () => {
    const { samples } = await readLines({
      label: 'x',
      strokes: [
        { x: [0, 1], y: [0, 1], t: [0, 20] },
        { x: [0, 1], y: [0, 1] },
      ],
    });
    expect(samples[0]!.strokes.every(({ timesMs }) => timesMs === undefined)).toBe(true);
  });
});

describe('a damaged file', () => {
  test('gives what is good in it and tells the rest', async () => {
    const good = { label: 'a', strokes: [{ x: [0, 1], y: [0, 1] }] };
    const { samples, problems } = await readLines(
      good,
      '{"label": "b", "strokes": [{"x": [0,',
      '',
      { label: 'c', strokes: [] },
      { label: 'd' },
      { label: 'e', strokes: 'none' },
      { label: 'f', strokes: [3, { x: [0, 2], y: [0, 2] }] },
      good,
    );
    expect(samples.map(({ label }) => label)).toEqual(['a', 'f', 'a']);
    expect(problems.map(({ line, skipped }) => [line, skipped])).toEqual([
      [2, true],
      [4, true],
      [5, true],
      [6, true],
      [7, false],
    ]);
  });

  test('that was cut off gives what comes before', async () => {
    const file = join(folder, 'cut.ndjson.gz');
    const lines = Array.from({ length: 500 }, (_, i) =>
      JSON.stringify({ label: 'a', strokes: [{ x: [i, 1], y: [Math.sin(i), 1] }] }),
    );
    const bytes = gzipSync(lines.join('\n'));
    await writeFile(file, bytes.subarray(0, bytes.length >> 1));
    const { samples, problems } = await read(file);
    expect(samples.length).toBeGreaterThan(50);
    expect(problems.some(({ message }) => message.includes('damaged'))).toBe(true);
  });

  test('without anything usable, or that is not there, is an error that says what to do', async () => {
    await expect(readLines('nothing', { series: {} })).rejects.toMatchObject({
      code: 'trajectories-none',
      message: expect.stringContaining('line 1') as string,
    });
    await expect(read(join(folder, 'nowhere.ndjson'))).rejects.toMatchObject({
      code: 'file-read-enoent',
    });
  });
});

const shared = resolve(import.meta.dirname, '../../../shared/data/trajectories');

describe.skipIf(!existsSync(shared))('real files (need ../shared/data)', () => {
  test.each([
    ['digilets.ndjson.gz', 2000, true],
    ['cursive-words.ndjson.gz', 500, false],
    ['french-copied-text.ndjson.gz', 10, true],
  ])('%s', async (name, most, timed) => {
    const { samples, problems } = await read(join(shared, name), most);
    expect(samples).toHaveLength(most);
    expect(problems.filter(({ skipped }) => skipped)).toEqual([]);
    for (const { strokes } of samples) {
      for (const { x, y, timesMs } of strokes) {
        expect(timesMs !== undefined).toBe(timed);
        expect(x.length).toBe(y.length);
        if (timesMs && !timesMs.every((time, i) => i === 0 || time > timesMs[i - 1]!)) {
          expect.fail('Times do not increase.');
        }
      }
    }
  });
});
