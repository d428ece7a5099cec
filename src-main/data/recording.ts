import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../contract/alerts.ts';
import { fileError } from './files/file-errors.ts';
import {
  isOnhwSamples,
  onhwSamplesIn,
  readOnhwWords,
  withoutRepeatedFolds,
} from './formats/onhw-words.ts';
import { standardInput } from './formats/lines.ts';
import { onhwFiles } from './formats/onhw.ts';
import type { OnProblem, PenRecording } from './formats/pen-recording.ts';
import { readTextFile } from './formats/text-file.ts';
import type { TableReading } from './formats/table/csv-table.ts';
import { isSession } from './sessions/session-reader.ts';
import { readSessionRecordings } from './sessions/session-recordings.ts';

export type { OnProblem, PenRecording, ReadProblem } from './formats/pen-recording.ts';

export interface ReadOptions {
  /** Told of everything damaged that was passed over or mended. */
  readonly onProblem?: OnProblem;
  /** What somebody says of files that do not say it themselves. */
  readonly reading?: TableReading;
}

/** Folders inside folders are looked into so far, and no further. */
const deepest = 4;

/**
 * The recordings of a file or folder one after the other, so that it may be larger than memory:
 * - NDJSON in the pens format, gzipped or not, one recording a line
 * - a table of numbers (CSV and its kind), JSON samples, a log with one sensor a line; `-` is what
 *   comes in on standard input
 * - an OnHW folder with `sensor_data.csv`
 * - the folder of a fold of OnHW-words500 with its pickles, or one of its `all_x_dat_….pkl`; of
 *   folders of several folds, which hold the same recordings divided otherwise, the first one
 * - the folder of a session that was recorded with this program
 * - a folder of any of these
 *
 * @throws UserError when the path cannot be read or holds nothing usable
 */
export async function* readRecordings(
  path: string,
  options: ReadOptions = {},
): AsyncGenerator<PenRecording> {
  let problems = 0;
  let firstProblem = '';
  const onProblem: OnProblem = (problem) => {
    if (problems++ === 0) {
      const line = problem.line === undefined ? '' : `line ${problem.line}: `;
      firstProblem = `${line}${problem.message}`;
    }
    options.onProblem?.(problem);
  };
  let count = 0;
  for await (const recording of readPath(path, { ...options, onProblem }, 0)) {
    count++;
    yield recording;
  }
  if (count > 0) return;
  const more = problems > 1 ? `, and ${problems - 1} more` : '';
  throw new UserError(
    'recordings-none',
    `${path} holds no usable recording${problems > 0 ? ` (${firstProblem}${more})` : ''}.`,
    `Give NDJSON with a “series” of channels on each line (gzipped or not), a table with a header (CSV), JSON samples, an OnHW folder with ${onhwFiles.samples} or with the pickles of words500, or a recorded session.`,
  );
}

type Reading = ReadOptions & { readonly onProblem: OnProblem };

async function* readPath(
  path: string,
  options: Reading,
  depth: number,
): AsyncGenerator<PenRecording> {
  const { onProblem } = options;
  if (path === standardInput) {
    yield* readTextFile(path, onProblem, options.reading);
    return;
  }
  const found = await stat(path).catch((error: unknown) => {
    throw fileError(error, path, 'read');
  });
  if (!found.isDirectory()) {
    yield* readFile(path, options);
    return;
  }
  if (await isSession(path)) {
    yield* readSessionRecordings(path, onProblem);
    return;
  }
  const names = await readdir(path).catch((error: unknown) => {
    throw fileError(error, path, 'read');
  });
  if (names.includes(onhwFiles.samples)) {
    yield* readTextFile(join(path, onhwFiles.samples), onProblem, options.reading);
    return;
  }
  const pickles = onhwSamplesIn(names);
  for (const name of pickles) yield* readOnhwWords(join(path, name), onProblem);
  if (pickles.length > 0) return;
  const once = await withoutRepeatedFolds(path, names.sort());
  if (once.length < names.length) {
    const others = names.filter((name) => !once.includes(name)).join(', ');
    const message = `${others}: the same recordings in another division; name such a folder itself to read it instead.`;
    onProblem({ file: path, message, skipped: false });
  }
  for (const name of once) {
    const inside = join(path, name);
    try {
      if (await mayHold(inside, depth)) yield* readPath(inside, options, depth + 1);
    } catch (error) {
      // One that cannot be read is no reason to leave the others.
      if (!(error instanceof UserError)) throw error;
      onProblem({ file: inside, message: error.message, skipped: true });
    }
  }
}

function readFile(path: string, { onProblem, reading }: Reading): AsyncGenerator<PenRecording> {
  if (isOnhwSamples(path)) return readOnhwWords(path, onProblem);
  return readTextFile(path, onProblem, reading);
}

async function mayHold(path: string, depth: number): Promise<boolean> {
  if (/\.(ndjson|jsonl)(\.gz)?$|\.csv$/i.test(path)) return true;
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() === true && depth < deepest;
}
