import type { LiveSegment } from '../../contract/live.ts';
import {
  isBreak,
  lineBreak,
  placeWords,
  type EditKind,
  type NoteList,
  type NoteSource,
  type NoteUpdate,
  type NoteWord,
  type OpenNote,
  type Splice,
  type TextEdit,
} from '../../contract/notes.ts';
import { shownWord } from '../../contract/text.ts';
import { without } from '../../contract/without.ts';
import { confirmWord, editWords, moveWords } from './edit-words.ts';
import type { StoredNote } from './note-file.ts';
import type { NoteStore } from './note-store.ts';
import { Sheet } from './sheet.ts';

export interface NotebookListener {
  /** The note on screen has changed. */
  onUpdate(update: NoteUpdate): void;
  /** A note could not be kept; undefined: all of them are kept again. */
  onFailure(error: unknown): void;
}

/** What the user says that a piece of writing says. */
export interface PieceCorrection {
  /** As `LiveSegment` counts, in which engine process. */
  readonly epoch: number;
  readonly id: number;
  readonly text: string;
  /** What was put in; empty when a word was taken out. */
  readonly word: string;
}

export interface EditResult {
  /** Where the caret stands afterwards. */
  readonly caret: number;
  readonly corrections: readonly PieceCorrection[];
}

export interface NotebookOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** A pause in writing that begins a new paragraph, ms; 0: none does. */
  readonly paragraphPauseMs?: () => number;
  /** What could not be kept is tried again after so long. Default 5000. */
  readonly retryMs?: number;
}

/** Who comes back to the pen later than this begins a new note, ms. */
const sittingMs = 30 * 60_000;
const saveDelayMs = 400;

/**
 * The notes of the program: the one on screen, those that are written into, and their files. It lives in
 * the main process, so that neither a crash of the window nor one of the reading process takes a word
 * away.
 */
