import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listExperiments, readExperiment, type ExperimentFolders } from './experiment-results.ts';

let folders: ExperimentFolders;
beforeAll(async () => {
  const root = await mkdtemp(join(tmpdir(), 'quillwave-results-'));
  folders = { home: join(root, 'home'), shipped: join(root, 'shipped') };
  await write('home', 'good-quick', {
    ...{ name: 'good', title: 'Good', quick: true, paragraphs: ['How.'] },
    tables: [{ name: 'a', title: 'A', columns: ['x', 'y'], rows: [['one', null]] }],
    plots: [
      { name: 'there', title: 'There' },
      { name: 'gone', title: 'Gone' },
    ],
  });
  await writeFile(join(folders.home, 'good-quick', 'there.svg'), '<svg/>');
  await write('home', 'bad', { title: 1 });
});
afterAll(() => rm(join(folders.home, '..'), { recursive: true }));

async function write(origin: keyof ExperimentFolders, name: string, summary: unknown) {
  await mkdir(join(folders[origin], name), { recursive: true });
  await writeFile(join(folders[origin], name, 'summary.json'), JSON.stringify(summary));
}

test('what can be read is listed; a folder that is not there holds nothing', async () => {
  expect(await listExperiments(folders)).toMatchObject([
    { origin: 'home', name: 'good-quick', title: 'Good', quick: true },
  ]);
});

test('tables come with what could not be computed, plots with their drawing', async () => {
  const page = await readExperiment(folders, { origin: 'home', name: 'good-quick' });
  expect(page.tables[0]!.rows).toEqual([['one', NaN]]);
  expect(page.plots).toEqual([{ title: 'There', svg: '<svg/>' }]);
});

test('what cannot be read is said, with what to do', async () => {
  const bad = readExperiment(folders, { origin: 'home', name: 'bad' });
  await expect(bad).rejects.toMatchObject({ code: 'experiment-read' });
  await expect(readExperiment(folders, { origin: 'shipped', name: 'none' })).rejects.toThrow(
    /summary\.json/u,
  );
});
