import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { channelNames } from '../../../contract/sensors.ts';
import { loadModel } from '../../../recognizer/model/package.ts';
import { loadCorpus } from './digits-corpus.ts';
import { evaluateTraining, runTraining } from './run-digits.ts';
import type { TrainingProgress } from './train-digits.ts';
import { tinyCorpus, tinyRecipe } from './tiny-digits.testing.ts';

let folder = '';
let dataFile = '';
const counts = { sequences: 4, simulated: 2 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-run-'));
  dataFile = join(folder, 'mine.ndjson');
  const { training, validation, test: rest } = tinyCorpus();
  const lines = [...training, ...validation, ...rest].map(({ text, window }) => {
    const column = (channel: number) =>
      Array.from({ length: window.length }, (_, row) => window.values[row * 13 + channel]);
    const series = Object.fromEntries(
      [0, 1, 2, 6, 7, 8].map((channel) => [channelNames[channel]!, column(channel)]),
    );
    return {
      label: text,
      rate_hz: 100,
      units: { accelerometer: 'm/s²', gyroscope: 'rad/s' },
      series,
    };
  });
  const { series } = lines[0]!;
  await writeFile(
    dataFile,
    [...lines, { rate_hz: 100, series }, { label: 'x', rate_hz: 100, series }]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  );
  await writeFile(join(folder, 'tiny.json'), JSON.stringify(tinyRecipe()));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('loadCorpus', () => {
  test('divides the labelled recordings and counts those that it cannot use', async () => {
    const corpus = await loadCorpus(tinyRecipe(), dataFile);
    expect(corpus.origin).toMatchObject({ recordings: 20, passedOver: 2, problems: 0 });
    expect(corpus.origin.sha256).toMatch(/^[0-9a-f]{64}$/u);
    expect([corpus.training.length, corpus.validation.length, corpus.test.length]).toEqual([
      12, 4, 4,
    ]);
    for (const { window, spans, text } of corpus.test) {
      expect(window.rateHz).toBe(100);
      expect(spans).toEqual([{ character: text, start: 0, end: window.length }]);
    }
  });

  test('too few recordings are refused with what is missing', async () => {
    const file = join(folder, 'few.ndjson');
    await writeFile(file, (await readFile(dataFile, 'utf8')).split('\n')[0]!);
    await expect(loadCorpus(tinyRecipe(), file)).rejects.toMatchObject({
      code: 'training-data',
      message: expect.stringContaining('nothing is left for the') as string,
    });
  });
});

describe('runTraining', () => {
  const places = () => ({
    recipeName: join(folder, 'tiny.json'),
    dataFile,
    modelFolder: join(folder, 'model'),
    counts,
  });

  test('leaves a model with its card, whose figures can be computed again', async () => {
    const told: TrainingProgress[] = [];
    const outcome = await runTraining({
      ...places(),
      runFolder: join(folder, 'run'),
      onProgress: (progress) => told.push(progress),
    });
    // Only training is told of, not the reading of the test part that follows it.
    expect(told.every(({ ctc }) => typeof ctc === 'number')).toBe(true);
    expect(outcome.training.finished).toBe(true);
    const { manifest } = await loadModel(join(folder, 'model'));
    expect(manifest).toMatchObject({
      name: 'tiny',
      channels: ['ax', 'ay', 'az', 'gx', 'gy', 'gz'],
      training: { recipe: 'tiny', seed: 5, data: { recordings: 20, test: 4 } },
    });
    const card = await readFile(join(folder, 'model', 'model-card.md'), 'utf8');
    expect(card).toContain('npm run -s train -- --recipe tiny');
    expect(card).toContain('of 4 wrong');
    expect(await evaluateTraining(places())).toEqual(outcome.model!.figures);
  });

  test('stopped early, it leaves a run to resume and no model', async () => {
    const controller = new AbortController();
    controller.abort();
    const outcome = await runTraining({
      ...places(),
      modelFolder: join(folder, 'none'),
      runFolder: join(folder, 'stopped'),
      signal: controller.signal,
    });
    expect(outcome.training.finished).toBe(false);
    expect(outcome.model).toBeUndefined();
    await expect(loadModel(join(folder, 'none'))).rejects.toMatchObject({ code: 'model-missing' });
  });

  test('figures of other recordings than those divided for training are refused', async () => {
    const other = join(folder, 'other.ndjson');
    const lines = (await readFile(dataFile, 'utf8')).split('\n');
    await writeFile(other, lines.slice(0, -1).join('\n'));
    await expect(evaluateTraining({ ...places(), dataFile: other })).rejects.toMatchObject({
      code: 'evaluation-data',
    });
  });
});
