import {
  isBreak,
  lineBreak,
  placeWords,
  type EditKind,
  type NoteWord,
  type Splice,
  type TextEdit,
} from '../../contract/notes.ts';
import { shownWord } from '../../contract/text.ts';
import { without } from '../../contract/without.ts';

/** What an edit of the text makes of the words. */
export interface WordEdit {
  readonly splice: Splice;
  readonly kind: EditKind;
}

export interface EditContext {
  /** A number that no word of the note has. */
  readonly nextId: () => number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * What replacing [from, to) of the text by `text` does to the words: those that read as before stay
 * what they are, one that reads otherwise is corrected, one may be split and several joined.
 * @returns undefined where the words stay as they are
 */
export function editWords(
  words: readonly NoteWord[],
  edit: TextEdit,
  context: EditContext,
): WordEdit | undefined {
  const { text, places } = placeWords(words);
  const from = Math.min(Math.max(0, edit.from), text.length);
  const to = Math.min(Math.max(from, edit.to), text.length);
  // Without its line break a paragraph goes on the one before; the words at the seam stay two.
  const joinsParagraphs = edit.text === '' && text.slice(from, to) === lineBreak;
  const typed = joinsParagraphs ? ' ' : edit.text;

  const touched = places.filter(({ start, end }) => end >= from && start <= to);
  const first = touched[0];
  const last = touched.at(-1);
  const left = first === undefined ? from : Math.min(first.start, from);
  const right = last === undefined ? to : Math.max(last.end, to);
  const tokens = tokensOf(text.slice(left, from) + typed + text.slice(to, right));
  const old = touched.map(({ word }) => word);

  let same = 0;
  while (same < Math.min(old.length, tokens.length) && shownWord(old[same]!) === tokens[same]) {
    same += 1;
  }
  let sameAfter = 0;
  while (
    sameAfter < Math.min(old.length, tokens.length) - same &&
    shownWord(old[old.length - 1 - sameAfter]!) === tokens[tokens.length - 1 - sameAfter]
  ) {
    sameAfter += 1;
  }
  const removed = old.slice(same, old.length - sameAfter);
  const inserted = tokens.slice(same, tokens.length - sameAfter);
  if (removed.length === 0 && inserted.length === 0) return undefined;
  const at = (first?.index ?? placeOf(places, from)) + same;
  const replacement = replace(removed, inserted, context);
  return {
    splice: { at, removed, inserted: replacement },
    kind: kindOf(removed, replacement),
  };
}

/** A word is taken for right as it stands: it counts as corrected to what it says. */
export function confirmWord(words: readonly NoteWord[], index: number): WordEdit | undefined {
  const word = words[index];
  if (word === undefined || word.corrected !== undefined || isBreak(word)) return undefined;
  const confirmed: NoteWord = { ...word, corrected: word.text };
  return { splice: { at: index, removed: [word], inserted: [confirmed] }, kind: 'correct' };
}

/** What moving [from, to) of the text to `before` does: whole words move and stay what they are. */
export function moveWords(
  words: readonly NoteWord[],
  { from, to, before }: { readonly from: number; readonly to: number; readonly before: number },
): readonly Splice[] {
  const { places } = placeWords(words);
  const moved = places.filter(({ start, end }) => start < to && end > from);
  const start = moved[0]?.index;
  if (start === undefined) return [];
  const end = start + moved.length;
  const target = placeOf(places, before);
  if (target >= start && target <= end) return [];
  const taken = moved.map(({ word }) => word);
  return [
    { at: start, removed: taken, inserted: [] },
    { at: target > start ? target - taken.length : target, removed: [], inserted: taken },
  ];
}

/** Index of the word that a place lies before. */
function placeOf(places: ReturnType<typeof placeWords>['places'], offset: number): number {
  const next = places.findIndex(({ start, end }) => (start + end) / 2 >= offset);
  return next < 0 ? places.length : next;
}

function tokensOf(text: string): string[] {
  return text.match(/\n|[^\s]+/gu) ?? [];
}

function replace(
  removed: readonly NoteWord[],
  tokens: readonly string[],
  context: EditContext,
): NoteWord[] {
  const old = removed.filter((word) => !isBreak(word));
  const texts = tokens.filter((token) => token !== lineBreak);
  const words = replaceWords(old, texts, context);
  return tokens.map((token) =>
    token === lineBreak ? typedWord(lineBreak, context) : words.shift()!,
  );
}

function replaceWords(
  old: readonly NoteWord[],
  texts: readonly string[],
  context: EditContext,
): NoteWord[] {
  if (old.length === texts.length) return old.map((word, index) => correct(word, texts[index]!));
  if (old.length === 1 && texts.length > 1) return split(old[0]!, texts, context);
  if (old.length > 1 && texts.length === 1) return [join(old, texts[0]!)];
  return texts.map((text) => typedWord(text, context));
}

/** A word that was read as `text` is no longer a corrected one. */
function correct(word: NoteWord, text: string): NoteWord {
  const rest = without(word, 'corrected');
  return text === word.text ? rest : { ...rest, corrected: text };
}

/** Parts share the time of the word by their lengths. */
function split(word: NoteWord, texts: readonly string[], { nextId }: EditContext): NoteWord[] {
  const whole = texts.join('');
  const length = Math.max(1, whole.length);
  const wasRead = whole === word.text;
  let done = 0;
  return texts.map((text, index) => {
    const share = (at: number) => word.startMs + ((word.endMs - word.startMs) * at) / length;
    const startMs = share(done);
    done += text.length;
    return {
      ...word,
      id: index === 0 ? word.id : nextId(),
      text: wasRead ? text : index === 0 ? word.text : '',
      corrected: text,
      startMs,
      endMs: share(done),
      alternatives: [],
    };
  });
}

function join(words: readonly NoteWord[], text: string): NoteWord {
  const [first] = words;
  return {
    ...first!,
    text: words.map((word) => word.text).join(''),
    corrected: text,
    endMs: words.at(-1)!.endMs,
    confidence: Math.min(...words.map(({ confidence }) => confidence)),
    alternatives: [],
  };
}

function typedWord(text: string, { nextId, now }: EditContext): NoteWord {
  const times = { startMs: 0, endMs: 0, writtenAt: now };
  return { id: nextId(), text: '', corrected: text, ...times, confidence: 1, alternatives: [] };
}

function kindOf(removed: readonly NoteWord[], inserted: readonly NoteWord[]): EditKind {
  const words = (list: readonly NoteWord[]) => list.filter((word) => !isBreak(word)).length;
  const [before, after] = [words(removed), words(inserted)];
  if (before === 0 && after === 0) return 'paragraph';
  if (after === 0) return 'remove';
  if (before === 0) return 'type';
  if (before === after) return before === 1 ? 'correct' : 'type';
  if (before === 1) return 'split';
  return after === 1 ? 'join' : 'type';
}
