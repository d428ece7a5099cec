import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, fileError } from './file-errors.ts';
import { makeFolder } from './make-folder.ts';

let serial = 0;

/** A name beside `path` that no other writer uses. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${++serial}.part`;
}

/**
 * Writes a whole file so that a crash leaves either the old or the new content, never a mixture.
 * Missing folders are made.
 * @throws UserError; the old content then stands
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array): Promise<void> {
  await makeFolder(dirname(path));
  await replaceFile(path, (temporary) => writeDurably(temporary, content));
}

/**
 * Has `write` fill a temporary file that then takes the place of `path`, in a folder that is there.
 * @throws UserError
 */
export async function replaceFile(
  path: string,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await write(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    // What went wrong in the source of the content is no trouble with the file.
    throw errorCode(error) === undefined ? error : fileError(error, path, 'write');
  }
  await syncFolder(dirname(path));
}

/** Writes a new file and waits until the disk has it. */
export async function writeDurably(path: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes names in a folder survive a power cut, where the platform can (Windows cannot). */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