export class Notebook {
  readonly #now: () => number;
  readonly #paragraphPauseMs: () => number;
  readonly #sheets = new Map<string, Sheet>();
  readonly #unsaved = new Set<Sheet>();
  #shown: Sheet;
  /** Id of the note that the user's pen goes on writing into. */
  #sitting: string | undefined;
  #lastPiece = { epoch: -1, id: -1 };
  readonly #retryMs: number;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: NoteStore,
    private readonly listener: NotebookListener,
    { now = Date.now, paragraphPauseMs = () => 0, retryMs = 5000 }: NotebookOptions = {},
  ) {
    this.#now = now;
    this.#retryMs = retryMs;
    this.#paragraphPauseMs = paragraphPauseMs;
    this.#shown = this.#newSheet('pen');
  }

  get shown(): OpenNote {
    return { ...this.#shown.state, words: this.#shown.words };
  }

  /** Shows the last note of the user's, if there is one. @throws UserError */
  async open(): Promise<void> {
    const { notes } = await this.store.list();
    const last = notes.find(({ source }) => source === 'pen');
    if (last !== undefined) this.#show(await this.#load(last.id));
  }

  /** Keeps a note that was made elsewhere. @throws UserError */
  async adopt(note: Omit<StoredNote, 'id'>): Promise<void> {
    await this.store.write({ ...note, id: this.#freeId(note.createdAt) });
  }

  async list(): Promise<NoteList> {
    await this.flush();
    return this.store.list();
  }

  /** @throws UserError */
  async show(id: string): Promise<void> {
    const sheet = await this.#load(id);
    if (sheet.head.source === 'pen') this.#sitting = id;
    this.#show(sheet);
  }

  /** A new note, which the pen writes into from now on. It is kept with its first word. */
  begin(): void {
    const blank = this.#shown.head.source === 'pen' && this.#shown.words.length === 0;
    const sheet = blank ? this.#shown : this.#newSheet('pen');
    this.#sitting = sheet.head.id;
    this.#show(sheet);
  }

  /** The user has taken another pen: its sheet is shown. */
  arrive(source: NoteSource): void {
    if (this.#shown.head.source !== source) this.#show(this.#target(source));
  }

  /** @param title empty: none */
  async rename(id: string, title: string): Promise<void> {
    const sheet = await this.#load(id);
    const head = without(sheet.head, 'title');
    sheet.head = { ...head, ...(title.trim() !== '' && { title: title.trim() }) };
    this.#changed(sheet);
    await this.flush();
  }

  /** @throws UserError */
  async delete(id: string): Promise<void> {
    await this.flush();
    await this.store.delete(id);
    this.#sheets.delete(id);
    if (this.#sitting === id) this.#sitting = undefined;
    if (this.#shown.head.id !== id) return;
    const { notes } = await this.store.list();
    const next = notes.find(({ source }) => source === 'pen');
    this.#show(next === undefined ? this.#newSheet('pen') : await this.#load(next.id));
  }

  /** Brings a deleted note back and shows it. @throws UserError */
  async restore(id: string): Promise<void> {
    await this.store.restore(id);
    await this.show(id);
  }

  /**
   * Takes in what the reading process says of a piece of writing.
   * @param epoch tells apart reading processes, which count their pieces from 0 each
   */
  write(epoch: number, segment: LiveSegment, source: NoteSource): void {
    const { id, committed, recognition } = segment;
    const before = this.#lastPiece;
    // What is committed never changes by itself.
    if (epoch < before.epoch || (epoch === before.epoch && id <= before.id)) return;
    const sheet = this.#target(source);
    const key = `${epoch}.${id}`;
    if (!committed) {
      sheet.growing = { key, words: recognition.words.map(({ text }) => text) };
      this.#tell(sheet);
      return;
    }
    this.#lastPiece = { epoch, id };
    sheet.growing = undefined;
    const words = recognition.words
      .filter(({ text }) => text !== '')
      .map((word): NoteWord => {
        const read = without(word, 'characters');
        return { ...read, id: sheet.nextId(), piece: key, writtenAt: this.#now() };
      });
    if (words.length === 0) {
      this.#tell(sheet);
      return;
    }
    const breaks = this.#paragraphBefore(sheet);
    const splice = { at: sheet.words.length, removed: [], inserted: [...breaks, ...words] };
    this.#do(sheet, 'write', [splice]);
  }

  /** Nothing is being written any more: what was begun and never finished goes. */
  settle(): void {
    for (const sheet of this.#sheets.values()) {
      if (sheet.growing === undefined) continue;
      sheet.growing = undefined;
      this.#tell(sheet);
    }
  }

  edit(edit: TextEdit): EditResult {
    const sheet = this.#shown;
    const { text } = placeWords(sheet.words);
    const context = { nextId: sheet.nextId, now: this.#now() };
    const done = editWords(sheet.words, edit, context);
    if (done === undefined) return { caret: edit.from, corrections: [] };
    this.#do(sheet, done.kind, [done.splice]);
    const ahead = text.slice(0, edit.from) + edit.text;
    const caret = caretBehind(placeWords(sheet.words).text, ahead);
    return { caret, corrections: correctionsOf(sheet, done.kind, done.splice) };
  }

  /** Takes a word for right as it stands. */
  confirm(index: number): EditResult {
    const sheet = this.#shown;
    const caret = placeWords(sheet.words).places[index]?.end ?? 0;
    const done = confirmWord(sheet.words, index);
    if (done === undefined) return { caret, corrections: [] };
    this.#do(sheet, done.kind, [done.splice]);
    return { caret, corrections: correctionsOf(sheet, done.kind, done.splice) };
  }

  /** Moves whole words. @returns where the caret stands afterwards, behind them */
  move(moving: { readonly from: number; readonly to: number; readonly before: number }): number {
    const sheet = this.#shown;
    const splices = moveWords(sheet.words, moving);
    this.#do(sheet, 'move', splices);
    return caretAfter(sheet, splices) ?? moving.before;
  }

  clear(): void {
    const { words } = this.#shown;
    if (words.length === 0) return;
    this.#do(this.#shown, 'clear', [{ at: 0, removed: words, inserted: [] }]);
  }

  /** @returns where the caret stands afterwards; undefined when there is nothing to take back */
  undo(): number | undefined {
    return this.#step((history) => history.undo());
  }

  /** @returns where the caret stands afterwards; undefined when there is nothing to do again */
  redo(): number | undefined {
    return this.#step((history) => history.redo());
  }

  /** Writes what waits; resolves when it is on disk or could not be written. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  #step(go: (history: Sheet['history']) => readonly Splice[]): number | undefined {
    const sheet = this.#shown;
    const splices = go(sheet.history);
    if (splices.length === 0) return undefined;
    this.#changed(sheet, splices);
    return caretAfter(sheet, splices);
  }

  #do(sheet: Sheet, kind: EditKind, splices: readonly Splice[]): void {
    if (splices.length === 0) return;
    sheet.history.do(kind, splices, this.#now());
    this.#changed(sheet, splices);
  }

  #changed(sheet: Sheet, splices: readonly Splice[] = []): void {
    sheet.head = { ...sheet.head, changedAt: this.#now() };
    sheet.revision += 1;
    this.#unsaved.add(sheet);
    this.#timer ??= setTimeout(() => void this.flush(), saveDelayMs);
    this.#tell(sheet, splices);
  }

  #tell(sheet: Sheet, splices: readonly Splice[] = []): void {
    if (sheet === this.#shown) this.listener.onUpdate({ ...sheet.state, splices });
  }

  #show(sheet: Sheet): void {
    this.#shown = sheet;
    this.listener.onUpdate({ ...sheet.state, words: sheet.words });
  }

  /** The sheet that a pen writes into. */
  #target(source: NoteSource): Sheet {
    if (source !== 'pen') return this.#sheets.get(source) ?? this.#newSheet(source);
    const shown = this.#shown.head;
    const sitting = this.#sitting === undefined ? undefined : this.#sheets.get(this.#sitting);
    if (shown.source === 'pen' && shown.id === this.#sitting) return this.#shown;
    if (sitting !== undefined && shown.source !== 'pen') return sitting;
    // Opened by itself: goes on where it was written just now, else this is a new sitting.
    const fresh = shown.source === 'pen' && this.#now() - shown.changedAt < sittingMs;
    const sheet =
      fresh || (shown.source === 'pen' && this.#shown.words.length === 0)
        ? this.#shown
        : this.#newSheet('pen');
    this.#sitting = sheet.head.id;
    if (sheet !== this.#shown && shown.source === 'pen') this.#show(sheet);
    return sheet;
  }

  #paragraphBefore(sheet: Sheet): NoteWord[] {
    const pause = this.#paragraphPauseMs();
    const last = sheet.words.at(-1);
    if (pause === 0 || last?.writtenAt === undefined || isBreak(last)) return [];
    if (this.#now() - last.writtenAt < pause) return [];
    const times = { startMs: 0, endMs: 0, writtenAt: this.#now() };
    const text = { text: '', corrected: lineBreak, confidence: 1, alternatives: [] };
    return [{ id: sheet.nextId(), ...text, ...times }];
  }

  #newSheet(source: NoteSource): Sheet {
    const now = this.#now();
    const id = source === 'pen' ? this.#freeId(now) : source;
    const sheet = new Sheet({ id, source, createdAt: now, changedAt: now, words: [] });
    this.#sheets.set(id, sheet);
    return sheet;
  }

  /** The date as a name, for example `2026-11-30-104422`. */
  #freeId(at: number): string {
    const date = new Date(at);
    const two = (part: number) => String(part).padStart(2, '0');
    const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
    const time = `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
    let id = `${day}-${time}`;
    for (let attempt = 2; this.#sheets.has(id); attempt += 1) id = `${day}-${time}-${attempt}`;
    return id;
  }

  async #load(id: string): Promise<Sheet> {
    const known = this.#sheets.get(id);
    if (known !== undefined) return known;
    const sheet = new Sheet(await this.store.read(id));
    this.#sheets.set(id, sheet);
    return sheet;
  }

  async #write(): Promise<void> {
    const waiting = [...this.#unsaved];
    this.#unsaved.clear();
    for (const sheet of waiting) {
      // What only shows something is not the user's: it is not kept.
      if (sheet.head.source !== 'pen') continue;
      // A note that never held a word is none; one that was emptied is.
      if (sheet.words.length === 0 && sheet.history.undoKind === undefined) continue;
      try {
        await this.store.write(sheet.stored);
        this.listener.onFailure(undefined);
      } catch (error) {
        this.#unsaved.add(sheet);
        this.listener.onFailure(error);
        // A disk that is full now may have room soon, whether or not more is written.
        this.#timer ??= setTimeout(() => void this.flush(), this.#retryMs);
      }
    }
  }
}

/** Words keep their letters while spaces come and go: the caret stands behind as many letters. */
function caretBehind(text: string, ahead: string): number {
  let letters = ahead.replaceAll(' ', '').length;
  let at = 0;
  while (at < text.length && letters > 0) {
    if (text[at] !== ' ') letters -= 1;
    at += 1;
  }
  while (ahead.endsWith(' ') && text[at] === ' ') at += 1;
  return at;
}

/** Behind what was put in last, or where something was taken out. */
function caretAfter(sheet: Sheet, splices: readonly Splice[]): number | undefined {
  const last = splices.at(-1);
  if (last === undefined) return undefined;
  const { places, text } = placeWords(sheet.words);
  const end = last.at + last.inserted.length - 1;
  if (last.inserted.length > 0) return places[end]?.end ?? text.length;
  return places[last.at]?.start ?? text.length;
}

/** What an edit teaches about the pieces of writing whose words it changed. */
function correctionsOf(sheet: Sheet, kind: EditKind, splice: Splice): PieceCorrection[] {
  if (kind === 'type' || kind === 'paragraph') return [];
  // Deleting much at once is a change of mind, no reading put right.
  if (kind === 'remove' && splice.removed.length !== 1) return [];
  const pieces = new Set(splice.removed.flatMap(({ piece }) => piece ?? []));
  const word = splice.inserted.map(shownWord).join(' ');
  return [...pieces].map((piece) => {
    const [epoch, id] = piece.split('.').map(Number) as [number, number];
    const words = sheet.words.filter((other) => other.piece === piece);
    return { epoch, id, text: words.map(shownWord).join(' '), word };
  });
}
