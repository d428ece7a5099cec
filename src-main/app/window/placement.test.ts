import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readPlacement } from './placement.ts';

const folder = mkdtempSync(join(tmpdir(), 'quillwave-placement-'));
const file = join(folder, 'window.json');
const screen = { x: 0, y: 0, width: 1920, height: 1080 };
afterEach(() => rmSync(file, { force: true }));

function remember(value: unknown): void {
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
}

test('nothing, nonsense and impossible sizes give the standard size', () => {
  const standard = readPlacement(file, [screen]);
  expect(standard).not.toHaveProperty('x');
  remember('{ half a fi');
  expect(readPlacement(file, [screen])).toEqual(standard);
  remember({ width: 3, height: 1e9, maximized: true });
  expect(readPlacement(file, [screen])).toEqual(standard);
});

test('a place on a screen is kept, one on a screen that is gone is not', () => {
  const placement = { x: 2000, y: 20, width: 900, height: 700, maximized: false };
  remember(placement);
  expect(readPlacement(file, [screen, { ...screen, x: 1920 }])).toEqual(placement);
  expect(readPlacement(file, [screen])).toEqual({ width: 900, height: 700, maximized: false });
});
