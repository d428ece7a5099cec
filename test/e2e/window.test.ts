import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandLine, Quillwave, temporaryHome } from './support/quillwave.ts';

let home: Awaited<ReturnType<typeof temporaryHome>>;
let quillwave: Quillwave;

beforeAll(async () => {
  home = await temporaryHome();
  quillwave = await Quillwave.launch({ home: home.path, args: ['--pen', 'simulated'] });
});
afterAll(async () => {
  await quillwave.close();
  await home.remove();
});

test('starts with the simulated pen, and samples flow into the plot', async () => {
  await quillwave.waitForSamples();
  console.log(`Window ready ${Math.round(quillwave.readyMs)} ms after the start of the process.`);
  const inked = (group: string) =>
    quillwave.page
      .getByTestId(`plot-${group}`)
      .locator('canvas')
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let at = 3; at < data.length; at += 4) if (data[at]! > 0) count++;
        return count;
      });
  for (const group of ['acceleration', 'rotation', 'force']) {
    await quillwave.until(async () => expect(await inked(group)).toBeGreaterThan(2000));
  }
  expect(await quillwave.figure('Lost')).toBe('0');
  await quillwave.screenshot('window');
  expect(quillwave.complaints).toEqual([]);
});

test('pausing holds the picture, seconds change it', async () => {
  const { page } = quillwave;
  const picture = () =>
    page
      .getByTestId('plot-force')
      .locator('canvas')
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  await page.keyboard.press('Control+p');
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  await page.waitForTimeout(200);
  const held = await picture();
  await page.waitForTimeout(400);
  expect(await picture()).toBe(held);
  await page.getByRole('button', { name: '5 s', exact: true }).click();
  await quillwave.until(async () => expect(await picture()).not.toBe(held));
  await page.keyboard.press('Control+p');
});

test('a second start hands its pen to the first and ends', async () => {
  const { executablePath, args, env } = commandLine({
    home: home.path,
    args: ['--pen', 'simulated:7'],
  });
  const second = spawn(executablePath, args, { env, stdio: 'ignore' });
  const code = await new Promise((resolve) => second.once('exit', resolve));
  expect(code).toBe(0);
  // Unlike the simulated pen of the first start, this one comes to an end.
  await quillwave.until(async () =>
    expect(await quillwave.headline.textContent()).toContain('has written its text'),
  );
});

test('settings are kept', async () => {
  const { page } = quillwave;
  await quillwave.open('Settings');
  await page.getByLabel('Dark').check();
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  await quillwave.until(async () => {
    const kept = await readFile(join(home.path, 'settings.json'), 'utf8');
    expect(JSON.parse(kept)).toMatchObject({ theme: 'dark' });
  });
  await page.getByRole('radio', { name: 'As the desktop' }).check();
  await quillwave.open('Write');
});

test('is usable at 1024 × 700 without anything hanging over', async () => {
  const { page, app } = quillwave;
  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.setContentSize(1024, 700);
  });
  await quillwave.until(async () => expect(await page.evaluate(() => innerWidth)).toBe(1024));
  for (const name of ['Write', 'Writers', 'Recordings', 'Settings', 'Troubleshooting']) {
    await page.getByRole('button', { name, exact: true }).click();
    await page.waitForTimeout(150);
    const over = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth > innerWidth,
      high: document.documentElement.scrollHeight > innerHeight,
    }));
    expect({ name, ...over }).toEqual({ name, wide: false, high: false });
    await quillwave.screenshot(`small-${name.toLowerCase()}`);
  }
  await quillwave.open('Write');
});
