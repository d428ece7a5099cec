import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { maskOf } from '../../contract/sensors.ts';
import { writePens } from '../../data/formats/pens-writer.ts';
import { boxedCharacters } from '../../simulator/composition/hand.testing.ts';
import { simulateText } from '../../simulator/simulate.ts';
import { jsonOf } from '../report.ts';
import { runExperiment } from '../run-experiment.ts';
import { makeStylusSession, makeTabletLetters } from './sessions.testing.ts';
import { simulatorFidelity } from './simulator-fidelity.ts';
import { sourceFiles } from './sources.ts';

let folder: string;
let data: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-fidelity-'));
  data = join(folder, 'data');
  for (const file of Object.values(sourceFiles)) {
    await mkdir(dirname(join(data, file)), { recursive: true });
  }
  const lines = (rows: readonly unknown[]) =>
    rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  await writeFile(join(data, sourceFiles.stylus), lines([makeStylusSession()]));
  await writeFile(join(data, sourceFiles.letters), lines(makeTabletLetters(52)));
  await writeFile(
    join(data, sourceFiles.characters),
    lines(
      boxedCharacters('Computer0123456789Thquickbrown', { writer: 'a' }).map(
        ({ strokes, ...sample }) => ({
          ...sample,
          strokes: strokes.map(({ x, y, timesMs }) => ({ x: [...x], y: [...y], t: [...timesMs!] })),
        }),
      ),
    ),
  );
  await writePens(
    join(data, sourceFiles.forcePen),
    [1, 2, 3].map((seed) => {
      const { length, values } = simulateText('Computer', { seed });
      return {
        file: '',
        index: seed,
        label: 'Computer',
        writer: `p${seed}`,
        mask: maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'force']),
        timesMs: Float64Array.from({ length }, (_, i) => 10 * i),
        values,
      };
    }),
  );
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

test('runs in small on data of its own making, and names what is not there', async () => {
  const out = join(folder, 'out');
  const notes: string[] = [];
  const places = { data, out, quick: true, note: (note: string) => void notes.push(note) };
  const report = await runExperiment(simulatorFidelity, places);
  expect(report.paragraphs.join(' ')).toContain(
    `Left out, as not there: ${sourceFiles.penDigits}, ${sourceFiles.markerDigits}.`,
  );
  const { tables } = jsonOf(report) as { tables: Record<string, Record<string, unknown>[]> };
  expect(Object.keys(tables)).toEqual([
    ...['stylus', 'letters-axes', 'letters-bands', 'force-pen', 'population'],
  ]);
  expect(tables['stylus']).toHaveLength(6);
  for (const row of tables['stylus']!) expect(row['correlation']).toBeGreaterThan(0.9);
  // Pens that the simulator drew lie among the pens that the simulator draws.
  const pens = tables['population']!.filter(({ pen }) => pen === 'force pen');
  expect(pens).toHaveLength(12);
  const inside = pens.filter(({ percentile }) => Number(percentile) > 3 && Number(percentile) < 97);
  expect(inside.length).toBeGreaterThan(8);
  expect(notes.some((note) => note.includes('force pen'))).toBe(true);
  const files = await readdir(out);
  for (const name of ['table.md', 'summary.json', 'stylus-traces.svg', 'population.csv']) {
    expect(files).toContain(name);
  }
}, 120_000);

test('a folder without any of the data is told what belongs there', async () => {
  const places = { data: folder, out: join(folder, 'none'), quick: true, note: () => undefined };
  await expect(runExperiment(simulatorFidelity, places)).rejects.toMatchObject({
    code: 'experiment-data',
  });
});
