import { access, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writerId } from '../../contract/writers.ts';
import { errorCode } from '../files/file-errors.ts';
import type { HomeFolders } from '../home.ts';
import { folderError } from '../files/make-folder.ts';

export type WritersHome = Pick<HomeFolders, 'writers'>;

/** Where what is kept of one writer lies. */
export interface WriterFolders {
  readonly root: string;
  readonly file: string;
  /** Takes of prompted sessions and corrections, in the format of recordings. */
  readonly sessions: string;
  /** One model package a version, with its `version.json`. */
  readonly models: string;
  /** What an adaptation has made and nobody has decided on yet. */
  readonly proposal: string;
  readonly dictionary: string;
}

export function writerFolders({ writers }: WritersHome, id: string): WriterFolders {
  // Ids come from outside: nothing else may name a folder.
  const root = join(writers, v.parse(writerId, id));
  return {
    root,
    file: join(root, 'writer.json'),
    sessions: join(root, 'sessions'),
    models: join(root, 'models'),
    proposal: join(root, 'models', '.proposal'),
    dictionary: join(root, 'dictionary.txt'),
  };
}

/** Deleted writers, until they are brought back or deleted for good. */
export function writersTrash({ writers }: WritersHome): string {
  return join(writers, '.trash');
}

/** Names in a folder, sorted; one that is absent holds none. @throws UserError */
export async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return [];
    throw folderError(error, folder, 'read');
  });
  return names.sort();
}

export function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The first of `name`, `name-2`, `name-3` … that is not taken. */
export async function freeName(
  name: string,
  isTaken: (candidate: string) => Promise<boolean>,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const candidate = attempt === 1 ? name : `${name}-${attempt}`;
    if (!(await isTaken(candidate))) return candidate;
  }
}
