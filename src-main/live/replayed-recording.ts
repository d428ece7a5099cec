import { UserError } from '../contract/alerts.ts';
import { type RecordedChunk, recordingChunks } from '../data/recording-chunks.ts';
import type { ReadProblem } from '../data/recording.ts';

/**
 * The same, with its beginning already read: what cannot be replayed at all shows before anything
 * else is given up for it.
 * @throws UserError as `replayedRecording`
 */
export async function begunRecording(file: string): Promise<AsyncGenerator<RecordedChunk>> {
  const chunks = replayedRecording(file);
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
export async function* replayedRecording(file: string): AsyncGenerator<RecordedChunk> {
  const lost: ReadProblem[] = [];
  yield* recordingChunks(file, {
    onProblem: (problem) => {
      if (problem.skipped) lost.push(problem);
    },
  });
  const [first] = lost;
  if (!first) return;
  const place = first.line === undefined ? '' : `line ${first.line}: `;
  const more = lost.length > 1 ? ` And ${lost.length - 1} more.` : '';
  throw new UserError(
    'replay-damaged',
    `Not everything of ${file} could be replayed: ${place}${first.message}${more}`,
    'npm run -s statistics -- FILE tells what is damaged.',
  );
}
