import { readFile, rm, stat } from 'node:fs/promises';
import * as v from 'valibot';
import type { NoteWord } from '../../contract/notes.ts';
import { readWord, type StoredNote } from './note-file.ts';

/** What earlier versions kept of the text: one file, overwritten at every start. */
const draft = v.array(v.object({ words: v.array(readWord) }));

/**
 * Makes a note of the draft that an earlier version has left; the draft is removed once the note is
 * kept.
 * @param keep writes a note; `id` is for it to choose
 * @returns whether there was one
 */
export async function migrateDraft(
  file: string,
  keep: (note: Omit<StoredNote, 'id'>) => Promise<void>,
): Promise<boolean> {
  const words = await readDraft(file);
  if (words.length === 0) return false;
  const { mtimeMs } = await stat(file);
  const at = Math.round(mtimeMs);
  await keep({ source: 'pen', createdAt: at, changedAt: at, words });
  await rm(file, { force: true });
  return true;
}

/** Nothing where there is no draft; a damaged one is left alone. */
async function readDraft(file: string): Promise<NoteWord[]> {
  try {
    const segments = v.parse(draft, JSON.parse(await readFile(file, 'utf8')));
    return segments
      .flatMap(({ words }) => words)
      .filter((word) => (word.corrected ?? word.text) !== '')
      .map((word, id) => ({ ...word, id }));
  } catch {
    return [];
  }
}
