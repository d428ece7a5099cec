import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import {
  writerId,
  type NewWriter,
  type StoredCalibration,
  type Writer,
  type WriterChange,
} from '../../contract/writers.ts';
import { fileError } from '../files/file-errors.ts';
import { makeFolder } from '../files/make-folder.ts';
import { temporaryName } from '../files/atomic-file.ts';
import { readWriterFile, writeWriterFile } from './writer-file.ts';
import {
  exists,
  freeName,
  namesIn,
  writerFolders,
  writersTrash,
  type WritersHome,
} from './writer-folders.ts';

export interface WriterListing {
  readonly writers: readonly Writer[];
  /** Why some folders could not be read as writers; they are left as they are. */
  readonly problems: readonly UserError[];
}

/** All writers by name. @throws UserError when the folder of writers cannot be read */
export async function listWriters(home: WritersHome): Promise<WriterListing> {
  const writers: Writer[] = [];
  const problems: UserError[] = [];
  for (const id of await writerIds(home)) {
    try {
      writers.push(await readWriterFile(writerFolders(home, id).file, id));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(error);
    }
  }
  return { writers: writers.sort((a, b) => a.name.localeCompare(b.name)), problems };
}

/**
 * A writer by id, or by name where exactly one has it.
 * @throws UserError `writer-unknown` naming those there are, `writer-ambiguous`, `writer-damaged`
 */
export async function readWriter(home: WritersHome, idOrName: string): Promise<Writer> {
  const ids = await writerIds(home);
  if (ids.includes(idOrName)) {
    return readWriterFile(writerFolders(home, idOrName).file, idOrName);
  }
  const { writers } = await listWriters(home);
  const wanted = idOrName.trim().toLowerCase();
  const found = writers.filter(({ name }) => name.toLowerCase() === wanted);
  if (found.length > 1) {
    throw new UserError(
      'writer-ambiguous',
      `${found.length} writers are named “${idOrName}”.`,
      `Say which by its folder: ${found.map(({ id }) => id).join(', ')}.`,
    );
  }
  if (found[0] === undefined) throw unknownWriter(idOrName, writers);
  return found[0];
}

/** @throws UserError when nothing can be written */
export async function createWriter(
  home: WritersHome,
  { name, hand = 'right', language = 'english', model = '' }: NewWriter,
): Promise<Writer> {
  const id = await freeId(home, name);
  const writer: Writer = {
    format: 'quillwave-writer',
    formatVersion: 1,
    id,
    name: name.trim(),
    hand,
    language,
    model,
    pen: '',
    createdAt: new Date().toISOString(),
    calibrations: {},
  };
  await writeWriterFile(writerFolders(home, id).file, writer);
  return writer;
}

/** @throws UserError; the writer is then as it was */
export async function changeWriter(
  home: WritersHome,
  id: string,
  change: WriterChange,
): Promise<Writer> {
  return update(home, id, (writer) => ({ ...writer, ...change }));
}

/** Keeps the calibration of a pen; undefined takes it away. @throws UserError */
export async function keepCalibration(
  home: WritersHome,
  id: string,
  pen: string,
  calibration: StoredCalibration | undefined,
): Promise<Writer> {
  return update(home, id, (writer) => {
    const others = Object.entries(writer.calibrations).filter(([key]) => key !== pen);
    return {
      ...writer,
      calibrations: Object.fromEntries([
        ...others,
        ...(calibration === undefined ? [] : [[pen, calibration] as const]),
      ]),
    };
  });
}

/** Chooses the model version that reads the writer; undefined: the model as it came. @throws UserError */
export async function setVersion(
  home: WritersHome,
  id: string,
  version: string | undefined,
): Promise<Writer> {
  return update(home, id, (writer) => {
    const changed = { ...writer };
    delete changed.version;
    return version === undefined ? changed : { ...changed, version };
  });
}

/** A copy with everything the writer has, takes and versions too. @throws UserError */
export async function duplicateWriter(home: WritersHome, id: string): Promise<Writer> {
  const original = await readWriter(home, id);
  const { writers } = await listWriters(home);
  const names = new Set(writers.map(({ name }) => name));
  const name = await freeName(`${original.name} (copy)`, (candidate) =>
    Promise.resolve(names.has(candidate)),
  );
  const copyId = await freeId(home, name);
  const { root } = writerFolders(home, copyId);
  const unfinished = temporaryName(join(home.writers, `.${copyId}`));
  try {
    await cp(writerFolders(home, original.id).root, unfinished, { recursive: true });
    await writeWriterFile(join(unfinished, 'writer.json'), {
      ...original,
      name,
      createdAt: new Date().toISOString(),
    });
    await rename(unfinished, root);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw fileError(error, root, 'write');
  }
  return readWriter(home, copyId);
}

/** Moves a writer to the trash. @returns what `restoreWriter` wants. @throws UserError */
export async function deleteWriter(home: WritersHome, id: string): Promise<string> {
  const { root, file } = writerFolders(home, id);
  if (!(await exists(file))) throw unknownWriter(id, (await listWriters(home)).writers);
  const trash = writersTrash(home);
  await makeFolder(trash);
  const trashed = await freeName(id, (name) => exists(join(trash, name)));
  await move(root, join(trash, trashed));
  return trashed;
}

/** Takes a writer back out of the trash. @throws UserError */
export async function restoreWriter(home: WritersHome, trashed: string): Promise<Writer> {
  const from = join(writersTrash(home), v.parse(writerId, trashed));
  if (!(await exists(from))) {
    throw new UserError(
      'writer-gone',
      `The deleted writer “${trashed}” is no longer in the trash.`,
      'Import an exported copy, or make the writer anew.',
    );
  }
  const id = await freeName(trashed, (name) => exists(join(home.writers, name)));
  await move(from, writerFolders(home, id).root);
  return readWriter(home, id);
}

/** Deleted writers that can be brought back, as `restoreWriter` names them. */
export function trashedWriters(home: WritersHome): Promise<string[]> {
  return namesIn(writersTrash(home));
}

/** Deletes for good what was deleted. @throws UserError */
export async function emptyWritersTrash(home: WritersHome): Promise<void> {
  const trash = writersTrash(home);
  await rm(trash, { recursive: true, force: true }).catch((error: unknown) => {
    throw fileError(error, trash, 'write');
  });
}

/** An id of its own for a name: its letters and digits, else `writer`. */
export function freeId(home: WritersHome, name: string): Promise<string> {
  const plain = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/gu, '');
  return freeName(plain === '' ? 'writer' : plain, (id) => exists(join(home.writers, id)));
}

async function update(
  home: WritersHome,
  id: string,
  change: (writer: Writer) => Writer,
): Promise<Writer> {
  const changed = change(await readWriter(home, id));
  await writeWriterFile(writerFolders(home, changed.id).file, changed);
  return changed;
}

async function writerIds(home: WritersHome): Promise<string[]> {
  const ids = (await namesIn(home.writers)).filter((name) => v.is(writerId, name));
  const held = await Promise.all(ids.map((id) => exists(writerFolders(home, id).file)));
  return ids.filter((_, index) => held[index]);
}

function unknownWriter(name: string, known: readonly Writer[]): UserError {
  const names = known.map((writer) =>
    writer.id === writer.name ? writer.id : `${writer.id} (${writer.name})`,
  );
  return new UserError(
    'writer-unknown',
    `There is no writer “${name}”.`,
    names.length === 0
      ? 'There are no writers yet: make one on the Writers page, or with adapt --writer NAME --recordings FILE….'
      : `Choose one of ${names.join(', ')}.`,
  );
}

async function move(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    throw fileError(error, from, 'write');
  });
}
