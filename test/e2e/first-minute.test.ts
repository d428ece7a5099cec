import { describe, expect, test } from 'vitest';
import { launching } from './support/launching.ts';
import { modelNotice, shippedModel } from './support/quillwave.ts';

const { homeFolder, launch } = launching();

describe.skipIf(!shippedModel)(`the first minute${modelNotice}`, () => {
  test('offers three ways; one click and a pen writes, in the hand that was chosen', async () => {
    const quillwave = await launch(await homeFolder());
    const { page } = quillwave;
    await page.getByTestId('welcome').waitFor();
    expect(await quillwave.headline.textContent()).toBe('No pen is connected.');
    await quillwave.screenshot('welcome');
    const headings = await page.locator('.welcome h2').allTextContents();
    expect(headings.map((text) => text.trim())).toEqual([
      ...['Try it', 'Connect my pen', 'Teach it my hand'],
    ]);
    await page.getByRole('button', { name: 'Slanted' }).click();
    const began = performance.now();
    await quillwave.until(async () => expect(await quillwave.committed()).not.toBe(''), 60_000);
    console.log(`First text ${Math.round(performance.now() - began)} ms after the click.`);
    // What only shows something is no note of the user's.
    await page.keyboard.press('Control+l');
    await page.getByText('Every sitting becomes a note here').waitFor();
    await page.keyboard.press('Control+l');
    // The page of writers is one click away from the card; here by its tab.
    expect(quillwave.complaints).toEqual([]);
  });

  test('teaching begins with one click and a name', async () => {
    const quillwave = await launch(await homeFolder());
    const { page } = quillwave;
    await page.getByRole('button', { name: 'Begin …' }).click();
    await page.getByLabel('Name', { exact: true }).waitFor();
    await page.keyboard.type('Anna');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Write 20 words' }).waitFor();
  });

  test('German is switched live', async () => {
    const quillwave = await launch(await homeFolder());
    const { page } = quillwave;
    await quillwave.open('Settings');
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await quillwave.open('Schreiben');
    expect(await quillwave.headline.textContent()).toBe('Kein Stift ist verbunden.');
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de');
    await quillwave.screenshot('welcome-german');
  });
});
