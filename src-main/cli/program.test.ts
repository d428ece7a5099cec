import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { runProgram } from './program.ts';
import { verbs } from './verbs.ts';

afterEach(() => vi.restoreAllMocks());

test('a command that does not exist is named, with those that do', async () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await runProgram(['rekognize', 'x'])).toBe(1);
  expect(write).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/^There is no command “rekognize”\. There are: start, recognize, /u),
  );
});

test('every verb works as `npm run -s VERB -- …` too', async () => {
  const path = join(import.meta.dirname, '..', '..', 'package.json');
  const { scripts } = JSON.parse(await readFile(path, 'utf8')) as { scripts: object };
  const expected = verbs.map(({ name }) => [name, `node bin/quillwave.mjs ${name}`]);
  expect(scripts).toMatchObject(Object.fromEntries(expected) as object);
});
