import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { channelCount, channelIndex } from '../../contract/sensors.ts';
import { homeFolders } from '../../data/home.ts';
import { temporaryFolder } from '../../data/testing.ts';
import {
  tinySettings,
  tinyTake,
  tinyTakes,
  usualHand,
} from '../../learning/adaptation/tiny-adaptation.testing.ts';
import {
  writeTinyModel,
  writeTinyRecordings,
} from '../../learning/adaptation/tiny-recordings.testing.ts';
import { remounted } from '../../learning/pen-fit/mountings.ts';
import type { LabeledWindow } from '../../learning/samples/sample.ts';
import { parsePenProfile } from '../../pen/profiles.ts';
import { identity, rotationFromVector } from '../../simulator/rotation.ts';
import { simulateText } from '../../simulator/simulate.ts';
import { runProgram } from '../program.ts';

// A network of a few hundred weights learns in larger steps than one of a million.
vi.mock('../../learning/adaptation/settings.ts', async (load) => ({
  ...(await load<object>()),
  settingsFor: () => tinySettings,
}));

const folder = await temporaryFolder();
const model = join(folder, 'tiny');
const turned = join(folder, 'turned.ndjson');
const unlabelled = join(folder, 'unlabelled.ndjson');
const letters = join(folder, 'letters.ndjson');
const board = rotationFromVector(0.9, -1.4, 0.6);

/** As the simulator's pens feel it on average: where up is tells two of three angles. */
function usualGravity(): number[] {
  const sum = [0, 0, 0];
  for (let seed = 0; seed < 24; seed += 1) {
    const { values, length } = simulateText('hand', { seed, rateHz: 100 });
    values.forEach((value, at) => {
      const axis = at % channelCount;
      if (axis < 3) sum[axis]! += value / length / 24;
    });
  }
  return sum;
}

beforeAll(async () => {
  vi.stubEnv('QUILLWAVE_HOME', join(folder, 'home'));
  const gravity = usualGravity();
  const onTurnedBoard = (take: LabeledWindow): LabeledWindow => {
    const values = take.window.values.slice();
    for (let at = 0; at < values.length; at += 1) {
      const axis = at % channelCount;
      if (axis < 3) values[at]! += gravity[axis]!;
    }
    return { ...take, window: remounted({ ...take.window, values }, board) };
  };
  await writeTinyModel(model);
  const takes = tinyTakes(28, usualHand).map(onTurnedBoard);
  await writeTinyRecordings(turned, takes);
  await writeTinyRecordings(
    unlabelled,
    takes.slice(0, 8).map(({ window }) => {
      const series = Object.fromEntries(
        (['ax', 'ay', 'az'] as const).map((name) => [
          name,
          Array.from(
            { length: window.length },
            (_, row) => window.values[row * channelCount + channelIndex(name)],
          ),
        ]),
      );
      return { rate_hz: 12, series };
    }),
  );
  const single = (['a', 'b'] as const).flatMap((letter) =>
    [1, 2, 3, 4].map((seed) => onTurnedBoard(tinyTake(letter, usualHand, 400 + seed))),
  );
  await writeTinyRecordings(letters, single);
}, 60_000);

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function run(...args: string[]) {
  let [text, told] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    told += String(chunk);
    return true;
  });
  const code = await runProgram(args);
  return { text, told, code };
}

interface NewPenDocument {
  readonly pen: { id: string; file: string; mounting: number[]; known: boolean };
  readonly verdict: { reads: string; reason: string; findings: { code: string }[] };
  readonly learnt_from: number;
  readonly kept_back: number;
  readonly before: { cer?: number; evidence: number };
  readonly fitted: { cer?: number; evidence: number };
  readonly after: { cer?: number; evidence: number };
  readonly writers: { writer: string; kept: boolean }[];
  readonly readings: { written?: string; before: string; after: string }[];
}

const common = ['--model', model, '--language', 'none'];

