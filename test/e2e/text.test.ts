import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { defaultSimulatedText } from '../../src-main/pen/simulated.ts';
import { launching } from './support/launching.ts';
import { modelNotice, shippedModel } from './support/quillwave.ts';

const { homeFolder, launch } = launching();

/** Written once: its end leaves the text at rest. Digits, of which the model for digits misses none. */
const pen = ['--model', 'pen-digits', '--pen', 'simulated:314 27'] as const;
const written = '314 27';

describe.skipIf(!shippedModel)(`the text${modelNotice}`, () => {
  test('can be corrected, copied, saved, cleared and brought back', async () => {
    const home = await homeFolder();
    const quillwave = await launch(home, ...pen);
    const { page, app } = quillwave;
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(written));
    await quillwave.screenshot('text');

    await page.getByRole('button', { name: '27', exact: true }).click();
    const field = page.getByLabel('What it should say');
    await field.fill('28');
    await quillwave.screenshot('text-readings');
    await field.press('Enter');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 28'));

    await page.keyboard.press('Control+Shift+C');
    await quillwave.until(async () =>
      expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('314 28'),
    );

    const file = join(home, 'saved.txt');
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, file);
    await page.keyboard.press('Control+s');
    await quillwave.until(async () => expect(await readFile(file, 'utf8')).toBe('314 28\n'));

    await page.keyboard.press('Control+Shift+X');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(''));
    await page.keyboard.press('Control+z');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 28'));
    expect(quillwave.complaints).toEqual([]);
  });

  test('is words where nothing else was asked for', async () => {
    const quillwave = await launch(await homeFolder());
    const expected = defaultSimulatedText.split(' ').slice(0, 5);
    await quillwave.until(
      async () =>
        expect((await quillwave.committed()).split(' ').length).toBeGreaterThanOrEqual(
          expected.length,
        ),
      60_000,
    );
    await quillwave.screenshot('words');
    const read = (await quillwave.committed()).split(' ').slice(0, expected.length);
    console.log(`Simulated pen, written ${expected.join(' ')}, read ${read.join(' ')}`);
    const right = read.filter((word, index) => word === expected[index]);
    expect(right.length).toBeGreaterThanOrEqual(expected.length - 1);
  });

  test('words are reached and opened with the keyboard alone', async () => {
    const quillwave = await launch(await homeFolder(), ...pen);
    const { page } = quillwave;
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(written));
    await page.getByRole('button', { name: '27', exact: true }).focus();
    await page.keyboard.press('ArrowLeft');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toBe('314');
    await page.keyboard.press('Enter');
    await page.getByLabel('What it should say').waitFor();
    await page.keyboard.press('Escape');
    await quillwave.until(async () => expect(await focused()).toBe('314'));
  });

  test('outlives a crash of the page and one of the reading process', async () => {
    const quillwave = await launch(await homeFolder(), ...pen);
    const { page, app } = quillwave;
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(written));
    const reloaded = app.evaluate(
      ({ BrowserWindow }) =>
        new Promise<void>((resolve) => {
          const { webContents } = BrowserWindow.getAllWindows()[0]!;
          webContents.once('did-finish-load', () => resolve());
          webContents.forcefullyCrashRenderer();
        }),
    );
    await reloaded;
    const shown = () =>
      app.evaluate(
        ({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(
            `[...document.querySelectorAll('[data-testid=text] button.word')].map((word) => word.textContent).join(' ')`,
          ) as Promise<string>,
      );
    await quillwave.until(async () => expect(await shown()).toBe(written));

    const { pid } = await app.evaluate(({ app: electron }) => {
      const engine = electron.getAppMetrics().find(({ name }) => name === 'Quillwave engine');
      return { pid: engine!.pid };
    });
    process.kill(pid, 'SIGKILL');
    // The pen of the arguments is connected anew and writes again.
    await quillwave.until(async () => expect(await shown()).toBe(`${written} ${written}`));
    expect(page.isClosed()).toBe(false);
  });

  test('of the session before is offered at the next start', async () => {
    const home = await homeFolder();
    const first = await launch(home, ...pen);
    await first.until(async () => expect(await first.committed()).toBe(written));
    await first.page.waitForTimeout(700);
    await first.kill();
    const second = await launch(home, '--model', 'pen-digits', '--pen', 'simulated:5');
    await second.page.getByRole('button', { name: 'Bring back the last text (2 words)' }).click();
    await second.until(async () => expect(await second.committed()).toBe(`${written} 5`));
  });
});
