import {
  applySplice,
  reverseSplice,
  type EditKind,
  type NoteWord,
  type Splice,
} from '../../contract/notes.ts';

interface Step {
  readonly kind: EditKind;
  readonly splices: readonly Splice[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Letters typed one after the other are one step when no pause lies between them, ms. */
const typingPauseMs = 1500;
/** Steps that can be taken back; the oldest go. */
const mostSteps = 1000;

/**
 * The words of a note and one stack of everything that was done to them, writing with the pen
 * included.
 */
export class History {
  #words: readonly NoteWord[];
  #done: Step[] = [];
  #undone: Step[] = [];

  constructor(words: readonly NoteWord[] = []) {
    this.#words = words;
  }

  get words(): readonly NoteWord[] {
    return this.#words;
  }

  /** What `undo` would take back. */
  get undoKind(): EditKind | undefined {
    return this.#done.at(-1)?.kind;
  }

  /** What `redo` would do again. */
  get redoKind(): EditKind | undefined {
    return this.#undone.at(-1)?.kind;
  }

  /** @param now milliseconds since 1970 */
  do(kind: EditKind, splices: readonly Splice[], now: number): void {
    if (splices.length === 0) return;
    for (const splice of splices) this.#words = applySplice(this.#words, splice);
    // What the pen appends lies behind everything that can be done again: all of that still fits.
    if (kind !== 'write') this.#undone = [];
    const step = { kind, splices, at: now };
    const merged = kind === 'write' ? undefined : mergeTyping(this.#done.at(-1), step);
    if (merged === undefined) this.#done.push(step);
    else this.#done[this.#done.length - 1] = merged;
    if (this.#done.length > mostSteps) this.#done.shift();
  }

  /** @returns what it changed, in order */
  undo(): readonly Splice[] {
    const step = this.#done.pop();
    if (step === undefined) return [];
    this.#undone.push(step);
    return this.#apply(step.splices.toReversed().map(reverseSplice));
  }

  /** @returns what it changed, in order */
  redo(): readonly Splice[] {
    const step = this.#undone.pop();
    if (step === undefined) return [];
    this.#done.push(step);
    return this.#apply(step.splices);
  }

  #apply(splices: readonly Splice[]): readonly Splice[] {
    for (const splice of splices) this.#words = applySplice(this.#words, splice);
    return splices;
  }
}

/** One step for two that type on in the same word; undefined where they are two. */
function mergeTyping(before: Step | undefined, after: Step): Step | undefined {
  const [first] = before?.splices ?? [];
  const [second] = after.splices;
  if (before === undefined || first === undefined || second === undefined) return undefined;
  if (before.splices.length > 1 || after.splices.length > 1) return undefined;
  if (before.kind === 'write' || after.at - before.at > typingPauseMs) return undefined;
  const goesOn =
    second.at === first.at &&
    second.inserted.length > 0 &&
    second.removed.length === 1 &&
    first.inserted.length === 1 &&
    second.removed[0] === first.inserted[0];
  if (!goesOn) return undefined;
  const splices = [{ ...second, removed: first.removed }];
  return { kind: before.kind, splices, at: after.at };
}
