import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { launching } from './support/launching.ts';
import { modelNotice, shippedModel, type Quillwave } from './support/quillwave.ts';

const { homeFolder, launch } = launching();
const digits = join(import.meta.dirname, '../fixtures/simulated-digits.ndjson.gz');

/** The next file dialog answers with this file. */
async function choose({ app, page }: Quillwave, file: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, file);
  await page.keyboard.press('Control+o');
}

/** Seconds that the replay shows, of how many. */
async function position({ page }: Quillwave): Promise<readonly number[]> {
  const said = (await page.getByTestId('replay-position').textContent()) ?? '';
  return said.split('/').map((time) => {
    const [minutes = 0, seconds = 0] = time.trim().split(':').map(Number);
    return 60 * minutes + seconds;
  });
}

describe.skipIf(!shippedModel)(`replay${modelNotice}`, () => {
  test('of a file with many recordings the chosen one is played, held, sought and sped up', async () => {
    const quillwave = await launch(await homeFolder(), '--model', 'pen-digits');
    const { page } = quillwave;
    await choose(quillwave, digits);
    const listed = page.getByTestId('contained');
    await listed.first().waitFor();
    expect(await listed.count()).toBeGreaterThan(5);
    await quillwave.screenshot('replay-file');
    const third = listed.nth(2);
    const label = (await third.locator('.label').textContent())!.trim();
    await third.click();
    await quillwave.until(async () =>
      expect(await quillwave.headline.textContent()).toMatch(/is being replayed/),
    );
    expect(await quillwave.detail.textContent()).not.toMatch(/paper/);
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(label));
    await quillwave.until(async () =>
      expect(await quillwave.headline.textContent()).toContain('has come to its end'),
    );
    expect(await position(quillwave)).toHaveLength(2);

    // All of them one after the other, so that there is time to do something.
    await choose(quillwave, digits);
    await page.getByRole('button', { name: 'Replay all' }).click();
    await quillwave.until(async () => expect((await position(quillwave))[1]).toBeGreaterThan(20));
    await page.getByRole('button', { name: 'Hold the replay' }).click();
    await page.getByRole('button', { name: 'Continue the replay' }).waitFor();
    const [held] = await position(quillwave);
    await quillwave.until(async () => expect(await quillwave.figure('Samples')).toBe('0/s'));
    expect((await position(quillwave))[0]).toBe(held);
    expect(await quillwave.headline.textContent()).toContain('is held');
    await quillwave.screenshot('replay-held');
    await page.getByLabel('Speed of the replay').selectOption('8');
    await page.getByRole('button', { name: 'Continue the replay' }).click();
    await quillwave.until(async () =>
      expect((await position(quillwave))[0]).toBeGreaterThan(held! + 3),
    );
    await page.getByLabel('Speed of the replay').selectOption('1');
    await page.getByLabel('Position in the recording').fill('15000');
    await quillwave.until(async () => {
      const [now] = await position(quillwave);
      expect(now).toBeGreaterThanOrEqual(15);
      expect(now).toBeLessThan(19);
    });
    expect(quillwave.complaints).toEqual([]);
  });

  test('a wrong file says so and leaves the pen as it is', async () => {
    const home = await homeFolder();
    const quillwave = await launch(home, '--pen', 'simulated');
    const { page } = quillwave;
    await quillwave.waitForSamples();
    const wrong = join(home, 'letter.ndjson');
    await writeFile(wrong, 'Dear all,\n');
    await choose(quillwave, wrong);
    await page.locator('.notice.error').waitFor();
    expect(await page.locator('.notice.error').textContent()).toContain('letter.ndjson');
    await quillwave.waitForSamples();
    expect(await quillwave.headline.textContent()).toContain('Simulated pen');
    await quillwave.screenshot('replay-wrong-file');
  });
});
