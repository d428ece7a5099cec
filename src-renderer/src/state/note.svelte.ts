import {
  applySplice,
  placeWords,
  type NoteList,
  type NoteUpdate,
  type OpenNote,
  type TextEdit,
} from '$contract/notes.ts';
import { shownWord } from '$contract/text.ts';
import type { Commands } from '../bridge/commands.ts';
import type { NoticeState } from './notices.svelte.ts';

/** The text that is selected; `anchor` stays while `focus` is moved. Both are places in the text. */
export interface TextSelection {
  readonly anchor: number;
  readonly focus: number;
}

const none: OpenNote = {
  id: '',
  source: 'pen',
  createdAt: 0,
  changedAt: 0,
  words: [],
  revision: 0,
  growing: [],
};

/** The note on screen, a mirror of the main process's, and the list of all notes. */
export class NoteState {
  note = $state.raw<OpenNote>(none);
  list = $state.raw<NoteList>({ notes: [], trash: [] });
  selection = $state.raw<TextSelection>({ anchor: 0, focus: 0 });
  /** What was written last, for the ears of a screen reader. */
  announcement = $state('');
  readonly placed = $derived(placeWords(this.note.words));

  constructor(
    private readonly commands: Commands,
    private readonly notices: NoticeState,
  ) {}

  get empty(): boolean {
    return this.note.words.length === 0;
  }

  replace(note: OpenNote): void {
    this.note = note;
    this.select(placeWords(note.words).text.length);
  }

  take({ words, splices = [], ...state }: NoteUpdate): void {
    if (words !== undefined) {
      this.replace({ ...state, words });
      void this.refresh();
      return;
    }
    if (state.id !== this.note.id) return;
    const before = this.placed.text.length;
    const wasAtEnd = this.selection.focus === before && this.selection.anchor === before;
    this.note = { ...state, words: splices.reduce(applySplice, this.note.words) };
    const written = splices.at(-1)?.inserted ?? [];
    if (written.some(({ piece }) => piece !== undefined)) {
      this.announcement = written.map(shownWord).join(' ');
      if (wasAtEnd) this.select(this.placed.text.length);
    }
  }

  select(anchor: number, focus = anchor): void {
    this.selection = { anchor, focus };
  }

  async edit(edit: TextEdit): Promise<number | undefined> {
    const note = this.note.id;
    return this.#moveCaret(this.commands.editText({ note, ...edit }));
  }

  async confirm(index: number): Promise<void> {
    await this.#moveCaret(this.commands.confirmWord({ note: this.note.id, index }));
  }

  async move(from: number, to: number, before: number): Promise<void> {
    await this.#moveCaret(this.commands.moveText({ note: this.note.id, from, to, before }));
  }

  async undo(): Promise<void> {
    await this.#moveCaret(this.commands.undoText());
  }

  async redo(): Promise<void> {
    await this.#moveCaret(this.commands.redoText());
  }

  async refresh(): Promise<void> {
    this.list = (await this.notices.attempt(this.commands.listNotes())) ?? this.list;
  }

  async #moveCaret(work: Promise<number | undefined>): Promise<number | undefined> {
    const caret = await this.notices.attempt(work);
    if (caret !== undefined) this.select(caret);
    return caret;
  }
}
