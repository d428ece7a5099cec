import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runExperiment } from '../run-experiment.ts';
import { taughtArms } from './arms.ts';
import { syntheticRun } from './one-run.ts';
import { gramianAngularField, sinusoids } from './sinusoids.ts';
import { syntheticExperiment } from './synthetic.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-synthetic-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a Gramian angular field by hand', () => {
  // Scaled to 1, 0, −1: angles 0, 90°, 180°, so the cosines of their sums are 1 0 −1, 0 −1 0, −1 0 1.
  const { pixels, width, height } = gramianAngularField([3, 3, 2, 2, 1, 1], 3);
  expect([width, height]).toEqual([3, 3]);
  expect([...pixels]).toEqual([255, 128, 0, 128, 0, 128, 0, 128, 255]);
  expect([...gramianAngularField([5, 5], 1).pixels]).toEqual([0]);
});

test('sinusoids: the same for a seed, balanced, of variance 1; images know nothing of noise', () => {
  const options = { perClass: 3, side: 8, seed: 'a' };
  const noisy = sinusoids({ ...options, noise: 2 });
  expect(noisy).toEqual(sinusoids({ ...options, noise: 2 }));
  expect(noisy).toHaveLength(30);
  const [first] = noisy;
  const square = first!.series.values.reduce((sum, value) => sum + value * value, 0) / 200;
  expect(square).toBeCloseTo(1, 4);
  // Two oscillations of class 0: four changes of sign without noise.
  const clean = sinusoids({ ...options, noise: 0 })[0]!.series.values;
  const changes = clean.filter((value, t) => t > 0 && value * clean[t - 1]! < 0).length;
  expect(changes).toBeGreaterThanOrEqual(3);
  expect(changes).toBeLessThanOrEqual(5);
});

test('a whole experiment in small; the same seed gives the same run', async () => {
  const settings = {
    ...{ trainingPerClass: 1, testPerClass: 2, steps: 2, batchSize: 10, checkEvery: 1 },
  };
  const arms = taughtArms.filter(({ name }) => name === 'triplet, dynamic');
  const report = await runExperiment(
    syntheticExperiment({ arms, noises: [1], seeds: [1, 2], settings }),
    { data: 'none', out: folder, quick: true, note: () => undefined },
  );
  const [accuracy, steps, runs] = report.tables;
  expect(accuracy!.rows).toHaveLength(2);
  expect(steps!.rows).toHaveLength(2);
  expect(runs!.rows).toHaveLength(2 * 2 * 2);
  expect(await readFile(join(folder, 'embedding.svg'), 'utf8')).toContain('second, ');
  const again = await syntheticRun({ arm: arms[0]!, noise: 1, settings, seed: 2 });
  const same = runs!.rows.filter(
    ([noise, arm, run]) => noise === 1 && arm === arms[0]!.name && run === 2,
  );
  expect(same.map((row) => row[4])).toEqual(
    again.curve.map(({ accuracy: share }) => Number((100 * share).toFixed(2))),
  );
}, 60_000);
