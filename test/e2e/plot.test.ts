import { describe, expect, test } from 'vitest';
import { launching } from './support/launching.ts';
import { modelNotice, shippedModel } from './support/quillwave.ts';

const { homeFolder, launch } = launching();

describe.skipIf(!shippedModel)(`word and signal${modelNotice}`, () => {
  test('light each other up, and the pointer tells values', async () => {
    const quillwave = await launch(
      await homeFolder(),
      ...['--model', 'pen-digits', '--pen', 'simulated:314 926 27'],
    );
    const { page } = quillwave;
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 926 27'));
    const plot = page.getByTestId('plot-force').locator('canvas');
    const picture = () => plot.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await page.keyboard.press('Control+p');
    const before = await picture();
    await page.locator('.word', { hasText: '27' }).click();
    await quillwave.until(async () => expect(await picture()).not.toBe(before));
    await page.keyboard.press('Escape');

    // The pointer runs over the plot from right to left until it meets the last word.
    const over = page.getByTestId('plot-force').locator('.u-over');
    const box = (await over.boundingBox())!;
    const pointed = page.getByTestId('pointed');
    let met = '';
    for (let x = box.width - 5; x > 0 && met === ''; x -= 8) {
      await page.mouse.move(box.x + x, box.y + box.height / 2);
      const text = (await pointed.textContent()) ?? '';
      if (text.includes('27')) met = text;
    }
    expect(met).toMatch(/\d+\.\d\d s · 27/);
    expect(await page.locator('.word.open').allTextContents()).toEqual(['27']);
    expect(await page.locator('.value').first().textContent()).toMatch(/\d/);
    await quillwave.screenshot('plot-pointed');

    // A click on its part of the signal chooses the word, as a click on the word would.
    for (let x = box.width - 5; x > 0; x -= 8) {
      await page.mouse.move(box.x + x, box.y + box.height / 2);
      if (!((await pointed.textContent()) ?? '').includes('27')) continue;
      await page.mouse.click(box.x + x, box.y + box.height / 2);
      break;
    }
    await page.getByRole('dialog', { name: 'Other readings of “27”' }).waitFor();
    await page.keyboard.press('Escape');

    // A word whose part has left the screen brings it back.
    await page.keyboard.press('Control+p');
    await page.getByRole('button', { name: '5 s', exact: true }).click();
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await page.locator('.word', { hasText: '314' }).click();
    await page.getByRole('button', { name: 'Go on', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '10 s', exact: true }).click();

    // A dragged range gives its duration and what the channels come to.
    await page.mouse.move(box.x + box.width - 100, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 20, box.y + 10, { steps: 5 });
    await page.mouse.up();
    await page.mouse.move(10, 10);
    await quillwave.until(async () => expect(await pointed.textContent()).toMatch(/\d\.\d\d s/));
    expect(await page.locator('.value').first().textContent()).toContain('⌀');
    await quillwave.screenshot('plot-range');
    expect(quillwave.complaints).toEqual([]);
  });

  test('bands of another pen are not those of this one', async () => {
    const quillwave = await launch(
      await homeFolder(),
      ...['--model', 'pen-digits', '--pen', 'simulated:314 27'],
    );
    const { page } = quillwave;
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27'));
    await page.getByRole('button', { name: 'Write again' }).click();
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27 314 27'));
    // The signal begins anew, and with it the times: only the words written since have bands in it.
    const over = page.getByTestId('plot-force').locator('.u-over');
    await page.keyboard.press('Control+p');
    const box = (await over.boundingBox())!;
    const seen = new Set<string>();
    for (let x = box.width - 3; x > 0; x -= 6) {
      await page.mouse.move(box.x + x, box.y + box.height / 2);
      const said = (await page.getByTestId('pointed').textContent()) ?? '';
      if (said.includes('·')) seen.add(said.split('·')[1]!.trim());
    }
    expect([...seen].sort()).toEqual(['27', '314']);
  });
});
