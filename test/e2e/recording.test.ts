import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launching } from './support/launching.ts';
import { modelNotice, shippedModel } from './support/quillwave.ts';

const { homeFolder, launch } = launching();

test('a killed program loses at most its last second, and the next start says so', async () => {
  const home = await homeFolder();
  const first = await launch(home, '--pen', 'simulated');
  await first.waitForSamples();
  await first.page.keyboard.press('Control+Shift+R');
  const started = performance.now();
  await first.page.locator('.record[aria-pressed=true]').waitFor();
  await first.page.waitForTimeout(5000);
  await first.screenshot('recording');
  const recordedSeconds = (performance.now() - started) / 1000;
  await first.kill();

  const second = await launch(home, '--pen', 'simulated');
  await second.until(async () => {
    const said = await second.page.locator('section[aria-label=Pen]').textContent();
    expect(said).toContain('cut short by a crash has been saved');
  });
  await second.open('Recordings');
  const entry = second.page.getByTestId('recording');
  await second.until(async () => expect(await entry.count()).toBe(1));
  const text = (await entry.textContent()) ?? '';
  expect(text).toContain('saved after a crash');
  const seconds = Number(/ 0:(\d\d) /.exec(text)?.[1]);
  expect(seconds).toBeGreaterThanOrEqual(Math.floor(recordedSeconds - 1.5));
  await second.screenshot('recording-recovered');
});

test('a recording is exported, deleted, brought back, and what was deleted stays away', async () => {
  const home = await homeFolder();
  const quillwave = await launch(home, '--pen', 'simulated');
  const { page, app } = quillwave;
  await quillwave.waitForSamples();
  await page.keyboard.press('Control+Shift+R');
  await page.waitForTimeout(2500);
  await page.keyboard.press('Control+Shift+R');
  await quillwave.open('Recordings');
  const entry = page.getByTestId('recording');
  await quillwave.until(async () => expect(await entry.count()).toBe(1));

  const folder = join(home, 'exported');
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, folder);
  await page.getByRole('button', { name: 'Export …' }).click();
  await page.getByText('Exported to').waitFor();
  const [name] = await readdir(folder);
  const csv = await readFile(join(folder, name!, 'sensor_data.csv'), 'utf8');
  expect(csv.split('\n')[0]).toMatch(/^Millis;Acc1 X/);
  expect(csv.split('\n').length).toBeGreaterThan(150);

  await page.getByRole('button', { name: /^Delete the recording/ }).click();
  await quillwave.until(async () => expect(await entry.count()).toBe(0));
  await page.getByRole('button', { name: 'Undo' }).click();
  await quillwave.until(async () => expect(await entry.count()).toBe(1));

  await page.getByRole('button', { name: /^Rename the recording/ }).click();
  await page.getByLabel('Name of the recording').fill('First exercise');
  await page.keyboard.press('Enter');
  await entry.getByText('First exercise').waitFor();
  await page.getByRole('button', { name: /^Delete the recording/ }).click();
  await page.getByRole('button', { name: 'Empty trash …' }).click();
  expect(await readdir(join(home, 'trash'))).toHaveLength(1);
  await quillwave.screenshot('recordings-trash');
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByRole('button', { name: /^Deleted recordings/ }).waitFor({ state: 'detached' });
  await expect(readdir(join(home, 'trash'))).rejects.toThrow('ENOENT');
  expect(quillwave.complaints).toEqual([]);
});

test.skipIf(!shippedModel)(
  `what was recorded is replayed, and reads the same${modelNotice}`,
  async () => {
    const quillwave = await launch(
      await homeFolder(),
      '--model',
      'pen-digits',
      '--pen',
      'simulated:314 27',
    );
    const { page } = quillwave;
    // The pen writes once: connect it again with the recording running.
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27'));
    await page.keyboard.press('Control+Shift+R');
    await page.getByRole('button', { name: 'Write again' }).click();
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27 314 27'));
    await page.keyboard.press('Control+Shift+R');
    await page.keyboard.press('Control+Shift+X');
    await quillwave.open('Recordings');
    await page.getByRole('button', { name: 'Replay', exact: true }).click();
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27'));
    await quillwave.until(async () =>
      expect(await quillwave.headline.textContent()).toContain('has come to its end'),
    );
    await quillwave.screenshot('recording-replayed');
  },
);
