/*
 * What a recogniser says of one window. Confidences are probabilities, 0..1; docs/use/recognition.md says
 * of what. Times are on the clock of the window.
 */

export interface RecognizedCharacter {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  /** That the character stands in the word, whatever the others are. */
  readonly confidence: number;
}

export interface RecognizedWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly confidence: number;
  /** The characters of `text`, in order, each from where the one before it ends. */
  readonly characters?: readonly RecognizedCharacter[];
  /** Other readings of the same word, best first, without the chosen one. */
  readonly alternatives: readonly { readonly text: string; readonly confidence: number }[];
  /** A part of it was not heard: the stream had a hole within it, or before or behind it. */
  readonly cut?: true;
  /** What its confidence is estimated from; only where it was asked for. */
  readonly features?: readonly number[];
}

export interface Recognition {
  readonly text: string;
  readonly confidence: number;
  readonly words: readonly RecognizedWord[];
  /** What the network says by itself, by its best path; only where it was asked for. */
  readonly greedyText?: string;
}

export const emptyRecognition: Recognition = { text: '', confidence: 1, words: [] };