test('a turned board is found by labels, stored, and read with by every command; the next writer starts from it', async () => {
  const first = await run('new-pen', '--recordings', turned, '--labels', '--json', ...common);
  expect(first.told).not.toContain('error');
  expect(first.code).toBe(0);
  const found = JSON.parse(first.text) as NewPenDocument;
  expect(found.pen).toMatchObject({ id: 'new-pen', known: false });
  expect(found.pen.mounting).not.toEqual(identity);
  expect(found.learnt_from + found.kept_back).toBe(28);
  expect(found.fitted.cer!).toBeLessThan(0.5 * found.before.cer!);
  expect(found.after.cer!).toBeLessThanOrEqual(found.fitted.cer! + 0.05);
  expect(found.verdict.reads).toBe('words');
  expect(found.readings).toHaveLength(found.kept_back);
  expect(found.writers).toMatchObject([{ writer: 'writer-of-new-pen' }]);
  const profile = parsePenProfile(await readFile(found.pen.file, 'utf8'));
  expect(found.pen.file).toBe(join(homeFolders().profiles, 'new-pen.json'));
  expect(profile.mounting).toEqual(found.pen.mounting);

  const evaluate = ['evaluate', '--pens', turned, '--json', ...common];
  const cerOf = ({ text }: { text: string }) => (JSON.parse(text) as { cer: number }).cer;
  const plain = cerOf(await run(...evaluate));
  expect(cerOf(await run(...evaluate, '--profile', 'new-pen'))).toBeLessThan(0.5 * plain);
  const read = await run('recognize', turned, '--profile', 'new-pen', '--json', ...common);
  const lines = read.text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string; label: string });
  const right = lines.filter(({ text, label }) => text === label).length;
  expect(right / lines.length).toBeGreaterThan(0.5);

  const next = await run(
    ...['new-pen', '--recordings', turned, '--labels', '--profile', 'new-pen'],
    ...['--writer', 'Bert', '--json', ...common],
  );
  const known = JSON.parse(next.text) as NewPenDocument;
  expect(known.pen).toMatchObject({ id: 'new-pen', known: true, mounting: found.pen.mounting });
  expect(known.writers).toMatchObject([{ writer: 'bert' }]);
  expect(next.told).not.toContain('hundredths of the search');
}, 240_000);

test('a pen that cannot do it is told so and why; without labels nothing is learnt from them', async () => {
  const { text, code } = await run('new-pen', '--recordings', unlabelled, '--json', ...common);
  expect(code).toBe(0);
  const { verdict, writers, before, readings } = JSON.parse(text) as NewPenDocument;
  expect(verdict.reads).toBe('not');
  expect(verdict.findings.map(({ code: one }) => one)).toEqual(
    expect.arrayContaining(['no-gyroscope', 'slow', 'no-force']),
  );
  expect(verdict.reason).toContain('gyroscope');
  expect(writers).toEqual([]);
  expect(before).not.toHaveProperty('cer');
  expect(readings[0]).not.toHaveProperty('written');
  const told = await run('new-pen', '--recordings', unlabelled, ...common);
  expect(told.text).toContain('✗ The pen has no gyroscope');
  expect(told.text).toContain('This pen does not read words.');
}, 120_000);

test('single letters by two examples of each', async () => {
  const args = ['new-pen', '--recordings', letters, '--characters', '--name', 'Wand'];
  const { text, code } = await run(...args, '--json');
  expect(code).toBe(0);
  const document = JSON.parse(text) as {
    model: { id: string };
    after: { accuracy: number };
    characters: string[];
  };
  expect(document).toMatchObject({ characters: ['a', 'b'], kept_back: 4, pen: { id: 'wand' } });
  expect(document.after.accuracy).toBe(1);
  const read = await run('recognize', letters, '--model', document.model.id, '--profile', 'wand');
  expect(read.text.trim().split('\n')).toHaveLength(8);
}, 60_000);

test('what is missing is said', async () => {
  const without = await run('new-pen', '--recordings', unlabelled, '--labels', ...common);
  expect(without.code).toBe(1);
  expect(without.told).toContain('there are no labels to learn from');
  const words = await run('new-pen', '--recordings', turned, '--characters');
  expect(words.told).toContain('one character each');
  const both = ['recognize', turned, '--profile', 'x', '--unknown-pen', ...common];
  expect((await run(...both)).told).toContain('Leave out one of the two');
}, 60_000);
