import * as v from 'valibot';
import type { NoteHead, NoteWord } from '../../contract/notes.ts';
import { without } from '../../contract/without.ts';

const reading = v.object({ text: v.string(), confidence: v.number() });

/** A word as it was read, with what its user made of it. */
export const readWord = v.object({
  text: v.string(),
  corrected: v.exactOptional(v.string()),
  startMs: v.number(),
  endMs: v.number(),
  confidence: v.number(),
  cut: v.exactOptional(v.literal(true)),
  alternatives: v.array(reading),
});

const noteWord = v.object({
  id: v.number(),
  writtenAt: v.exactOptional(v.number()),
  ...readWord.entries,
});

const noteFile = v.object({
  format: v.literal('quillwave-note'),
  formatVersion: v.literal(1),
  source: v.picklist(['pen', 'simulated', 'replay']),
  title: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
  /** ISO 8601. */
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  changedAt: v.pipe(v.string(), v.isoTimestamp()),
  words: v.array(noteWord),
});

export interface StoredNote extends NoteHead {
  readonly words: readonly NoteWord[];
}

/** @throws when it is no note */
export function parseNote(id: string, content: string): StoredNote {
  const { source, title, createdAt, changedAt, words } = v.parse(noteFile, JSON.parse(content));
  return {
    id,
    source,
    ...(title !== undefined && { title }),
    createdAt: Date.parse(createdAt),
    changedAt: Date.parse(changedAt),
    words,
  };
}

export function formatNote({ source, title, createdAt, changedAt, words }: StoredNote): string {
  const head = {
    format: 'quillwave-note',
    formatVersion: 1,
    source,
    ...(title !== undefined && { title }),
    createdAt: new Date(createdAt).toISOString(),
    changedAt: new Date(changedAt).toISOString(),
  } as const;
  // A line a word: a note can be read, compared and mended by hand.
  // Pieces of writing have their names for as long as the program runs.
  const lines = words.map((word) => JSON.stringify(without(word, 'piece'))).join(',\n');
  return `${JSON.stringify(head).slice(0, -1)},"words":[\n${lines}\n]}\n`;
}
