import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTinySet } from '../real-characters/tiny-characters.testing.ts';
import type { CharacterSet } from '../real-characters/sets.ts';
import { runExperiment } from '../run-experiment.ts';
import { remedies } from './arms.ts';
import { characters, charactersExperiment } from './characters.ts';
import { photosFile, trajectoriesFile } from './material.ts';

let data: string;
let set: CharacterSet;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'quillwave-characters-'));
  set = await writeTinySet(data, 'ox', 4);
  await writeLines(photosFile, (label) => ({
    ...{ label, width: 9, height: 9 },
    pixels: Buffer.from(
      Uint8Array.from({ length: 81 }, (_, at) => {
        const [x, y] = [(at % 9) - 4, Math.floor(at / 9) - 4];
        const ink = label === 'x' ? Math.abs(x) === Math.abs(y) : Math.hypot(x, y) > 3.4;
        return ink && Math.max(Math.abs(x), Math.abs(y)) < 4 ? 20 : 220;
      }),
    ).toString('base64'),
  }));
  await writeLines(trajectoriesFile, (label) => ({
    label,
    strokes:
      label === 'x'
        ? [
            { x: [0, 5], y: [0, 5] },
            { x: [0, 5], y: [5, 0] },
          ]
        : [{ x: [0, 5, 5, 0, 0], y: [0, 0, 5, 5, 0] }],
  }));
});
afterAll(() => rm(data, { recursive: true }));

async function writeLines(file: string, line: (label: string) => unknown): Promise<void> {
  await mkdir(dirname(join(data, file)), { recursive: true });
  const lines = ['o', 'x', 'o', 'x'].map((label) => JSON.stringify(line(label)));
  await writeFile(join(data, file), gzipSync(lines.join('\n')));
}

test('what is missing is named, with what to do', async () => {
  const run = runExperiment(characters, {
    ...{ data: join(data, 'nowhere'), out: join(data, 'out-0'), quick: true },
    note: () => undefined,
  });
  await expect(run).rejects.toMatchObject({ code: 'experiment-data' });
  await expect(run).rejects.toThrow(/tablet-synchronised-letters.*characters\.ndjson.*digilets/u);
});

test('a whole experiment in small: some remedies, and the shared space', async () => {
  const tried = remedies.filter(({ name }) =>
    ['images learn first', 'plain drawings'].includes(name),
  );
  const settings = { steps: 1, batchSize: 4, learningRate: 0.01, testPerLabel: 2, reserved: 2 };
  const experiment = charactersExperiment({
    ...{ sets: [set], shots: [1, 2], remedyShots: [1], remedies: tried },
    ...{ seeds: [1], freshSeeds: [2], picturesPerLabel: 2 },
    settings,
    folded: { set, folds: 2, settings },
  });
  const places = { data, out: join(data, 'out'), quick: true, note: () => undefined };
  const { tables, plots } = await runExperiment(experiment, places);
  expect(tables.map(({ name, rows }) => [name, rows.length])).toEqual([
    ['accuracy', 4],
    ['remedies', 4 + tried.length],
    ['confirmation', 4],
    ['folds', 3],
    ['runs', 4 + 4 + tried.length + 4],
  ]);
  for (const row of tables[4]!.rows) expect(row[6]).toBe(4);
  expect(plots.map(({ name }) => name)).toEqual(['accuracy', 'remedies', 'embedding']);
}, 60_000);
