import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../data/testing.ts';
import { runProgram } from '../program.ts';

const folder = await temporaryFolder();
const fixture = join(import.meta.dirname, '../../../test/fixtures/simulated-digits.ndjson.gz');

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function statistics(...args: string[]) {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const code = await runProgram(['statistics', ...args]);
  return { text, code };
}

test('a table for people', async () => {
  const { text, code } = await statistics(fixture);
  expect(code).toBe(0);
  expect(text).toMatch(/^recordings +40, all labelled$/mu);
  expect(text).toMatch(/^writers +10, 1 left-handed, 9 right-handed$/mu);
  expect(text).toMatch(/^force +N +all +0\.574 +0\.540 +0\.000 +1\.991 +·$/mu);
  expect(text.split('\n').every((line) => line === line.trimEnd())).toBe(true);
});

test('a document for programs, over several files; one that cannot be read is said', async () => {
  const damaged = join(folder, 'damaged.ndjson');
  await writeFile(damaged, '{"label": "a", "series": {"ax": [1, 2, 3]}}\nnonsense\n');
  const { text, code } = await statistics('--json', fixture, damaged, join(folder, 'none'));
  expect(code).toBe(1);
  expect(JSON.parse(text)).toMatchObject({
    recordings: 41,
    labeled: 41,
    problems: 1,
    skipped: 1,
    failed: 1,
    failures: [{ file: join(folder, 'none'), reason: expect.stringContaining('none') as string }],
    sensors: [{ recordings: 40 }, { channels: ['ax'], recordings: 1 }],
  });
});

test('of trajectories: who wrote how much, with times, the way through the air, pressure', async () => {
  const file = join(folder, 'ink.ndjson');
  const strokes = [
    { x: [0, 1], y: [0, 1], t: [0, 200] },
    { x: [2, 3], y: [0, 1], t: [400, 600] },
  ];
  const lines = [
    { writer: 'a', hand: 'left', label: 'no', unit: 'mm', gaps: 'measured', strokes },
    { writer: 'a', label: 'on', gaps: 'guessed', strokes, air: [{ x: [1], y: [2], t: [300] }] },
    { writer: 'b', strokes: [{ x: [0, 1], y: [0, 1] }] },
  ];
  await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'));
  const { text, code } = await statistics('--json', file);
  expect(code).toBe(0);
  expect(JSON.parse(text)).toMatchObject({
    recordings: 0,
    trajectories: {
      ...{ samples: 3, labeled: 2, timed: 2, pressed: 0, air: 1, millimetres: 1, guessedGaps: 1 },
      ...{ strokes: 5, points: 10, seconds: 1.2, characterMs: 300 },
      writers: [
        { writer: 'a', hand: 'left', samples: 2, labeled: 2, characters: 4 },
        { writer: 'b', samples: 1, labeled: 0, characters: 0 },
      ],
      hands: { left: 1, right: 0, unknown: 1 },
    },
  });
  const { text: shown } = await statistics(file);
  expect(shown).toMatch(/^writers +2, 1 left-handed$/mu);
  expect(shown).toMatch(/^with +times × 2, guessed gaps × 1, the way through the air × 1/mu);
});
