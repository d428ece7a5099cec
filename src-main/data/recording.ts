import { stat } from 'node:fs/promises';
import { UserError } from '../contract/alerts.ts';
import { fileError } from './file-errors.ts';
import type { OnProblem, PenRecording } from './pen-recording.ts';
import { readPens } from './pens-format.ts';

export type { OnProblem, PenRecording, ReadProblem } from './pen-recording.ts';

export interface ReadOptions {
  /** Told of every damaged line or file that was passed over. */
  readonly onProblem?: OnProblem;
}

/**
 * The recordings of a file or folder, one after the other; never more than one is held.
 * @throws UserError when the path cannot be read or holds nothing usable
 */
export async function* readRecordings(
  path: string,
  options: ReadOptions = {},
): AsyncGenerator<PenRecording> {
  let problems = 0;
  const onProblem: OnProblem = (problem) => {
    problems++;
    options.onProblem?.(problem);
  };
  await stat(path).catch((error: unknown) => {
    throw fileError(error, path, 'read');
  });
  let count = 0;
  for await (const recording of readPens(path, onProblem)) {
    count++;
    yield recording;
  }
  if (count === 0) {
    throw new UserError(
      'recordings-none',
      `${path} holds no usable recording${problems > 0 ? ` (${problems} damaged lines)` : ''}.`,
      'Expected is gzipped or plain NDJSON with “series”, an OnHW folder with sensor_data.csv, a CSV with a header, or a recorded session.',
    );
  }
}
