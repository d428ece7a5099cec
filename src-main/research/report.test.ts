import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readExperimentSummary } from '../data/experiment-results.ts';
import type { Experiment, ExperimentReport } from './experiment.ts';
import { panelsSvg } from './plots.ts';
import { csvOf, jsonOf, markdownOf } from './report.ts';
import { runExperiment } from './run-experiment.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quillwave-experiment-'));
});
afterAll(() => rm(folder, { recursive: true }));

const report: ExperimentReport = {
  title: 'Title',
  paragraphs: ['How it came about.'],
  tables: [
    {
      name: 'figures',
      title: 'Figures',
      columns: ['what', 'value'],
      rows: [
        ['a|b', 0.123456],
        ['with, comma', 1234.5],
        ['nothing', Number.NaN],
      ],
    },
  ],
  plots: [
    {
      name: 'plot',
      title: 'Plot',
      svg: panelsSvg([
        {
          title: 'a < b',
          xLabel: 'seconds',
          lines: [
            { name: 'rising', x: [0, 1], y: [0, 4] },
            { name: 'falling', x: [0, 1], y: [4, 0] },
          ],
        },
      ]),
    },
  ],
};

test('tables as Markdown, CSV and JSON', () => {
  expect(markdownOf(report)).toContain('| what | value |\n| --- | --: |\n| a\\|b | 0.123 |');
  expect(markdownOf(report)).toContain('| with, comma | 1235 |\n| nothing | – |');
  expect(csvOf(report.tables[0]!)).toBe(
    'what,value\na|b,0.123456\n"with, comma",1234.5\nnothing,NaN\n',
  );
  expect(jsonOf(report)).toMatchObject({
    tables: { figures: [{ what: 'a|b', value: 0.123456 }, {}, { value: null }] },
  });
});

test('lines stand where their values say, ticks at round numbers', () => {
  const { svg } = report.plots[0]!;
  // One panel from (58, 54) to (446, 208).
  expect(svg).toContain('points="58.0,208.0 446.0,54.0"');
  expect(svg).toContain('points="58.0,54.0 446.0,208.0"');
  expect(svg).toContain('a &lt; b');
  for (const tick of ['>0<', '>1<', '>2<', '>4<', '>0.5<']) expect(svg).toContain(tick);
  const logarithmic = panelsSvg([
    {
      title: '',
      xLabel: 'hertz',
      logarithmic: true,
      lines: [{ name: 'a', x: [0, 1, 10, 100], y: [9, 1, 10, 100] }],
    },
  ]);
  expect(logarithmic).toContain('points="58.0,208.0 252.0,131.0 446.0,54.0"');
});

test('an experiment writes its folder, and goes on where it was stopped', async () => {
  let computed = 0;
  let stop = true;
  const abort = new AbortController();
  const experiment: Experiment = {
    name: 'two-steps',
    summary: '',
    run: async ({ remember, signal }) => {
      await remember('first', () => ++computed);
      if (stop) abort.abort();
      signal?.throwIfAborted();
      const second = await remember('second', () => 10 * ++computed);
      return { ...report, paragraphs: [`The second step gave ${second}.`] };
    },
  };
  const places = { data: 'none', out: join(folder, 'out'), quick: true, note: () => undefined };
  await expect(
    runExperiment(experiment, { ...places, signal: abort.signal }),
  ).rejects.toMatchObject({ code: 'experiment-stopped' });
  stop = false;
  await runExperiment(experiment, places);
  expect(computed).toBe(2);
  const page = await readFile(join(places.out, 'table.md'), 'utf8');
  expect(page).toContain('The second step gave 20.');
  expect((await readdir(places.out)).sort()).toEqual(
    ['figures.csv', 'plot.svg', 'steps', 'summary.json', 'table.md'].sort(),
  );
  const summary = await readExperimentSummary(places.out);
  expect(summary).toMatchObject({ name: 'two-steps', title: 'Title', quick: true });
  expect(summary.tables[0]!.rows).toEqual(report.tables[0]!.rows);
  // Other conditions are another result.
  await runExperiment(experiment, { ...places, quick: false });
  expect(computed).toBe(4);
});
