import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launching } from './support/launching.ts';

const { homeFolder, launch } = launching();

const summary = {
  ...{ name: 'tiny', title: 'A tiny experiment', quick: true },
  paragraphs: ['Printed by `npm run -s experiment -- tiny`.'],
  tables: [
    {
      ...{ name: 'accuracy', title: 'Accuracy', explanation: 'In percent.' },
      columns: ['trained with', 'accuracy, %', 'p'],
      rows: [
        ['no images', 81.25, null],
        ['triplet', 87.5, 0.0312],
      ],
    },
  ],
  plots: [{ name: 'plot', title: 'The shared space' }],
};
const svg =
  '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="120"><circle cx="60" cy="60" r="40" fill="#0072b2"/></svg>';

test('figures of an experiment are shown with their drawings, from the keyboard', async () => {
  const home = await homeFolder();
  const folder = join(home, 'experiments', 'tiny-quick');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'summary.json'), JSON.stringify(summary));
  await writeFile(join(folder, 'plot.svg'), svg);
  const quillwave = await launch(home);
  const { page } = quillwave;
  // Experiments are for researchers: a switch in the settings shows their tab.
  await quillwave.open('Settings');
  await page.getByText('For experts').click();
  await page.getByLabel('Show experiments').check();
  await quillwave.open('Experiments');
  const choice = page.getByRole('button', { name: /A tiny experiment/ });
  await choice.focus();
  await page.keyboard.press('Enter');
  // The plots come first; the figures are a click away.
  await page.locator('summary').first().click();
  await page.getByRole('cell', { name: '87.5' }).waitFor();
  expect(await page.getByRole('row').allInnerTexts()).toEqual([
    'trained with\taccuracy, %\tp',
    'no images\t81.25\t–',
    'triplet\t87.5\t0.0312',
  ]);
  const drawing = page.getByRole('img', { name: 'The shared space' });
  await expect
    .poll(() => drawing.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBe(300);
  expect(quillwave.complaints).toEqual([]);
  await quillwave.screenshot('experiments');
});
