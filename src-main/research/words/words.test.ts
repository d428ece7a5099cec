import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseWordsRecipe } from '../../learning/kinds/words/words-recipe.ts';
import { tinyWordsRecipe, writeTinyWords } from '../../learning/kinds/words/tiny-words.testing.ts';
import { runExperiment } from '../run-experiment.ts';
import { triplet, unaligned, unalignedTaught } from './arms.ts';
import { stepsTo } from './present.ts';
import { wordsExperiment } from './words.ts';

let folder = '';
afterAll(() => rm(folder, { recursive: true, force: true }));

test('steps to a level are found between the checks', () => {
  const curve = [
    { step: 10, cer: 0.9 },
    { step: 20, cer: 0.5 },
    { step: 30, cer: 0.6 },
  ];
  expect(stepsTo(0.7, curve)).toBeCloseTo(15);
  expect(stepsTo(0.95, curve)).toBe(10);
  expect(stepsTo(0.4, curve)).toBeNaN();
});

test('two seeds with and without images: tables and plots, the same when it goes on', async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-words-experiment-'));
  await writeTinyWords(folder);
  const out = join(folder, 'out');
  const base = parseWordsRecipe({ ...tinyWordsRecipe(), name: 'tiny' }, 'the test');
  const notes: string[] = [];
  const experiment = wordsExperiment({
    base,
    settings: {
      ...{ writings: 4, steps: 2, batchSize: 2, checkEvery: 1 },
      ...{ validationSamples: 2, testSamples: 4 },
    },
    compared: [triplet, { ...triplet, name: 'of other texts', mistaken: true }],
    seeds: [1, 2],
    unaligned: [unaligned, { ...triplet, name: unalignedTaught.name, aligned: false }],
    adaptation: { arms: [triplet.name], sizes: [0, 2], testWords: 2 },
    early: undefined,
  });
  const places = { data: folder, out, quick: true, note: (message: string) => notes.push(message) };
  const report = await runExperiment(experiment, places);
  const rows = report.tables.find(({ name }) => name === 'compared')!.rows;
  expect(rows.map(([name, seeds]) => [name, seeds])).toEqual([
    ['no images', 2],
    ['triplet, dynamic', 2],
    ['of other texts', 2],
  ]);
  for (const row of rows) expect(row[2]).toBeGreaterThan(0);
  expect(report.tables.find(({ name }) => name === 'images')!.rows).toHaveLength(2);
  const alone = report.tables.find(({ name }) => name === 'unaligned')!.rows;
  expect(alone.map(([name]) => name)).toEqual([unaligned.name, unalignedTaught.name]);
  const adapted = report.tables.find(({ name }) => name === 'adapted')!.rows;
  expect(adapted.map((row) => row.slice(0, 3))).toEqual([
    [0, 'no images', 2],
    [0, 'triplet, dynamic', 2],
    [2, 'no images', 2],
    [2, 'triplet, dynamic', 2],
  ]);
  expect(await readdir(out)).toEqual(
    expect.arrayContaining([
      'table.md',
      'compared.csv',
      'steps.csv',
      'curves.svg',
      'embedding.svg',
    ]),
  );
  const before = notes.length;
  // Everything is in the folder: nothing is trained again.
  const again = await runExperiment(experiment, places);
  expect(notes).toHaveLength(before);
  expect(again.tables).toEqual(report.tables);
}, 120_000);
