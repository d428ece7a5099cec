import type { RecognizedWord } from './recognition.ts';

/** A word of the text on screen: as it was read, and as the user corrected it. */
export interface TextWord extends RecognizedWord {
  readonly corrected?: string;
}

/** One piece of writing in the text on screen. */
export interface TextSegment {
  /** Unique in the text, over reconnects too. */
  readonly key: string;
  readonly startMs: number;
  readonly endMs: number;
  /** False while it is still being written and may change. */
  readonly committed: boolean;
  readonly words: readonly TextWord[];
}

export function shownWord(word: TextWord): string {
  return word.corrected ?? word.text;
}

/** The text as it is copied and saved: pieces of writing are set apart by a space. */
export function plainText(segments: readonly TextSegment[]): string {
  return segments
    .flatMap((segment) => segment.words.map(shownWord))
    .filter((word) => word !== '')
    .join(' ');
}
