import type { TextWord } from '$contract/text.ts';

/** How sure the reading of a word is; what was corrected by hand is sure. */
export type Certainty = 'sure' | 'doubtful' | 'unsure';

/** Below `doubtful` a word is worth a look, below `unsure` it is more likely wrong than right. */
const limits = { doubtful: 0.9, unsure: 0.5 } as const;

export function certaintyOf(word: TextWord): Certainty {
  if (word.corrected !== undefined) return 'sure';
  // A part of it was not heard: worth a look, however sure the rest is.
  if (word.confidence >= limits.doubtful) return word.cut === true ? 'doubtful' : 'sure';
  return word.confidence >= limits.unsure ? 'doubtful' : 'unsure';
}

export function percent(confidence: number): string {
  if (confidence > 0 && confidence < 0.01) return '< 1 %';
  return `${Math.round(confidence * 100)} %`;
}

export interface Reading {
  readonly text: string;
  readonly confidence: number;
}

/** What a word may have been: the reading itself and its alternatives, each once, best first. */
export function readingsOf(word: TextWord): Reading[] {
  const readings = [{ text: word.text, confidence: word.confidence }, ...word.alternatives];
  return readings.filter(
    ({ text }, index) =>
      text !== '' && readings.findIndex((other) => other.text === text) === index,
  );
}
