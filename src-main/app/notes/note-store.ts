import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { UserError } from '../../contract/alerts.ts';
import {
  isBreak,
  noteId,
  placeWords,
  type NoteList,
  type NoteListing,
  type NoteWord,
} from '../../contract/notes.ts';
import { writeFileAtomic } from '../../data/files/atomic-file.ts';
import { errorCode, fileError } from '../../data/files/file-errors.ts';
import type { HomeFolders } from '../../data/home.ts';
import { makeFolder } from '../../data/files/make-folder.ts';
import { formatNote, parseNote, type StoredNote } from './note-file.ts';

interface Known {
  readonly stamp: string;
  readonly listing: NoteListing | undefined;
}

const ending = '.json';

/** The notes on disk: one file each, deleted ones in a folder beside. */
export class NoteStore {
  readonly #folder: string;
  readonly #trash: string;
  /** What files say, as long as they do not change. */
  readonly #known = new Map<string, Known>();

  constructor(home: Pick<HomeFolders, 'notes'>) {
    this.#folder = home.notes;
    this.#trash = join(home.notes, '.trash');
  }

  /** Files that are no notes are left alone and not listed. @throws UserError */
  async list(): Promise<NoteList> {
    const [notes, trash] = await Promise.all([
      this.#listFolder(this.#folder),
      this.#listFolder(this.#trash),
    ]);
    return { notes, trash };
  }

  /** @throws UserError `note-unknown` */
  async read(id: string): Promise<StoredNote> {
    const file = this.#file(this.#folder, id);
    const content = await readFile(file, 'utf8').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') throw unknown(id);
      throw fileError(error, file, 'read');
    });
    try {
      return parseNote(id, content);
    } catch (error) {
      throw new UserError(
        'note-damaged',
        `The note in ${file} is damaged.`,
        'The file is left as it is: open it with a text editor to save what can be read.',
        { cause: error },
      );
    }
  }

  /** @throws UserError; what was kept before then stands */
  async write(note: StoredNote): Promise<void> {
    await writeFileAtomic(this.#file(this.#folder, note.id), formatNote(note));
  }

  /** @throws UserError */
  delete(id: string): Promise<void> {
    return this.#move(id, this.#folder, this.#trash);
  }

  /** @throws UserError */
  restore(id: string): Promise<void> {
    return this.#move(id, this.#trash, this.#folder);
  }

  /** Deletes the deleted notes for good. @throws UserError */
  async emptyTrash(): Promise<void> {
    await rm(this.#trash, { recursive: true, force: true }).catch((error: unknown) => {
      throw fileError(error, this.#trash, 'write');
    });
  }

  async #move(id: string, from: string, to: string): Promise<void> {
    await makeFolder(to);
    const file = this.#file(from, id);
    await rename(file, this.#file(to, id)).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') throw unknown(id);
      throw fileError(error, file, 'write');
    });
  }

  #file(folder: string, id: string): string {
    return join(folder, `${v.parse(noteId, id)}${ending}`);
  }

  async #listFolder(folder: string): Promise<NoteListing[]> {
    const names = await readdir(folder).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw fileError(error, folder, 'read');
    });
    const listings: (NoteListing | undefined)[] = [];
    // One after the other: a thousand notes must not open a thousand files.
    for (const name of names) listings.push(await this.#listing(folder, name));
    return listings
      .filter((listing) => listing !== undefined)
      .sort((one, other) => other.createdAt - one.createdAt);
  }

  async #listing(folder: string, name: string): Promise<NoteListing | undefined> {
    const id = name.slice(0, -ending.length);
    if (!name.endsWith(ending) || !v.is(noteId, id)) return undefined;
    const file = join(folder, name);
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) return undefined;
    const stamp = `${found.mtimeMs}/${found.size}`;
    const known = this.#known.get(file);
    if (known?.stamp === stamp) return known.listing;
    const listing = await readFile(file, 'utf8')
      .then((content) => listingOf(parseNote(id, content)))
      .catch(() => undefined);
    this.#known.set(file, { stamp, listing });
    return listing;
  }
}

function listingOf({ words, ...head }: StoredNote): NoteListing {
  return { ...head, text: placeWords(words).text, wordCount: countWords(words) };
}

function countWords(words: readonly NoteWord[]): number {
  return words.filter((word) => !isBreak(word)).length;
}

function unknown(id: string): UserError {
  return new UserError(
    'note-unknown',
    `There is no note “${id}”.`,
    'Open the list of notes again; it may have been deleted meanwhile.',
  );
}
