import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { AdaptationRequest } from '../../contract/adaptation.ts';
import { temporaryFolder } from '../../data/testing.ts';
import { loadModel } from '../../recognizer/model/package.ts';
import { wasTrainedOn } from '../evaluation/trained-on.ts';
import { runAdaptation } from './run-adaptation.ts';
import { oddHand, tinySettings, tinyTakes, usualHand } from './tiny-adaptation.testing.ts';
import { lineOf, writeTinyModel, writeTinyRecordings } from './tiny-recordings.testing.ts';

const folder = await temporaryFolder();
const model = join(folder, 'tiny');

beforeAll(() => writeTinyModel(model), 60_000);

const request = (recordings: string[], output: string): AdaptationRequest => ({
  ...{ model, recordings },
  output: join(folder, output),
  title: 'Anna’s',
  threads: 0,
  seconds: 600,
});

test('a better model is written whole, with its card; others are not', async () => {
  const takes = [...tinyTakes(16, oddHand), { label: 'a', series: {} }];
  const file = await writeTinyRecordings(join(folder, 'odd.ndjson'), takes);
  const result = await runAdaptation(request([file], 'odd'), { settings: tinySettings });
  expect(result).toMatchObject({ takes: 16, better: true });
  const adapted = await loadModel(result.model!);
  expect(adapted.manifest.title).toBe('Anna’s');
  expect(adapted.manifest.training).toMatchObject({ takes: 16 });
  expect(await wasTrainedOn(adapted.manifest, file)).toBe(true);
  expect(await readFile(join(result.model!, 'model-card.md'), 'utf8')).toContain('16 recordings');
  const usual = await writeTinyRecordings(join(folder, 'usual.ndjson'), tinyTakes(8, usualHand));
  const no = await runAdaptation(request([usual], 'usual'), { settings: tinySettings });
  expect(no.better).toBe(false);
  expect(no.model).toBeUndefined();
  await expect(stat(join(folder, 'usual'))).rejects.toThrow();
}, 60_000);

test('recordings without labels, or with others’ letters, are too few; it is said why', async () => {
  const takes = tinyTakes(4, oddHand);
  const others = [
    { ...lineOf(takes[0]!), label: undefined },
    { ...lineOf(takes[0]!), label: 'xyz' },
  ];
  const file = await writeTinyRecordings(join(folder, 'few.ndjson'), [...takes, ...others]);
  await expect(runAdaptation(request([file], 'few'))).rejects.toMatchObject({
    code: 'adapt-takes',
    message: expect.stringMatching(/4 recordings.*1 without a label.*1 with characters/) as string,
  });
});
