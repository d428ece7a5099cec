import { open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { parsePenProfile } from '../../src-main/pen/profiles.ts';
import { writingPackets } from '../../src-main/pen/virtual/virtual-packets.ts';
import { PseudoTerminal, socatIsHere } from '../contract/pseudo-terminal.ts';
import { modelNotice, Quillwave, shippedModel, temporaryHome } from './support/quillwave.ts';

const socatNotice = socatIsHere ? '' : ' (SKIPPED: socat is not installed)';

/** No count of columns suggests this order, and no board is known to have it. */
const madeUp = parsePenProfile(
  JSON.stringify({
    ...{ id: 'made-up', title: 'Made up', transport: 'serial', framing: 'text' },
    columns: [
      ...['gx', 'gy', 'gz'].map((to) => ({ to, unit: '°/s' })),
      { to: 'force' },
      ...['ax', 'ay', 'az'].map((to) => ({ to, unit: 'mg' })),
    ],
  }),
);

/** Writes a word again and again, at its true pace, until it is stopped. */
function writeAgain(path: string, word: string): { stop: () => Promise<void> } {
  let stopped = false;
  const goesOn = () => !stopped;
  const done = (async () => {
    const line = await open(path, 'r+');
    try {
      for (let seed = 1; goesOn(); seed += 1) {
        const started = performance.now();
        for (const { atMs, bytes } of writingPackets(madeUp, word, seed)) {
          const earlyMs = started + atMs - performance.now();
          if (earlyMs > 1) await wait(earlyMs);
          if (!goesOn()) break;
          await line.write(bytes);
        }
        // What rests behind the word ends it; more would be a gap.
        await wait(100);
      }
    } finally {
      await line.close();
    }
  })();
  return {
    stop: () => {
      stopped = true;
      return done;
    },
  };
}

test.skipIf(!socatIsHere || !shippedModel)(
  `scrambled columns are amber, and are described from bytes alone until text comes${socatNotice}${modelNotice}`,
  async () => {
    const home = await temporaryHome();
    const line = await PseudoTerminal.create();
    const writing = writeAgain(line.farPath, 'hello');
    const quillwave = await Quillwave.launch({
      home: home.path,
      args: ['--model', 'words', '--pen', `serial:${line.path}`],
    });
    try {
      const { page } = quillwave;
      await quillwave.until(async () => {
        expect(await quillwave.headline.textContent()).toContain('cannot be right');
        expect(await page.locator('section.attention').count()).toBe(1);
      });
      const banner = page.getByRole('region', { name: 'Pen', exact: true });
      expect(await banner.textContent()).toMatch(
        /gravity alone makes it 9\.81|no hand turns a pen so fast/,
      );
      await quillwave.screenshot('pen-nonsense');

      await page.getByRole('button', { name: 'Describe this pen …', exact: true }).click();
      await quillwave.until(async () =>
        expect(await page.getByTestId('raw-lines').textContent()).toMatch(/-?\d+.*[,;]/),
      );
      await page.getByRole('button', { name: 'Guess anew' }).click();
      await quillwave.until(async () => {
        const chosen = await page
          .getByTestId('columns')
          .locator('select[aria-label^="Column"]')
          .evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value));
        expect(chosen).toEqual(['gx', 'gy', 'gz', 'force', 'ax', 'ay', 'az']);
        expect(await page.locator('section.attention').count()).toBe(0);
      });
      // A change shows at once: without its z axis the acceleration loses a curve.
      await page.getByLabel('Column 7', { exact: true }).selectOption('skip');
      await page.getByText('Without acceleration nothing can be read.').waitFor();
      await page.getByLabel('Column 7', { exact: true }).selectOption('az');
      await quillwave.screenshot('pen-described');

      await page.getByLabel('Name', { exact: true }).fill('Test pen');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Saved: this pen is read so from now on.').waitFor();
      const profiles = join(home.path, 'profiles');
      expect(await readdir(profiles)).toEqual(['test-pen.json']);
      const saved = parsePenProfile(await readFile(join(profiles, 'test-pen.json'), 'utf8'));
      expect(saved).toMatchObject({ id: 'test-pen', title: 'Test pen', framing: 'text' });

      await page.getByTestId('describe').getByRole('button', { name: 'Close' }).click();
      await page.evaluate(() => window.quillwave.requests.clearText());
      await quillwave.until(
        async () => expect(await quillwave.committed()).toMatch(/hello/i),
        60_000,
      );
      await quillwave.screenshot('pen-described-text');
      expect(quillwave.complaints).toEqual([]);
    } finally {
      await writing.stop();
      await quillwave.close();
      await line.dispose();
      await home.remove();
    }
  },
  240_000,
);
