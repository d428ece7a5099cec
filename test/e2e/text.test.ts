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
  test('is a document: corrected, copied, saved, cleared, undone', async () => {
    const home = await homeFolder();
    const quillwave = await launch(home, ...pen);
    const { page, app } = quillwave;
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(written));
    await quillwave.screenshot('text');

    // A click selects the word and shows its other readings; typing replaces it.
    await page.locator('.word', { hasText: '27' }).click();
    await page.getByRole('dialog', { name: 'Other readings' }).waitFor();
    await quillwave.screenshot('text-readings');
    await page.keyboard.type('28');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 28'));
    expect(await page.locator('.word.corrected').allTextContents()).toEqual(['28']);

    await page.keyboard.press('Control+Shift+C');
    await quillwave.until(async () =>
      expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('314 28'),
    );
    const file = join(home, 'saved.md');
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, file);
    await page.keyboard.press('Control+s');
    await quillwave.until(async () =>
      expect(await readFile(file, 'utf8')).toContain('\n\n314 28\n'),
    );

    // One stack: clearing, correcting and writing are taken back in order, and done again.
    await page.keyboard.press('Control+Shift+X');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(''));
    const undone = ['314 28', written, '314', ''];
    for (const text of undone) {
      await page.keyboard.press('Control+z');
      await quillwave.until(async () => expect(await quillwave.committed()).toBe(text));
    }
    for (const text of [...undone.toReversed().slice(1), '']) {
      await page.keyboard.press('Control+Shift+z');
      await quillwave.until(async () => expect(await quillwave.committed()).toBe(text));
    }
    expect(quillwave.complaints).toEqual([]);
  });

  test('is dictated into other programs by the clipboard, and shown large', async () => {
    const quillwave = await launch(await homeFolder(), ...pen);
    const { page, app } = quillwave;
    await quillwave.open('Settings');
    await page.getByLabel('Keep the paragraph in the clipboard').check();
    await quillwave.open('Write');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(written));
    await page.getByRole('button', { name: 'Write again' }).click();
    await quillwave.until(async () =>
      expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toBe('314 27 314 27'),
    );
    await page.getByRole('button', { name: 'Dictation' }).click();
    await page.getByRole('button', { name: 'Dictation' }).waitFor({ state: 'detached' });

    const size = () =>
      page.locator('.sheet').evaluate((sheet) => parseFloat(getComputedStyle(sheet).fontSize));
    const before = await size();
    await page.keyboard.press('F9');
    await quillwave.until(async () => expect(await size()).toBe(2 * before));
    expect(await page.getByRole('navigation').count()).toBe(0);
    await quillwave.screenshot('text-large');
    await page.keyboard.press('Escape');
    await page.getByRole('navigation').waitFor();
  });

  test('has caret, selection, clipboard, find and paragraphs', async () => {
    const quillwave = await launch(await homeFolder(), ...pen);
    const { page, app } = quillwave;
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(written));
    const shown = () => page.evaluate(() => getSelection()?.toString());
    const sheet = page.getByTestId('text');
    await sheet.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' and more');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27 and more'));
    await page.keyboard.press('Control+a');
    expect((await shown())?.trim()).toBe('314 27 and more');
    await page.keyboard.press('Control+c');
    await quillwave.until(async () =>
      expect((await app.evaluate(({ clipboard }) => clipboard.readText())).trim()).toBe(
        '314 27 and more',
      ),
    );
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await page.keyboard.press('Control+x');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27 and'));
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+v');
    await quillwave.until(async () =>
      expect(await quillwave.committed()).toMatch(/^more ?314 27 and$/),
    );
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await quillwave.until(async () =>
      expect(await page.locator('[data-testid=text] p').allTextContents()).toMatchObject([
        expect.stringContaining('314'),
        expect.stringContaining('27 and'),
      ]),
    );
    await page.keyboard.press('Backspace');
    await quillwave.until(async () =>
      expect(await page.locator('[data-testid=text] p').count()).toBe(1),
    );

    await page.keyboard.press('Control+f');
    await page.keyboard.type('AN');
    await quillwave.until(async () =>
      expect(await page.locator('.find .count').textContent()).toContain('1/1'),
    );
    await quillwave.screenshot('text-find');
    await page.keyboard.press('Escape');
    await quillwave.until(async () => expect(await shown()).toBe('an'));
    expect(quillwave.complaints).toEqual([]);
  });

  test('is words where nothing else was asked for', async () => {
    const quillwave = await launch(await homeFolder(), '--pen', 'simulated');
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

  test('words are split, joined, moved, and reached with the keyboard alone', async () => {
    const quillwave = await launch(await homeFolder(), ...pen);
    const { page } = quillwave;
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(written));
    await page.getByTestId('text').focus();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.type(' ');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('3 14 27'));
    await page.keyboard.press('Backspace');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27'));
    await page.keyboard.press('Alt+Shift+ArrowRight');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('27 314'));
    await page.keyboard.press('Control+Enter');
    const dialog = page.getByRole('dialog', { name: 'Other readings of “314”' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('textbox');
  });

  test('notes: what was written is there after two more starts; the simulated pen is apart', async () => {
    const home = await homeFolder();
    const quillwave = await launch(home, ...pen);
    const { page } = quillwave;
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(written));
    await page.keyboard.press('Control+n');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe(''));
    await page.getByTestId('text').focus();
    await page.keyboard.type('Dear diary');
    await quillwave.until(async () => expect(await quillwave.committed()).toBe('Dear diary'));
    await quillwave.close();
    for (const start of [1, 2]) {
      const again = await launch(home, '--model', 'pen-digits', '--pen', 'simulated:5');
      // The sheet of the simulated pen is shown, because it was asked for; the note is one click away.
      await again.until(async () => expect(await again.committed()).toBe('5'));
      await again.page.getByRole('button', { name: 'My notes' }).click();
      await again.until(async () => expect(await again.committed()).toBe('Dear diary'));
      await again.page.keyboard.press('Control+l');
      await again.page.getByRole('searchbox').fill('diary dear');
      await again.page.getByRole('button', { name: /Dear diary/ }).waitFor();
      await again.screenshot(`notes-${start}`);
      await again.page.keyboard.press('Control+l');
      await again.close();
    }
    const last = await launch(home, '--model', 'pen-digits', '--pen', 'simulated:5');
    await last.page.getByRole('button', { name: 'My notes' }).click();
    await last.page.keyboard.press('Control+l');
    await last.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await last.page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await last.until(async () => expect(await last.committed()).toBe('Dear diary'));
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
            `[...document.querySelectorAll('[data-testid=text] .word')].map((word) => word.textContent).join(' ')`,
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
});
