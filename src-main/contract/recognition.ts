/** What a recogniser says of one window. Confidences are probabilities, 0..1. */
export interface RecognizedWord {
  readonly text: string;
  /** On the clock of the window it was read from. */
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
  /** Other readings of the same word, best first, without the chosen one. */
  readonly alternatives: readonly { readonly text: string; readonly confidence: number }[];
}

export interface Recognition {
  readonly text: string;
  readonly confidence: number;
  readonly words: readonly RecognizedWord[];
}

export const emptyRecognition: Recognition = { text: '', confidence: 1, words: [] };
