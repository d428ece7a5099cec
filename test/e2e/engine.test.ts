import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { launching } from './support/launching.ts';
import type { Quillwave } from './support/quillwave.ts';

const { homeFolder, launch } = launching();

function engineOf({ app }: Quillwave): Promise<number> {
  return app.evaluate(({ app: electron }) => {
    const engine = electron.getAppMetrics().find(({ name }) => name === 'Quillwave engine');
    return engine?.pid ?? 0;
  });
}

test('a recording goes on after the engine has died, and after it has hung', async () => {
  const home = await homeFolder();
  const quillwave = await launch(home, '--pen', 'simulated');
  const { page } = quillwave;
  const alerts = () => page.locator('section[aria-label=Pen]').textContent();
  const recordings = async () => (await readdir(join(home, 'recordings'))).length;
  await quillwave.waitForSamples();
  await page.keyboard.press('Control+Shift+R');
  await page.locator('.record[aria-pressed=true]').waitFor();

  process.kill(await engineOf(quillwave), 'SIGKILL');
  await quillwave.until(async () => expect(await recordings()).toBe(2));
  await page.locator('.record[aria-pressed=true]').waitFor();
  await quillwave.until(async () => expect(await alerts()).toContain('goes on in a new recording'));

  const hung = await engineOf(quillwave);
  process.kill(hung, 'SIGSTOP');
  await quillwave.until(async () => expect(await alerts()).toContain('does not answer'), 10_000);
  await quillwave.until(async () => expect(await recordings()).toBe(3));
  expect(await engineOf(quillwave)).not.toBe(hung);
});
