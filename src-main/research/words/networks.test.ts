import { afterAll, expect, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseNetwork } from '../../recognizer/network/description.ts';
import { tinyWordsRecipe, writeTinyWords } from '../../learning/kinds/words/tiny-words.testing.ts';
import { parseWordsRecipe } from '../../learning/kinds/words/words-recipe.ts';
import { runExperiment } from '../run-experiment.ts';
import { networksExperiment } from './networks.ts';

let folder = '';
afterAll(() => rm(folder, { recursive: true, force: true }));

/** `units` decides what it costs. */
const network = (units: number) =>
  parseNetwork({
    inputs: tinyWordsRecipe().channels.length,
    classes: 77,
    layers: [
      { kind: 'convolution', filters: units, kernel: 5, stride: 4, activation: 'relu' },
      { kind: 'linear', units: 77 },
    ],
  });

test('a network that costs half as much takes twice the steps; the same when it goes on', async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-networks-'));
  await writeTinyWords(folder);
  const notes: string[] = [];
  const experiment = networksExperiment({
    base: parseWordsRecipe({ ...tinyWordsRecipe(), name: 'tiny' }, 'the test'),
    arms: [
      { name: 'wide', network: network(16) },
      { name: 'narrow', network: network(8) },
    ],
    settings: {
      ...{ writings: 4, steps: 2, checks: 2, batchSize: 2, validationSamples: 2, testSamples: 4 },
      ...{ learningRates: [0.001, 0.002], trialShare: 0.5 },
    },
    seeds: [1, 2],
  });
  const places = {
    ...{ data: folder, out: join(folder, 'out'), quick: true },
    note: (message: string) => notes.push(message),
  };
  const report = await runExperiment(experiment, places);
  const rowsOf = (name: string) => report.tables.find((table) => table.name === name)!.rows;
  expect(rowsOf('compared').map(([name, seeds]) => [name, seeds])).toEqual([
    ['wide', 2],
    ['narrow', 2],
  ]);
  for (const row of rowsOf('compared')) expect(row[2]).toBeGreaterThan(0);
  expect(rowsOf('cost').map(([name, , , , steps]) => [name, steps])).toEqual([
    ['wide', 2],
    ['narrow', 4],
  ]);
  for (const [, , , , , rate] of rowsOf('cost')) expect([0.001, 0.002]).toContain(rate);
  expect(rowsOf('runs')).toHaveLength(4);
  const before = notes.length;
  const again = await runExperiment(experiment, places);
  expect(notes).toHaveLength(before);
  expect(again.tables).toEqual(report.tables);
}, 60_000);
