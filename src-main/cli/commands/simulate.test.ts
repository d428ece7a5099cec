import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { allChannels, channelCount, channelsIn } from '../../contract/sensors.ts';
import { readRecordings } from '../../data/recording.ts';
import { evaluateRecordings } from '../../learning/evaluation/evaluate.ts';
import {
  openHandwriting,
  simulatedRecordings,
} from '../../learning/samples/simulated-handwriting.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import { boxedCharacters } from '../../simulator/composition/hand.testing.ts';
import { runProgram } from '../program.ts';

let folder: string;
let trajectories: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-simulate-'));
  trajectories = join(folder, 'letters.ndjson');
  const lines = ['left', 'right'].flatMap((hand) =>
    boxedCharacters('abcdefghijklmnopqrstuvwxyz', {
      writer: hand,
      hand: hand as 'left' | 'right',
    }).map(({ strokes, ...sample }) => ({
      ...sample,
      strokes: strokes.map(({ x, y, timesMs }) => ({ x: [...x], y: [...y], t: [...timesMs!] })),
    })),
  );
  await writeFile(trajectories, lines.map((line) => JSON.stringify(line)).join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command with its output caught, as in a process of its own. */
async function run(...args: string[]) {
  process.exitCode = undefined;
  const caught = { out: '', err: '' };
  const catching = (name: 'out' | 'err') => (text: string | Uint8Array) => {
    caught[name] += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(catching('out')),
    vi.spyOn(process.stderr, 'write').mockImplementation(catching('err')),
  ];
  try {
    return { code: await runProgram(args), ...caught };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = undefined;
  }
}

test('simulate writes recordings that are read again, the same bytes for the same seed', async () => {
  const simulate = (name: string, seed: string) =>
    run(
      ...['simulate', '--trajectories', trajectories, '--out', join(folder, name)],
      ...['--words', '6', '--rate', '60', '--seed', seed, '--json'],
    );
  const first = await simulate('first.ndjson.gz', '4');
  expect(first.code).toBe(0);
  expect(JSON.parse(first.out)).toMatchObject({ samples: 6, writers: 2, unlabeled: 0 });
  expect(first.err).toContain('6 of 6 samples');
  await simulate('second.ndjson.gz', '4');
  await simulate('third.ndjson.gz', '5');
  const bytes = (name: string) => readFile(join(folder, name));
  expect(await bytes('second.ndjson.gz')).toEqual(await bytes('first.ndjson.gz'));
  expect(await bytes('third.ndjson.gz')).not.toEqual(await bytes('first.ndjson.gz'));

  const corpus = await openHandwriting(trajectories);
  const expected = [...simulatedRecordings(corpus, '', { count: 6, seed: 4, rateHz: 60 })];
  const read = [];
  for await (const recording of readRecordings(join(folder, 'first.ndjson.gz'))) {
    read.push(recording);
  }
  expect(read).toHaveLength(6);
  for (const [index, recording] of read.entries()) {
    const { label, writer, hand, values, timesMs } = expected[index]!;
    expect(recording).toMatchObject({ label, writer, hand, mask: allChannels });
    expect(recording.lossyUnits).toBeUndefined();
    // A file knows no negative zero.
    expect(recording.values).toEqual(values.map((value) => value + 0));
    expect(recording.timesMs.length).toBe(timesMs.length);
    expect(recording.timesMs[10]).toBeCloseTo(timesMs[10]!, 6);
  }
});

test('simulate leaves what was there when it fails', async () => {
  const out = join(folder, 'kept.ndjson.gz');
  await writeFile(out, 'kept');
  const missing = join(folder, 'nowhere.ndjson');
  const failed = await run('simulate', '--trajectories', missing, '--out', out);
  expect(failed.code).toBe(1);
  expect(failed.err).toContain('→');
  expect(await readFile(out, 'utf8')).toBe('kept');
  const wrong = await run('simulate', '--trajectories', missing, '--out', out, '--words', 'many');
  expect(wrong.code).not.toBe(0);
});

test.each([[[]], [['--pens', 'a', '--trajectories', 'b']]])(
  'evaluate wants one source: %j',
  async (source) => {
    const { code, err } = await run('evaluate', ...source);
    expect(code).toBe(1);
    expect(err).toContain('--pens');
    expect(err).toContain('--trajectories');
  },
);

test('labels that a model cannot write are counted and remain errors', async () => {
  const corpus = await openHandwriting(trajectories);
  const recordings = [...simulatedRecordings(corpus, '', { count: 8, seed: 1 })];
  const alphabet = Array.from('abcdefghijklmno');
  const unwritable = recordings.filter(({ label }) => /[p-z]/.test(label!)).length;
  expect(unwritable).toBeGreaterThan(0);
  const recognizer = {
    manifest: { rateHz: 100, alphabet },
    recognize: () => Promise.resolve({ text: '', confidence: 1, words: [] }),
  } as unknown as Recognizer;
  const evaluation = await evaluateRecordings(recognizer, recordings);
  expect(evaluation).toMatchObject({ samples: 8, unwritable, cer: 1, accuracy: 0 });
});

test('simulate writes the words of a list of one’s own', async () => {
  const list = join(folder, 'list.txt');
  await writeFile(list, 'zebra 5\nquark 3\n');
  const out = join(folder, 'listed.ndjson.gz');
  const simulate = (file: string) =>
    run(
      ...['simulate', '--trajectories', trajectories, '--out', out, '--words', '10'],
      ...['--rate', '60', '--words-list', file],
    );
  expect((await simulate(list)).code).toBe(0);
  const labels: string[] = [];
  for await (const { label } of readRecordings(out)) labels.push(label!.toLowerCase());
  expect(labels.filter((label) => ['zebra', 'quark'].includes(label)).length).toBeGreaterThan(4);

  await writeFile(list, '1 2 3\n');
  const nothing = await simulate(list);
  expect(nothing.code).not.toBe(0);
  expect(nothing.err).toContain('holds no words');
  expect((await simulate(join(folder, 'none.txt'))).err).toContain('does not exist');
});

test('damage that cost samples shows in the exit code, and one writer is one writer', async () => {
  const damaged = join(folder, 'damaged.ndjson');
  const lines = (await readFile(trajectories, 'utf8')).split('\n').slice(0, 26);
  await writeFile(damaged, [...lines, '{"label": "a", "strokes"'].join('\n'));
  const out = join(folder, 'damaged.ndjson.gz');
  const { code, ...said } = await run(
    ...['simulate', '--trajectories', damaged, '--out', out, '--words', '2'],
  );
  expect(code).toBe(1);
  expect(said.out).toContain('2 samples by 1 writer,');
  expect(said.err).toContain('1 of 1 problem cost whole recordings');
});

test('the place of the file is made or refused before the work, and never the source itself', async () => {
  const simulate = (out: string) =>
    run('simulate', '--trajectories', trajectories, '--out', out, '--words', '1');
  const plain = join(folder, 'new', 'plain.ndjson');
  expect((await simulate(plain)).code).toBe(0);
  expect(JSON.parse(await readFile(plain, 'utf8'))).toHaveProperty('series');
  const before = await readFile(trajectories, 'utf8');
  for (const out of [folder, trajectories]) {
    const { code, err } = await simulate(out);
    expect(code).toBe(1);
    expect(err).toContain('→');
    expect(err).not.toContain('of 1 samples');
  }
  expect(await readFile(trajectories, 'utf8')).toBe(before);
});

test('a pen of metal is asked for by its board and its faults', async () => {
  const out = join(folder, 'metal.ndjson');
  const { err } = await run(
    ...['simulate', '--trajectories', trajectories, '--out', out, '--words', '2'],
    ...['--board', 'mpu-6050', '--mounting', 'any', '--jitter', '2', '--force', 'stuck'],
    ...['--lost', 'gz'],
  );
  expect(err).not.toContain('error');
  for await (const { mask, values } of readRecordings(out)) {
    expect(channelsIn(mask)).toEqual(['ax', 'ay', 'az', 'gx', 'gy', 'force']);
    const force = values.filter((_, at) => at % channelCount === channelCount - 1);
    expect(new Set(force).size).toBe(1);
  }
  const wrong = await run('simulate', '--trajectories', trajectories, '--out', out, '--lost', 'q');
  expect(wrong.err).toContain('“q” is none of ax');
});
