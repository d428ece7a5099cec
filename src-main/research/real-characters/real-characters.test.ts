import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../data/testing.ts';
import { runExperiment } from '../run-experiment.ts';
import { oneRun, type RunRequest } from './one-run.ts';
import { realCharacters, realCharactersExperiment } from './real-characters.ts';
import type { CharacterSet } from './sets.ts';
import { sideBySide } from '../side-by-side.ts';
import { runInThread } from './threads.ts';
import { saveTinyModel, tinySettings, writeTinySet } from './tiny-characters.testing.ts';

const folder = await temporaryFolder();
const baseFolder = join(folder, 'base');
let set: CharacterSet;

beforeAll(async () => {
  set = await writeTinySet(folder, '12+', 6);
  await saveTinyModel(baseFolder);
});

const places = (out: string, notes: string[] = []) => ({
  data: folder,
  out: join(folder, out),
  quick: false,
  note: (message: string) => void notes.push(message),
});

test('both arms are tested on every recording once; a second time nothing is computed', async () => {
  const requests: RunRequest[] = [];
  const experiment = realCharactersExperiment({
    ...{ sets: [set], baseFolder, splits: 2, lanes: 1, settingsFor: tinySettings },
    run: (request) => {
      requests.push(request);
      return oneRun(request);
    },
  });
  const notes: string[] = [];
  const report = await runExperiment(experiment, places('out', notes));
  expect(requests).toHaveLength(4);
  expect(notes).toHaveLength(4);
  expect(notes[0]).toMatch(/^tiny, split 1, from scratch: \d of \d right/u);
  const table = (name: string) => report.tables.find((one) => one.name === name)!;
  expect(table('summary').rows.map(([name, weights]) => [name, weights])).toEqual([
    ['tiny', 'from scratch'],
    ['tiny', 'from the base model'],
    ['tiny', 'base model, untrained'],
  ]);
  const tested = table('splits').rows.filter(([, weights]) => weights === 'from scratch');
  expect(tested.reduce((sum, row) => sum + Number(row[5]), 0)).toBe(18);
  for (const row of table('splits').rows) {
    const parts = [row[3], row[4], row[5]].map(Number);
    expect(parts[0]! + parts[1]! + parts[2]!).toBe(18);
  }
  expect(report.plots[0]!.svg).toContain('<circle');

  // Other weights of the base model: only what starts from them is computed again.
  requests.length = 0;
  expect(await runExperiment(experiment, places('out'))).toEqual(report);
  expect(requests).toHaveLength(0);
  await saveTinyModel(baseFolder, 2);
  await runExperiment(experiment, places('out'));
  expect(requests.map(({ arm }) => arm)).toEqual(Array.from({ length: 2 }, () => 'base'));
}, 60_000);

// The thread loads TensorFlow.js anew, which takes long on a busy machine.
test('a run in a thread gives what it gives here', { timeout: 90_000 }, async () => {
  const request: RunRequest = {
    set: { ...set, path: join(folder, set.file) },
    arm: 'base',
    settings: tinySettings('tiny', 'base'),
    ...{ baseFolder, seed: 1, split: 0, splits: 3, sequences: 4, onValidation: true },
  };
  const [here, there] = [await oneRun(request), await runInThread(request)];
  expect({ ...there, seconds: 0 }).toEqual({ ...here, seconds: 0 });
  expect(here.singles.length).toBe(here.recordings.validation);
  const missing = { ...request, baseFolder: join(folder, 'nowhere') };
  await expect(runInThread(missing)).rejects.toMatchObject({ name: 'UserError' });
});

test('without the data it says which are missing and what to do', async () => {
  await expect(
    runExperiment(realCharacters, { ...places('none'), data: join(folder, 'nowhere') }),
  ).rejects.toMatchObject({
    code: 'experiment-data',
    message: expect.stringContaining('pens/marker-digits.ndjson.gz') as string,
    remedy: expect.stringContaining('--data') as string,
  });
});

test('the first failure ends all that have not begun', async () => {
  const begun: number[] = [];
  const work = sideBySide([1, 2, 3, 4], 1, (item) => {
    begun.push(item);
    return item === 2 ? Promise.reject(new Error('no')) : Promise.resolve(10 * item);
  });
  await expect(work).rejects.toThrow('no');
  expect(begun).toEqual([1, 2]);
  expect(await sideBySide([1, 2, 3], 2, (item) => Promise.resolve(item * item))).toEqual([1, 4, 9]);
});
