import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Quillwave, temporaryHome } from './support/quillwave.ts';

/*
 * Every page in every guise: nothing hangs over, every control is within reach. Each leaves a picture in
 * test-results/: `npm run screenshots` runs this file alone.
 */
let home: Awaited<ReturnType<typeof temporaryHome>>;
let quillwave: Quillwave;

const longName = 'Maximiliane-Charlotte Freifrau von und zu Quellenstein';

beforeAll(async () => {
  home = await temporaryHome();
  quillwave = await Quillwave.launch({ home: home.path, args: ['--pen', 'simulated'] });
  await quillwave.waitForSamples();
  await quillwave.page.evaluate(async (name) => {
    const { requests } = window.quillwave;
    await requests.createWriter({ name });
    await requests.changeSettings({ showNotes: true, showExperiments: true });
    await requests.startRecording();
  }, longName);
  await quillwave.page.waitForTimeout(3000);
  await quillwave.page.evaluate(() => window.quillwave.requests.stopRecording());
}, 180_000);
afterAll(async () => {
  await quillwave.close();
  await home.remove();
});

interface Guise {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly zoom?: number;
  readonly settings: { readonly theme: 'light' | 'dark'; readonly language: 'en' | 'de' };
}

const guises: readonly Guise[] = [
  { name: 'light', width: 1240, height: 860, settings: { theme: 'light', language: 'en' } },
  { name: 'dark', width: 1240, height: 860, settings: { theme: 'dark', language: 'en' } },
  { name: 'german', width: 1024, height: 700, settings: { theme: 'light', language: 'de' } },
  { name: 'narrow', width: 640, height: 600, settings: { theme: 'light', language: 'de' } },
  {
    name: 'zoomed',
    width: 1280,
    height: 960,
    zoom: 2,
    settings: { theme: 'dark', language: 'de' },
  },
];

async function dress({ width, height, zoom = 1, settings }: Guise): Promise<void> {
  const { page, app } = quillwave;
  await app.evaluate(
    ({ BrowserWindow }, size) => {
      const [window] = BrowserWindow.getAllWindows();
      window!.setContentSize(size.width, size.height);
      window!.webContents.setZoomFactor(size.zoom);
    },
    { width, height, zoom },
  );
  await page.evaluate((settings) => window.quillwave.requests.changeSettings(settings), settings);
  await page.reload();
  await quillwave.headline.waitFor();
  await page.locator('nav button').first().waitFor();
}

/** As it is on screen: the driver's own picture knows nothing of the zoom. */
async function picture(name: string): Promise<void> {
  const png = await quillwave.app.evaluate(async ({ BrowserWindow }) => {
    const image = await BrowserWindow.getAllWindows()[0]!.webContents.capturePage();
    return image.toPNG().toString('base64');
  });
  const folder = join(import.meta.dirname, '../../test-results');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), Buffer.from(png, 'base64'));
}

/** Controls that stand where nobody can reach them, and whether the page is wider than the window. */
function faults(): Promise<readonly string[]> {
  return quillwave.page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth - innerWidth} px too wide`);
    for (const element of document.querySelectorAll<HTMLElement>('button, select, input, a')) {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || element.closest('.visually-hidden, .scroll, nav') !== null) continue;
      if (box.right > innerWidth + 1 || box.left < -1) {
        found.push(
          `${element.outerHTML.slice(0, 90)} ${Math.round(box.left)}–${Math.round(box.right)}`,
        );
      }
    }
    return found;
  });
}

/** Controls that a notice lies on. */
function covered(): Promise<readonly string[]> {
  return quillwave.page.evaluate(() => {
    const under: string[] = [];
    /** What has been scrolled away is not there to be covered. */
    const isScrolledAway = (element: HTMLElement, y: number): boolean => {
      for (let box = element.parentElement; box !== null; box = box.parentElement) {
        if (getComputedStyle(box).overflowY === 'visible') continue;
        const { top, bottom } = box.getBoundingClientRect();
        if (y < top || y > bottom) return true;
      }
      return false;
    };
    for (const element of document.querySelectorAll<HTMLElement>('button, select, input, a')) {
      const { left, top, width, height } = element.getBoundingClientRect();
      const [x, y] = [left + width / 2, top + height / 2];
      const seen = document.elementFromPoint(x, y);
      if (element.closest('.notice') !== null || isScrolledAway(element, y)) continue;
      if (seen && seen.closest('.notice') !== null) {
        under.push(element.outerHTML.slice(0, 90));
      }
    }
    return under;
  });
}

for (const guise of guises) {
  test(`${guise.name}: every control of every page is within reach`, async () => {
    const { page } = quillwave;
    await dress(guise);
    const tabs = page.locator('nav button');
    const names = ['write', 'writers', 'recordings', 'experiments', 'settings', 'troubleshooting'];
    for (const [index, name] of names.entries()) {
      await tabs.nth(index).click();
      await page.waitForTimeout(400);
      await picture(`page-${name}-${guise.name}`);
      expect({ name, faults: await faults() }).toEqual({ name, faults: [] });
      await page.keyboard.press('Control+Shift+c');
      await page.locator('.notice').first().waitFor();
      expect({ name, covered: await covered() }).toEqual({ name, covered: [] });
      await page.locator('.notice button').last().click();
    }
    await tabs.first().click();
    // The text is the largest thing on the window, and there is room for it.
    const room = await page.locator('.sheet').evaluate(({ clientHeight }) => clientHeight);
    expect(room).toBeGreaterThan(100);
  });
}
