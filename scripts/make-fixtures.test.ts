import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fixtureFolder, makeFixtures } from './make-fixtures.ts';

/** Compared as text: zlib may pack the same text differently from one version to the next. */
function textOf(path: string, bytes: Uint8Array): string {
  return (path.endsWith('.gz') ? gunzipSync(bytes) : Buffer.from(bytes)).toString('utf8');
}

/** Compared to within a step: transcendental functions may differ in the last bit. */
function numbersOf(text: string): number[] {
  return (text.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}

test('the recordings in test/fixtures are what scripts/make-fixtures.ts makes', () => {
  for (const { path, bytes } of makeFixtures()) {
    const made = numbersOf(textOf(path, bytes));
    const stored = numbersOf(textOf(path, readFileSync(join(fixtureFolder, path))));
    expect(stored.length, path).toBe(made.length);
    const step = path.endsWith('.csv') ? 1.01 : 0.35;
    const far = made.filter((value, i) => Math.abs(value - stored[i]!) > step).length;
    expect(far, `${path}: run npx tsx scripts/make-fixtures.ts`).toBe(0);
  }
});
