import { setImmediate } from 'node:timers/promises';
import { UserError } from '../contract/alerts.ts';
import { type RecordedChunk, recordingChunks } from '../data/recording-chunks.ts';
import type { ReadProblem } from '../data/recording.ts';

/** Which recording of a file with many; left out: all of them. */
export interface RecordingPart {
  readonly index?: number;
}

/** So many chunks are looked through before everything else has its turn. */
const chunksATurn = 500;

/** How long a replay takes from its first chunk to its last, ms. @throws UserError; what `signal` says */
export async function recordingLength(
  file: string,
  { index }: RecordingPart,
  signal: AbortSignal,
): Promise<number> {
  let first: number | undefined;
  let length = 0;
  let count = 0;
  for await (const { atMs } of recordingChunks(file, { ...(index !== undefined && { index }) })) {
    first ??= atMs;
    length = Math.max(length, atMs - first || 0);
    count += 1;
    if (count % chunksATurn === 0) await setImmediate(undefined, { signal });
  }
  return length;
}

/**
 * A `replayedRecording` with its beginning already read: what cannot be replayed at all shows before anything
 * else is given up for it.
 * @throws UserError as `replayedRecording`
 */
export async function begunRecording(
  file: string,
  part: RecordingPart = {},
): Promise<AsyncGenerator<RecordedChunk>> {
  const chunks = replayedRecording(file, part);
  const first = await chunks.next();
  return (async function* () {
    if (first.done !== true) yield first.value;
    yield* chunks;
  })();
}

/**
 * A recording as the bytes of a pen. What of a file could not be read is told at its end, so that
 * nobody takes the rest for all.
 * @throws UserError as `recordingChunks`; `replay-damaged` behind the last chunk
 */
export async function* replayedRecording(
  file: string,
  { index }: RecordingPart = {},
): AsyncGenerator<RecordedChunk> {
  const lost: ReadProblem[] = [];
  yield* recordingChunks(file, {
    ...(index !== undefined && { index }),
    onProblem: (problem) => {
      if (problem.skipped) lost.push(problem);
    },
  });
  const [first] = lost;
  // Of one recording it does not matter what of the others is damaged.
  if (!first || index !== undefined) return;
  const place = first.line === undefined ? '' : `line ${first.line}: `;
  const more = lost.length > 1 ? ` And ${lost.length - 1} more.` : '';
  throw new UserError(
    'replay-damaged',
    `Not everything of ${file} could be replayed: ${place}${first.message}${more}`,
    'npm run -s statistics -- FILE tells what is damaged.',
  );
}
