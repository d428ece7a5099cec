import { isDeepStrictEqual } from 'node:util';
import { learningPlace } from '../../compute/learning-place.ts';
import { UserError } from '../../contract/alerts.ts';
import { RunFolder, type Checkpoint } from './run-folder.ts';

export interface OpenRunOptions {
  readonly runFolder: string;
  /** Continue the run in `runFolder`; default false: start anew, an old run is kept renamed. */
  readonly resume?: boolean;
}

/**
 * The folder of a run, new or standing.
 * @param identity what decides the result: a run is continued with the same only
 * @param more written to run.json beside it, and beside where it learns (`learningPlace`)
 * @throws UserError `run-none` when there is nothing to resume, `run-recipe` when the standing run was made by other data or another recipe
 */
export async function openRun(
  identity: object,
  more: object,
  { runFolder, resume = false }: OpenRunOptions,
): Promise<{ folder: RunFolder; checkpoint?: Checkpoint }> {
  const rung = learningPlace()[0]!.id;
  const standing = resume ? await new RunFolder(runFolder).description() : undefined;
  if (resume && standing === undefined) throw noRun(runFolder);
  if (standing !== undefined) {
    if (!isRunOf(identity, standing)) throw otherRun(runFolder);
    const folder = new RunFolder(runFolder);
    const checkpoint = await folder.loadCheckpoint();
    // What it is about to learn on is chosen by who goes on with it; here it is written down.
    const step = (checkpoint?.step ?? 0) + 1;
    await folder.noteRung({ next: rung, how: 'gone on with there', step });
    return { folder, ...(checkpoint && { checkpoint }) };
  }
  const startedAt = new Date().toISOString();
  const learnedOn = [{ rung, fromStep: 1 }];
  const description = { ...identity, ...more, learnedOn, startedAt };
  return { folder: await RunFolder.create(runFolder, description) };
}

/** @param standing what run.json says of a run: whether `identity` decided its result */
export function isRunOf(identity: object, standing: unknown): boolean {
  const old = Object.fromEntries(
    Object.keys(identity).map((key) => [key, (standing as Record<string, unknown>)[key]]),
  );
  // Through JSON, as the old one has been.
  return isDeepStrictEqual(old, JSON.parse(JSON.stringify(identity)));
}

/** There is nothing to go on with. */
export function noRun(runFolder: string): UserError {
  return new UserError(
    'run-none',
    `There is no run to go on with in ${runFolder}.`,
    'Name the folder of the interrupted run with --run FOLDER, or train without --resume.',
  );
}

/** What is to be gone on with is another run. */
export function otherRun(runFolder: string): UserError {
  return new UserError(
    'run-recipe',
    `The run in ${runFolder} was made with another recipe or other data.`,
    'Train without --resume to start anew (the old run is kept), or restore recipe and data.',
  );
}
