import { join, sep } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pageFile } from './page-file.ts';

const folder = join(sep, 'opt', 'quillwave', 'renderer');

test('names of the page are files in its folder, others are nothing', () => {
  expect(pageFile(folder, 'quillwave://window/assets/a.js')).toBe(join(folder, 'assets', 'a.js'));
  for (const address of [
    'quillwave://elsewhere/index.html',
    'quillwave://window/..%2f..%2fpackage.json',
    'quillwave://window/%E0%A4%A',
    'not an address',
  ]) {
    expect(pageFile(folder, address)).toBeUndefined();
  }
});

test('no address throws or leads out of the folder', () => {
  const path = fc.string({
    unit: fc.constantFrom('%', '2', 'e', 'f', 'E', '.', '/', '\\', 'a', '?', '#', '\0'),
  });
  fc.assert(
    fc.property(path, (name) => {
      const file = pageFile(folder, `quillwave://window/${name}`);
      expect(file?.startsWith(folder + sep) ?? true).toBe(true);
    }),
    { numRuns: 5000 },
  );
});
