import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HomeFolders } from '../../data/home.ts';

export const logName = 'quillwave.log';

/** The newest lines of the program's log, oldest first; none where there is no log. */
export async function newestLogLines(
  { logs }: Pick<HomeFolders, 'logs'>,
  count: number,
): Promise<string[]> {
  const file = join(logs, logName);
  const contents = await Promise.all(
    [`${file}.1`, file].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  return contents.join('').trimEnd().split('\n').filter(Boolean).slice(-count);
}
