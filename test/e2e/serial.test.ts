import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readRecordings } from '../../src-main/data/recording.ts';
import { PseudoTerminal, socatIsHere } from '../contract/pseudo-terminal.ts';
import { modelNotice, Quillwave, shippedModel, temporaryHome } from './support/quillwave.ts';
import { writeInto } from './support/serial-pen.ts';

const realDigits = join(import.meta.dirname, '../../../shared/data/pens/pen-digits.ndjson.gz');
const socatNotice = socatIsHere ? '' : ' (SKIPPED: socat is not installed)';

describe.skipIf(!socatIsHere)(`a pen on a serial line${socatNotice}`, () => {
  let home: Awaited<ReturnType<typeof temporaryHome>>;
  let line: PseudoTerminal;
  let quillwave: Quillwave;

  beforeAll(async () => {
    home = await temporaryHome();
    line = await PseudoTerminal.create();
    quillwave = await Quillwave.launch({ home: home.path, args: ['--pen', `serial:${line.path}`] });
  });
  afterAll(async () => {
    await quillwave.close();
    await line.dispose();
    await home.remove();
  });
  afterEach(async () => {
    await quillwave.page.evaluate(() => window.quillwave.requests.clearText());
  });

  test('is connected and, while it says nothing, called silent with what to do', async () => {
    await quillwave.until(async () =>
      expect(await quillwave.headline.textContent()).toContain('sends nothing'),
    );
    expect(await quillwave.detail.textContent()).toContain('Switch it on');
    await quillwave.screenshot('serial-silent');
  });

  test.skipIf(!shippedModel)(
    `what it writes stands in the window; a pulled cable is told, and text goes on${modelNotice}`,
    async () => {
      await writeInto(line.farPath, { text: '314 27', seed: 3 });
      await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27'));
      expect(await quillwave.figure('Lost')).toBe('0');
      await quillwave.screenshot('serial-text');

      await line.pull();
      const headline = () => quillwave.headline.textContent();
      await quillwave.until(async () =>
        expect(await quillwave.page.locator('[data-presence=absent]').count()).toBe(1),
      );
      expect(await headline()).toMatch(/not there|gone|unplugged|lost|no longer/i);
      expect(await quillwave.detail.textContent()).toMatch(/plug|connect/i);
      await quillwave.screenshot('serial-pulled');

      await line.plugIn();
      await quillwave.until(async () =>
        expect(await quillwave.page.locator('[data-presence=connected]').count()).toBe(1),
      );
      await writeInto(line.farPath, { text: '58', seed: 4 });
      await quillwave.until(async () => expect(await quillwave.committed()).toBe('314 27 58'));
      await quillwave.screenshot('serial-back');
    },
  );

  const dataNotice = existsSync(realDigits) ? '' : ' (SKIPPED: ../shared/data is not there)';
  test.skipIf(!shippedModel || !existsSync(realDigits))(
    `recordings of a real pen, at their true rate${modelNotice}${dataNotice}`,
    async () => {
      const indices: number[] = [];
      const labels: string[] = [];
      const wanted = new Set('0123456789');
      for await (const { index, label } of readRecordings(realDigits)) {
        // One of each digit, from the part of the file that its order puts last.
        if (index < 400 || label === undefined || !wanted.delete(label)) continue;
        indices.push(index);
        labels.push(label);
      }
      expect(indices).toHaveLength(10);
      await writeInto(line.farPath, { file: realDigits, indices });
      await quillwave.until(async () =>
        expect((await quillwave.committed()).split(' ')).toHaveLength(labels.length),
      );
      const read = (await quillwave.committed()).split(' ');
      await quillwave.screenshot('serial-real-pen');
      console.log(`Real pen, written ${labels.join(' ')}, read ${read.join(' ')}`);
      expect(read).toEqual(labels);
    },
  );
});
