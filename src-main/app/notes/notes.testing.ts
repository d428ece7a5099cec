import type { LocatedSegment } from '../../contract/live.ts';
import { isBreak, placeWords, type NoteWord } from '../../contract/notes.ts';

/** A piece of writing as the engine tells of it. */
export function piece(id: number, text: string, committed = true): LocatedSegment {
  const words = text.split(' ').map((word, index) => ({
    ...{ text: word, startMs: index * 100, endMs: index * 100 + 100 },
    ...{ confidence: 0.9, alternatives: [{ text: `${word}s`, confidence: 0.1 }] },
  }));
  const recognition = { text, confidence: 0.9, words };
  const origin = { clock: '1', source: 'serial' } as const;
  return { id, startMs: 0, endMs: 100, committed, recognition, ...origin };
}

/** Words as they are read; `|` begins a paragraph. */
export function wordsOf(text: string): NoteWord[] {
  return text.split(' ').map((word, id) => {
    const read = word === '|' ? { text: '', corrected: '\n' } : { text: word };
    const rest = { startMs: id * 100, endMs: id * 100 + 100, confidence: 0.9, alternatives: [] };
    return { id, piece: '0.1', ...read, ...rest };
  });
}

export function textOf(words: readonly NoteWord[]): string {
  return placeWords(words).text;
}

/** The words without breaks. */
export function onlyWords(words: readonly NoteWord[]): NoteWord[] {
  return words.filter((word) => !isBreak(word));
}
