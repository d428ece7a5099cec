import { basename, dirname } from 'node:path';
import type { ContainedRecording, RecordingContents } from '../contract/ipc.ts';
import { readRecordings, type PenRecording } from './recording.ts';
import { journalName } from './sessions/session-format.ts';
import { isSession } from './sessions/session-reader.ts';
import { listSession } from './sessions/sessions.ts';

/** A list that a person reads ends here; the rest of a data set is read from the terminal. */
const mostListed = 1000;

/**
 * What a file or folder of recordings holds, without playing it. The journal inside the folder of a
 * session stands for the session.
 * @throws UserError when the path cannot be read or holds nothing usable
 */
export async function inspectRecordings(
  given: string,
  most = mostListed,
): Promise<RecordingContents> {
  const path = basename(given) === journalName ? dirname(given) : given;
  if (await isSession(path)) {
    const { text, title, writer, durationMs } = await listSession(path);
    const label = title ?? text;
    const session: ContainedRecording = {
      path,
      seconds: durationMs / 1000,
      ...(label !== '' && { label }),
      ...(writer !== undefined && { writer }),
    };
    return { path, recordings: [session], more: false };
  }
  const recordings: ContainedRecording[] = [];
  for await (const recording of readRecordings(path)) {
    if (recordings.length === most) return { path, recordings, more: true };
    recordings.push(containedOf(recording));
  }
  return { path, recordings, more: false };
}

function containedOf({ file, index, label, writer, timesMs }: PenRecording): ContainedRecording {
  return {
    ...{ path: file, index, seconds: ((timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0)) / 1000 },
    ...(label !== undefined && { label }),
    ...(writer !== undefined && { writer }),
  };
}
