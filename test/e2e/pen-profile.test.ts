import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PseudoTerminal, socatIsHere } from '../contract/pseudo-terminal.ts';
import { Quillwave, temporaryHome } from './support/quillwave.ts';

const socatNotice = socatIsHere ? '' : ' (SKIPPED: socat is not installed)';

test.skipIf(!socatIsHere)(
  `a pen described in a JSON file is chosen in the pen sheet, and remembered${socatNotice}`,
  async () => {
    const home = await temporaryHome();
    const line = await PseudoTerminal.create();
    await mkdir(join(home.path, 'profiles'), { recursive: true });
    const mine = { id: 'my-pen', title: 'My pen', transport: 'serial', baudRate: 57_600 };
    const columns = ['time', { to: 'ax', unit: 'g' }, 'skip', 'force'];
    await writeFile(
      join(home.path, 'profiles/mine.json'),
      JSON.stringify({ ...mine, framing: 'text', columns }),
    );
    await writeFile(join(home.path, 'profiles/broken.json'), '{');
    const quillwave = await Quillwave.launch({ home: home.path, args: ['--pen', 'simulated:7'] });
    try {
      const { page } = quillwave;
      await page.keyboard.press('Control+K');
      await page.getByText('broken.json').waitFor();
      await page.getByLabel('Kind of pen').selectOption({ label: 'My pen' });
      await page.getByText('By its path').click();
      expect(await page.getByLabel('Baud').inputValue()).toBe('57600');
      await page.getByLabel('Serial port').fill(line.path);
      await quillwave.screenshot('pen-profile');
      await page.locator('form').filter({ hasText: 'Serial port' }).getByRole('button').click();
      let time = 0;
      await quillwave.until(async () => {
        const rows = Array.from({ length: 20 }, () => `${(time += 10)},1,5,0.5\n`);
        await writeFile(line.farPath, rows.join(''));
        await quillwave.open('Troubleshooting');
        // The third column is left out, so only what the profile names is there.
        expect(await page.getByText('ax force', { exact: true }).count()).toBe(1);
      });
      const settings = await readFile(join(home.path, 'settings.json'), 'utf8');
      expect(JSON.parse(settings)).toMatchObject({ penProfile: 'my-pen' });
    } finally {
      await quillwave.close();
      await line.dispose();
      await home.remove();
    }
  },
);
