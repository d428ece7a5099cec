import type { NoteHead, NoteWord, OpenNote } from '../../contract/notes.ts';
import { History } from './history.ts';
import type { StoredNote } from './note-file.ts';

/** A note that is open: its words with their history, and what is just being written into it. */
export class Sheet {
  head: NoteHead;
  readonly history: History;
  revision = 0;
  growing: { readonly key: string; readonly words: readonly string[] } | undefined;
  #lastId: number;

  constructor({ words, ...head }: StoredNote) {
    this.head = head;
    this.history = new History(words);
    this.#lastId = Math.max(-1, ...words.map(({ id }) => id));
  }

  get words(): readonly NoteWord[] {
    return this.history.words;
  }

  get stored(): StoredNote {
    return { ...this.head, words: this.words };
  }

  readonly nextId = (): number => (this.#lastId += 1);

  /** Everything that the window shows besides the words. */
  get state(): Omit<OpenNote, 'words'> {
    const { undoKind, redoKind } = this.history;
    return {
      ...this.head,
      revision: this.revision,
      growing: this.growing?.words ?? [],
      ...(undoKind !== undefined && { undo: undoKind }),
      ...(redoKind !== undefined && { redo: redoKind }),
    };
  }
}
