import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { expect, test } from 'vitest';
import { drawIcon } from './draw-icon.ts';
import { udevRules } from './udev-rules.ts';

test('the rules that lie here are those of the boards that are known', async () => {
  const file = join(import.meta.dirname, '../../packaging/70-quillwave-pens.rules');
  expect(await readFile(file, 'utf8')).toBe(udevRules());
  expect(udevRules()).toContain(
    'ATTRS{idVendor}=="2341", ATTRS{idProduct}=="805a", TAG+="uaccess"',
  );
});

test('the icon is ink on paper with clear corners', () => {
  const { width, data } = PNG.sync.read(drawIcon(64));
  const alpha = (x: number, y: number) => data[4 * (y * width + x) + 3];
  expect([alpha(0, 0), alpha(32, 4)]).toEqual([0, 255]);
  const dark = data.filter((value, i) => i % 4 === 0 && value < 100 && data[i + 3] === 255);
  expect(dark.length).toBeGreaterThan(150);
});
