import type { RecognizedWord } from './recognition.ts';

/** A word of the text on screen: as it was read, and as the user corrected it. */
export interface TextWord extends RecognizedWord {
  readonly corrected?: string;
}

export function shownWord(word: TextWord): string {
  return word.corrected ?? word.text;
}
