import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writePens } from '../../data/formats/pens-writer.ts';
import type { PenRecording } from '../../data/recording.ts';
import { temporaryFolder } from '../../data/testing.ts';
import { drawPenHardware } from '../../simulator/pen-hardware.ts';
import { simulateText } from '../../simulator/simulate.ts';
import { drawWriterStyle } from '../../simulator/writer.ts';
import { runExperiment } from '../run-experiment.ts';
import { lettersByExample } from './letters-by-example.ts';

const folder = await temporaryFolder();

test('by the writer’s own examples, by those of others, and by both; what is not there is left out', async () => {
  const recordings = ['anna', 'bert'].flatMap((writer, person) =>
    ['o', 'w', 'k'].flatMap((label) =>
      [1, 2, 3, 4].map((seed): PenRecording => {
        const { length, values, mask } = simulateText(label, {
          seed: 10 * person + seed,
          pen: drawPenHardware(3, { board: 'adxl330', mounting: 'any' }),
          writer: drawWriterStyle(person + 1),
        });
        const timesMs = Float64Array.from({ length }, (_, i) => 10 * i);
        return { file: '', index: seed, writer, label, mask, timesMs, values };
      }),
    ),
  );
  await mkdir(join(folder, 'pens'));
  await writePens(join(folder, 'pens', 'wand-letters.ndjson.gz'), recordings);
  const places = { data: folder, out: join(folder, 'out'), quick: false, note: () => undefined };
  const { tables } = await runExperiment(lettersByExample, places);
  const [summary, detail] = tables;
  expect(summary!.rows.map((row) => row.slice(0, 4))).toEqual([
    ['wand-letters', 'two of each by the writer', 2, 36],
    ['wand-letters', 'two of each by every other writer, none by this one', 2, 12],
    ['wand-letters', 'both', 2, 12],
  ]);
  expect(summary!.rows[0]![4]).toBeGreaterThan(80);
  expect(detail!.rows).toHaveLength(2 * 3 + 2 + 2);
  const nowhere = { ...places, data: join(folder, 'none') };
  await expect(runExperiment(lettersByExample, nowhere)).rejects.toMatchObject({
    code: 'experiment-data',
  });
}, 60_000);
