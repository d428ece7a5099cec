import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Quillwave, temporaryHome } from './support/quillwave.ts';

let home: Awaited<ReturnType<typeof temporaryHome>>;
let quillwave: Quillwave;

beforeAll(async () => {
  home = await temporaryHome();
  quillwave = await Quillwave.launch({ home: home.path, args: ['--pen', 'simulated'] });
  await quillwave.waitForSamples();
  await quillwave.page.evaluate(() =>
    window.quillwave.requests.changeSettings({ showExperiments: true, showNotes: true }),
  );
  await quillwave.page.reload();
  // A page that is only being loaded hears no key.
  await quillwave.waitForSamples();
  await quillwave.page.keyboard.press('Control+Shift+R');
  await quillwave.page.locator('.record', { hasText: '0:01' }).waitFor();
  await quillwave.page.keyboard.press('Control+Shift+R');
  await quillwave.page.locator('.record[aria-pressed=false]').waitFor();
});
afterAll(async () => {
  await quillwave.close();
  await home.remove();
});

async function violations(): Promise<string[]> {
  // Legacy mode needs no further page, which Electron cannot open.
  const { violations: found } = await new AxeBuilder({ page: quillwave.page })
    .setLegacyMode(true)
    .analyze();
  return found.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html }) => `${impact ?? ''} ${id}: ${html.slice(0, 160)}`),
  );
}

const views: readonly { name: string; open: string }[] = [
  { name: 'write', open: 'Control+1' },
  { name: 'writers', open: 'Control+2' },
  { name: 'recordings', open: 'Control+3' },
  { name: 'experiments', open: 'Control+4' },
  { name: 'settings', open: 'Control+5' },
  { name: 'troubleshooting', open: 'Control+6' },
  { name: 'pens', open: 'Control+k' },
  { name: 'shortcuts', open: '?' },
];

for (const theme of ['light', 'dark'] as const) {
  for (const { name, open } of views) {
    test(`${name}, ${theme}: nothing that axe objects to`, async () => {
      const { page } = quillwave;
      await page.evaluate((theme) => window.quillwave.requests.changeSettings({ theme }), theme);
      await page.evaluate((theme) => (document.documentElement.dataset['theme'] = theme), theme);
      await page.keyboard.press(open);
      await page.waitForTimeout(400);
      expect(await violations()).toEqual([]);
      await quillwave.screenshot(`${name}-${theme}`);
      if (name === 'pens' || name === 'shortcuts') await page.keyboard.press('Escape');
    });
  }
}

test('everything can be reached with the Tab key, and focus shows', async () => {
  const { page } = quillwave;
  await quillwave.open('Write');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const reached: string[] = [];
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab');
    const here = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(element);
      return {
        label: (element.getAttribute('aria-label') ?? element.textContent).trim(),
        shown: element === document.body || (outlineStyle !== 'none' && outlineWidth !== '0px'),
      };
    });
    expect(here).toMatchObject({ shown: true });
    reached.push(here.label);
  }
  for (const wanted of ['Write', 'Record', 'Pause', 'Hide signal', 'Acceleration x']) {
    expect(reached).toContain(wanted);
  }
});
