import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plainText, type TextSegment } from '../../contract/text.ts';
import { Draft } from './draft.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'quillwave-draft-'))));
afterAll(() => rm(folder, { recursive: true }));

const segment = (key: string, text: string, committed = true): TextSegment => ({
  key,
  startMs: 0,
  endMs: 1,
  committed,
  words: [{ text, startMs: 0, endMs: 1, confidence: 0.5, alternatives: [] }],
});

test('what was kept is there at the next start, without the unfinished piece', async () => {
  const file = join(folder, 'draft.json');
  const errors: unknown[] = [];
  const draft = new Draft(file, (error) => void errors.push(error));
  expect(await draft.previous()).toEqual([]);
  draft.keep([segment('0.0', 'first')]);
  draft.keep([segment('0.0', 'first'), segment('0.1', 'second'), segment('0.2', 'thi', false)]);
  await draft.flush();
  const before = await new Draft(file, () => undefined).previous();
  expect(plainText(before)).toBe('first second');
  expect(before[0]!.key).not.toBe('0.0');
  expect(errors).toEqual([]);
});

test('a damaged file is no text; a place that cannot be written is told', async () => {
  const file = join(folder, 'damaged.json');
  await writeFile(file, '[{"key": 1');
  expect(await new Draft(file, () => undefined).previous()).toEqual([]);
  const errors: unknown[] = [];
  const draft = new Draft(join(file, 'below-a-file.json'), (error) => void errors.push(error));
  draft.keep([segment('0.0', 'x')]);
  await draft.flush();
  expect(errors).toHaveLength(1);
});
