import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../data/testing.ts';
import { runProgram } from '../program.ts';

const folder = await temporaryFolder();
const fixture = join(import.meta.dirname, '../../../test/fixtures/simulated-digits.ndjson.gz');

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

async function statistics(...args: string[]) {
  let text = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const code = await runProgram(['statistics', ...args]);
  return { text, code };
}

test('a table for people', async () => {
  const { text, code } = await statistics(fixture);
  expect(code).toBe(0);
  expect(text).toMatch(/^recordings +40, all labelled$/mu);
  expect(text).toMatch(/^writers +10, 1 left-handed, 9 right-handed$/mu);
  expect(text).toMatch(/^force +N +all +0\.574 +0\.540 +0\.000 +1\.991 +·$/mu);
  expect(text.split('\n').every((line) => line === line.trimEnd())).toBe(true);
});

test('a document for programs, over several files; one that cannot be read is said', async () => {
  const damaged = join(folder, 'damaged.ndjson');
  await writeFile(damaged, '{"label": "a", "series": {"ax": [1, 2, 3]}}\nnonsense\n');
  const { text, code } = await statistics('--json', fixture, damaged, join(folder, 'none'));
  expect(code).toBe(1);
  expect(JSON.parse(text)).toMatchObject({
    recordings: 41,
    labeled: 41,
    problems: 1,
    skipped: 1,
    failed: 1,
    failures: [{ file: join(folder, 'none'), reason: expect.stringContaining('none') as string }],
    sensors: [{ recordings: 40 }, { channels: ['ax'], recordings: 1 }],
  });
});
