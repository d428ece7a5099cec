import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { comparisonTable } from './comparison-table.ts';
import { rememberIn } from './remember.ts';
import { seededRuns } from './seeded-runs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-runs-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('every condition with every seed; what is there is not run again', async () => {
  const begun: string[] = [];
  const notes: string[] = [];
  const context = {
    remember: rememberIn(folder, 'test'),
    note: (message: string) => notes.push(message),
  };
  const runs = (conditions: readonly string[], stopAt?: string) =>
    seededRuns(context, {
      conditions,
      seeds: [1, 2],
      key: (condition) => condition,
      run: (condition, seed) => {
        begun.push(condition + String(seed));
        if (condition + String(seed) === stopAt) throw new Error('stopped');
        return { value: condition.length * 10 + seed };
      },
      describe: (condition, seed, { value }) => `${condition} ${seed} ${value}`,
    });
  await expect(runs(['a', 'bb'], 'a2')).rejects.toThrow('stopped');
  expect(begun).toEqual(['a1', 'bb1', 'a2']);
  expect(await runs(['a', 'bb', 'ccc'])).toEqual([
    { condition: 'a', outcomes: [{ value: 11 }, { value: 12 }] },
    { condition: 'bb', outcomes: [{ value: 21 }, { value: 22 }] },
    { condition: 'ccc', outcomes: [{ value: 31 }, { value: 32 }] },
  ]);
  expect(begun.slice(3)).toEqual(['ccc1', 'a2', 'bb2', 'ccc2']);
  expect(notes.at(-1)).toBe('6 of 6: ccc 2 32');
});

test('a comparison has means, spreads and differences to its baseline', () => {
  const table = comparisonTable(
    { name: 'accuracy', title: 'Accuracy', figure: 'accuracy, %', groupColumn: 'noise' },
    [
      {
        group: 0.5,
        baseline: { name: 'none', values: [10, 20, 30] },
        arms: [{ name: 'triplet', values: [11, 22, 33] }],
      },
    ],
  );
  expect(table.columns).toHaveLength(10);
  expect(new Set(table.columns).size).toBe(10);
  const [none, triplet] = table.rows;
  expect(none!.slice(0, 5)).toEqual([0.5, 'none', 3, 20, 10]);
  expect(none!.slice(6)).toEqual(['', '', '', '']);
  expect(triplet!.slice(0, 5)).toEqual([0.5, 'triplet', 3, 22, 11]);
  expect(triplet![6]).toBe(2);
  expect(triplet![7]).toBeCloseTo(2.484, 3);
  expect(triplet![8]).toBeCloseTo(0.0742, 4);
  expect(triplet![9]).toBe(0.25);
});
