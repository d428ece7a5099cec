import { access, cp, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { errorCode, fileError } from '../files/file-errors.ts';
import type { HomeFolders } from '../home.ts';
import { folderError, makeFolder } from '../files/make-folder.ts';
import { inspectJournal, isSession } from './session-reader.ts';
import { journalName, lockName } from './session-format.ts';
import { isSessionBusy, SessionLock } from './session-lock.ts';
import { readSummary, writeSummary, type SessionSummary } from './session-summary.ts';

type RecordingFolders = Pick<HomeFolders, 'recordings' | 'trash'>;

export interface SessionListing extends Omit<SessionSummary, 'state'> {
  /** The name of the folder: what the other functions here want. */
  readonly name: string;
  readonly folder: string;
  /**
   * Besides those of a summary: `recording` while it is being written, `unfinished` when its
   * process died and it was not recovered yet.
   */
  readonly state: SessionSummary['state'] | 'recording' | 'unfinished';
  /** Size of the whole folder. */
  readonly bytes: number;
}

/** A folder for a session that starts now; it does not exist yet. */
export async function newSessionFolder(
  { recordings }: Pick<HomeFolders, 'recordings'>,
  now = new Date(),
): Promise<string> {
  const two = (part: number) => String(part).padStart(2, '0');
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  const time = [two(now.getHours()), two(now.getMinutes()), two(now.getSeconds())].join('-');
  for (let attempt = 1; ; attempt++) {
    const folder = join(recordings, `${date}_${time}${attempt === 1 ? '' : `-${attempt}`}`);
    if (!(await exists(folder))) return folder;
  }
}

/** Newest first. Folders that hold no session are passed over. @throws UserError */
export async function listSessions(
  home: Pick<HomeFolders, 'recordings'>,
): Promise<SessionListing[]> {
  const listings: SessionListing[] = [];
  for (const folder of await sessionFolders(home)) {
    const listing = await listSession(folder).catch(() => undefined);
    if (listing) listings.push(listing);
  }
  return listings.sort((a, b) => (a.name < b.name ? 1 : -1));
}

/** @throws UserError when the folder holds no session that this version can read */
export async function listSession(folder: string): Promise<SessionListing> {
  const busy = await isSessionBusy(folder);
  const journalBytes = await journalSize(folder);
  const written = await readSummary(folder);
  const valid = !busy && written?.journalBytes === journalBytes ? written : undefined;
  const summary = valid ?? (await deriveSummary(folder, written?.title));
  return {
    ...summary,
    state: busy ? 'recording' : valid ? summary.state : 'unfinished',
    name: folder.slice(Math.max(folder.lastIndexOf('/'), folder.lastIndexOf('\\')) + 1),
    folder,
    bytes: await folderSize(folder),
  };
}

/** Gives a session a name of the user's; an empty one takes it away. @throws UserError */
export async function renameSession(
  home: Pick<HomeFolders, 'recordings'>,
  name: string,
  title: string,
): Promise<void> {
  const folder = await sessionFolder(home, name);
  const lock = await SessionLock.acquire(folder);
  try {
    const known = (await readSummary(folder)) ?? (await deriveSummary(folder, undefined));
    const trimmed = title.trim();
    // JSON leaves undefined out.
    await writeSummary(folder, Object.assign(known, { title: trimmed || undefined }));
  } finally {
    await lock.release();
  }
}

/** Moves a session to the trash. @returns what `restoreSession` wants. @throws UserError */
export async function deleteSession(home: RecordingFolders, name: string): Promise<string> {
  const folder = await sessionFolder(home, name);
  if (await isSessionBusy(folder)) {
    throw new UserError(
      'session-busy',
      `The session ${name} is being recorded.`,
      'Stop the recording first.',
    );
  }
  await makeFolder(home.trash);
  for (let attempt = 1; ; attempt++) {
    const trashed = attempt === 1 ? name : `${name}~${attempt}`;
    if (await exists(join(home.trash, trashed))) continue;
    await move(folder, join(home.trash, trashed));
    return trashed;
  }
}

/** Takes a session back out of the trash. @returns its name. @throws UserError */
export async function restoreSession(home: RecordingFolders, trashed: string): Promise<string> {
  const folder = await sessionFolder({ recordings: home.trash }, trashed);
  const plain = trashed.replace(/~\d+$/, '');
  await makeFolder(home.recordings);
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? plain : `${plain}~${attempt}`;
    if (await exists(join(home.recordings, name))) continue;
    await move(folder, join(home.recordings, name));
    return name;
  }
}

