import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, test } from 'vitest';
import { alphabets } from '../../contract/alphabet.ts';
import { temporaryFolder } from '../../data/testing.ts';
import { saveModel } from '../../recognizer/model/package.ts';
import { initialWeights } from '../../recognizer/network/initialize.ts';
import { tinyWordsRecipe, writeTinyWords } from '../../learning/kinds/words/tiny-words.testing.ts';
import { runExperiment } from '../run-experiment.ts';
import { forcePenFile, unseenPenExperiment } from './unseen-pen.ts';

const folder = await temporaryFolder();
const modelFolder = join(folder, 'model');
const recipe = join(folder, 'recipe.json');

beforeAll(async () => {
  await writeTinyWords(folder);
  const tiny = tinyWordsRecipe();
  await writeFile(recipe, JSON.stringify(tiny));
  const { name, title, description, rateHz, channels, normalization, network } = tiny;
  await saveModel(modelFolder, {
    manifest: {
      ...{ name, title, description, rateHz, channels, normalization, network },
      alphabet: [...alphabets.words],
    },
    weights: initialWeights(network, 1),
  });
});

const experiment = unseenPenExperiment({
  ...{ modelFolder, recipe, writers: 1, words: 2 },
  search: { coarse: 1, fine: 1 },
  pens: 1,
});
const places = { data: folder, out: join(folder, 'out'), quick: true };

test('without the recordings it says which are missing', async () => {
  const run = runExperiment(experiment, { ...places, note: () => undefined });
  await expect(run).rejects.toMatchObject({ code: 'experiment-data' });
});

test('real and simulated pens before and after; a second time nothing is computed', async () => {
  const wave = (frequency: number) =>
    Array.from({ length: 120 }, (_, t) => Math.round(1e3 * Math.sin(frequency * t * t)) / 1e3);
  const felt = wave(0.03).map((value) => value + 10);
  const series = { ax: wave(0.01), ay: wave(0.02), az: felt, gx: wave(0.04), gy: wave(0.05) };
  const lines = ['p0', 'p0', 'p1'].map((writer) =>
    JSON.stringify({ writer, label: 'on', rate_hz: 100, series }),
  );
  await mkdir(dirname(join(folder, forcePenFile)), { recursive: true });
  await writeFile(join(folder, forcePenFile), gzipSync(lines.join('\n')));
  const notes: string[] = [];
  const run = () => runExperiment(experiment, { ...places, note: (line) => notes.push(line) });
  const { tables } = await run();
  expect(tables.slice(0, 3).map(({ name, rows }) => [name, ...rows.map((row) => row[1])])).toEqual([
    ['real', 2, 1, 3],
    ['turned', 2, 2],
    ['aligned', 2, 2],
  ]);
  // What nothing reads better than stays as it is: evidence never falls.
  for (const { rows } of tables.slice(0, 3)) {
    for (const row of rows.slice(0, -1))
      expect(row.at(-1)).toBeGreaterThanOrEqual(row.at(-2) as number);
  }
  const apart = tables.find(({ name }) => name === 'apart')!;
  expect(apart.rows).toHaveLength(7);
  const byRise = apart.rows.map((row) => row[1] as number);
  expect(byRise).toEqual([...byRise].sort((a, b) => b - a));
  expect(tables.find(({ name }) => name === 'real-apart')!.rows.map(([writer]) => writer)).toEqual([
    ...['p0', 'p1'],
  ]);
  expect((await run()).tables).toEqual(tables);
  // One part alone, from what is remembered.
  const choices = { parts: ['apart'] };
  const alone = await runExperiment(experiment, { ...places, choices, note: () => undefined });
  expect(alone.tables.map(({ name }) => name)).toEqual(['apart', 'real-apart']);
  const wrong = { ...places, choices: { parts: ['hand'] }, note: () => undefined };
  await expect(runExperiment(experiment, wrong)).rejects.toMatchObject({
    code: 'experiment-parts',
  });
}, 60_000);
