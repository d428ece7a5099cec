import { mkdir, stat } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { UserError } from '../../contract/alerts.ts';
import { errorCode, fileError } from './file-errors.ts';
import { homeFolders } from '../home.ts';

/**
 * Makes a folder and those it lies in, where they are missing.
 * @throws UserError; inside Quillwave's home its remedy says how to choose another home
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await make(folder);
  } catch (error) {
    throw folderError(error, folder, 'write');
  }
}

/** A system error on a folder as `fileError` tells it; inside the home the remedy is another home. */
export function folderError(error: unknown, folder: string, verb: 'read' | 'write'): UserError {
  const known = fileError(error, folder, verb);
  if (!isInside(folder, homeFolders().root)) return known;
  return new UserError(
    known.code,
    errorCode(error) === 'ENOENT'
      ? `${folder} could not be made: its place takes no folders.`
      : known.message,
    'Set QUILLWAVE_HOME to a folder that can be written, and start again.',
    { cause: error },
  );
}

/** Node's own `recursive` never comes back where a folder says that it is there but takes no entry. */
async function make(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (await isFolder(folder)) return;
    const parent = dirname(folder);
    if (errorCode(error) !== 'ENOENT' || parent === folder) throw error;
    await make(parent);
    await mkdir(folder).catch(async (failure: unknown) => {
      // Another process was quicker.
      if (!(await isFolder(folder))) throw failure;
    });
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || (way.split(sep)[0] !== '..' && way !== path);
}