/**
 * Copies a session that lies elsewhere into the recordings.
 * @returns its name there. @throws UserError where it is none, or cannot be copied
 */
export async function importSession(home: RecordingFolders, folder: string): Promise<string> {
  if (!(await isSession(folder))) {
    throw new UserError(
      'session-none',
      `${folder} was not recorded with Quillwave.`,
      'Replay it instead: press Record first, and the replay is kept as a recording.',
    );
  }
  // Whatever it holds must be readable before it is taken in.
  await listSession(folder);
  await makeFolder(home.recordings);
  const plain = /^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u.test(basename(folder));
  const wanted = plain ? basename(folder) : 'imported';
  for (let attempt = 1; ; attempt++) {
    const name = attempt === 1 ? wanted : `${wanted}-${attempt}`;
    const target = join(home.recordings, name);
    if (await exists(target)) continue;
    const partial = `${target}.part`;
    const filter = (path: string) => basename(path) !== lockName;
    await cp(folder, partial, { recursive: true, filter }).catch(async (error: unknown) => {
      await rm(partial, { recursive: true, force: true });
      throw fileError(error, folder, 'read');
    });
    await move(partial, target);
    return name;
  }
}

/** What the trash holds. @throws UserError */
export async function trashContent({
  trash,
}: Pick<HomeFolders, 'trash'>): Promise<{ readonly count: number; readonly bytes: number }> {
  const folders = await sessionFolders({ recordings: trash });
  const sizes = await Promise.all(folders.map((folder) => folderSize(folder)));
  return { count: folders.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** Deletes what is in the trash for good. @throws UserError */
export async function emptyTrash({ trash }: Pick<HomeFolders, 'trash'>): Promise<void> {
  await rm(trash, { recursive: true, force: true }).catch((error: unknown) => {
    throw fileError(error, trash, 'write');
  });
}

/** Folders of `recordings` that hold a journal. @throws UserError */
export async function sessionFolders({
  recordings,
}: Pick<HomeFolders, 'recordings'>): Promise<string[]> {
  const names = await readdir(recordings).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw folderError(error, recordings, 'read');
  });
  const folders = names.sort().map((name) => join(recordings, name));
  const held = await Promise.all(folders.map((folder) => exists(join(folder, journalName))));
  return folders.filter((_, index) => held[index]);
}

/** @throws UserError */
export async function journalSize(folder: string): Promise<number> {
  const path = join(folder, journalName);
  return stat(path).then(
    ({ size }) => size,
    (error: unknown) => {
      throw fileError(error, path, 'read');
    },
  );
}

async function deriveSummary(folder: string, title: string | undefined): Promise<SessionSummary> {
  const { summary, ended, goodEnd, damagedBytes } = await inspectJournal(folder);
  return summary.build({
    state: ended ? 'complete' : 'recovered',
    journalBytes: goodEnd,
    ...(title !== undefined && { title }),
    ...(damagedBytes > 0 && { damagedBytes }),
  });
}

/**
 * The folder of a session by its name. Names come from outside: nothing but a folder right inside
 * `recordings` is a session.
 * @throws UserError `session-unknown`
 */
export async function sessionFolder(
  { recordings }: Pick<HomeFolders, 'recordings'>,
  name: string,
): Promise<string> {
  const plain = name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name);
  const folder = join(recordings, plain ? name : '-');
  if (plain && (await exists(join(folder, journalName)))) return folder;
  throw new UserError(
    'session-unknown',
    `There is no recorded session “${name}”.`,
    'Refresh the list of recordings; another window may have moved it.',
  );
}

async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    throw fileError(error, from, 'write');
  });
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
