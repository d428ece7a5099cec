import { cp, readdir, readFile } from 'node:fs/promises';
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
  await page.locator('.record', { hasText: '0:02' }).waitFor();
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

test.skipIf(!shippedModel)(
  `a recording is looked into, replayed from there, read again and found by its writer${modelNotice}`,
  async () => {
    const home = await homeFolder();
    const quillwave = await launch(
      ...([home, '--model', 'pen-digits', '--pen', 'simulated:314 27'] as const),
    );
    const { page } = quillwave;
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27'));
    for (const writer of ['', 'Ada']) {
      await page.evaluate(async (name) => {
        const { requests } = window.quillwave;
        if (name === '') return;
        const made = await requests.createWriter({ name });
        if (made.ok) await requests.selectWriter(made.value);
      }, writer);
      await page.evaluate(() => window.quillwave.requests.selectModel('pen-digits'));
      await page.keyboard.press('Control+Shift+X');
      await page.keyboard.press('Control+Shift+R');
      await page.locator('.record[aria-pressed=true]').waitFor();
      await page.getByRole('button', { name: 'Write again' }).click();
      await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27'));
      await page.keyboard.press('Control+Shift+R');
      await page.locator('.record[aria-pressed=false]').waitFor();
    }
    await quillwave.open('Recordings');
    const entry = page.getByTestId('recording');
    await quillwave.until(async () => expect(await entry.count()).toBe(2));
    await page.getByLabel('Only of the writer').selectOption('ada');
    await quillwave.until(async () => expect(await entry.count()).toBe(1));

    await page.getByRole('button', { name: /^Signal and text/ }).click();
    const preview = page.getByTestId('preview');
    await preview.locator('svg path').first().waitFor();
    expect(await preview.locator('svg path').first().getAttribute('d')).toMatch(/^M.{200,}/);
    expect(await preview.locator('.word').allTextContents()).toEqual(['314', '27']);
    await preview.getByRole('button', { name: '27', exact: true }).click();
    const scrubber = preview.getByLabel('Position in the recording');
    expect(Number(await scrubber.inputValue())).toBeGreaterThan(0.5);
    await preview.getByLabel('Read again with').selectOption('pen-digits');
    await preview.getByRole('button', { name: 'Read again', exact: true }).click();
    await quillwave.until(async () =>
      expect(await page.getByTestId('read-again').textContent()).toMatch(/314 27$/),
    );
    await quillwave.screenshot('recording-preview');
    await page.keyboard.press('Control+1');
    await page.keyboard.press('Control+3');
    await page
      .getByRole('button', { name: /^Signal and text/ })
      .first()
      .click();
    await preview.getByRole('button', { name: '27', exact: true }).click();
    await preview.getByRole('button', { name: /^Replay from/ }).click();
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('27'));

    // A recording from elsewhere is dropped onto the window, and kept.
    const [folder] = await readdir(join(home, 'recordings'));
    const elsewhere = join(home, 'elsewhere');
    await cp(join(home, 'recordings', folder!), elsewhere, { recursive: true });
    await page.evaluate(async (path) => {
      await window.quillwave.requests.importRecording(path);
    }, elsewhere);
    await quillwave.open('Recordings');
    await quillwave.until(async () => expect(await entry.count()).toBe(3));
    expect(quillwave.complaints).toEqual([]);
  },
);
