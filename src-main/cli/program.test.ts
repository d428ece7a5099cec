import { afterEach, expect, test, vi } from 'vitest';
import { runProgram } from './program.ts';

afterEach(() => vi.restoreAllMocks());

test('a command that does not exist is named, with those that do', async () => {
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await runProgram(['rekognize', 'x'])).toBe(1);
  expect(write).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/^There is no command “rekognize”\. There are: start, recognize, /u),
  );
});
