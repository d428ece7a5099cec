import * as v from 'valibot';
import { shownWord, type TextWord } from './text.ts';

/*
 * A note: what was written at one sitting, as the window shows and changes it. Its text is its words, set
 * apart by a space, and line breaks; places in it are counted in UTF-16 units of that text.
 */

/** The name of a note's file: never a way out of its folder. */
export const noteId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/u));

/** A word of a note; one whose text is a line break begins a new paragraph. */
export interface NoteWord extends TextWord {
  /** Stays with the word while it is corrected. */
  readonly id: number;
  /** The piece of writing that it was read from (`TextSegment.key`); left out: typed. */
  readonly piece?: string;
  /** When it was read or typed, milliseconds since 1970. */
  readonly writtenAt?: number;
}

/**
 * Who writes into a note: the user's pen, or what only shows something. The simulated pen and replayed
 * recordings have a sheet of their own each and never write into a note of the user's.
 */
export type NoteSource = 'pen' | 'simulated' | 'replay';

/** One change of a note's words: at `at`, `removed` gives way to `inserted`. */
export interface Splice {
  readonly at: number;
  readonly removed: readonly NoteWord[];
  readonly inserted: readonly NoteWord[];
}

/** What a step back or forth is called. */
export const editKinds = [
  'write',
  'type',
  'correct',
  'remove',
  'split',
  'join',
  'move',
  'paragraph',
  'clear',
] as const;
export type EditKind = (typeof editKinds)[number];

/** Everything of a note but its words. */
export interface NoteHead {
  readonly id: string;
  readonly source: NoteSource;
  /** What the user called it. */
  readonly title?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** The note on screen. */
export interface OpenNote extends NoteHead {
  readonly words: readonly NoteWord[];
  /** Counts the changes of this note. */
  readonly revision: number;
  /** What is being written and may still change. */
  readonly growing: readonly string[];
  /** What can be taken back, and what can be done again. */
  readonly undo?: EditKind;
  readonly redo?: EditKind;
}

/** What has changed of the note on screen since the update before. */
export interface NoteUpdate extends Omit<OpenNote, 'words'> {
  /** All words, where another note was opened. */
  readonly words?: readonly NoteWord[];
  /** Otherwise, in order. */
  readonly splices?: readonly Splice[];
}

/** A kept note in the list of notes. */
export interface NoteListing extends NoteHead {
  readonly text: string;
  readonly wordCount: number;
}

export interface NoteList {
  /** Newest first. */
  readonly notes: readonly NoteListing[];
  /** Deleted ones that can be brought back, newest first. */
  readonly trash: readonly NoteListing[];
}

export interface TextEdit {
  readonly from: number;
  readonly to: number;
  /** What stands there afterwards; spaces part words, line breaks part paragraphs. */
  readonly text: string;
}

/** Where a word stands in the text of a note. */
export interface PlacedWord {
  readonly word: NoteWord;
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

export const lineBreak = '\n';

export function isBreak(word: TextWord): boolean {
  return shownWord(word) === lineBreak;
}

/** The text of a note and where each of its words stands in it. */
export function placeWords(words: readonly NoteWord[]): {
  readonly text: string;
  readonly places: readonly PlacedWord[];
} {
  let text = '';
  const places = words.map((word, index) => {
    const shown = shownWord(word);
    if (text !== '' && shown !== lineBreak && !text.endsWith(lineBreak)) text += ' ';
    const start = text.length;
    text += shown;
    return { word, index, start, end: text.length };
  });
  return { text, places };
}

/** The paragraph at the end, which the pen writes on. */
export function lastParagraph(words: readonly NoteWord[]): string {
  const { text } = placeWords(words);
  return text.slice(text.lastIndexOf(lineBreak) + 1);
}

export function applySplice(words: readonly NoteWord[], splice: Splice): readonly NoteWord[] {
  return words.toSpliced(splice.at, splice.removed.length, ...splice.inserted);
}

export function reverseSplice({ at, removed, inserted }: Splice): Splice {
  return { at, removed: inserted, inserted: removed };
}

/** What a note is called where the user has given it no name: its first words. */
export function noteTitle({ title, text }: Pick<NoteListing, 'title' | 'text'>): string {
  if (title !== undefined) return title;
  const first = text.trim().split(/\s+/u).slice(0, 6).join(' ');
  return first.length > 48 ? `${first.slice(0, 47)}…` : first;
}
