import { labelsOf, type Alphabet } from '../../contract/alphabet.ts';
import { parseNetwork, type NetworkDescription } from '../../recognizer/network/description.ts';
import type { RandomGenerator } from '../../simulator/random.ts';

/*
 * The text branch of ECHWR (arXiv 2602.07049), for comparison: instead of an image of the label a
 * network reads the label itself. Like the image branch it exists in training only.
 */

export interface TextBranchOptions {
  readonly alphabet: Alphabet;
  /** Features of a step at its end. */
  readonly width: number;
  /** Features of a character; default 32. */
  readonly characterWidth?: number;
  /** Of each direction; default 64. */
  readonly units?: number;
}

/** Characters as numbers, a bidirectional LSTM, the common width. */
export function textNetwork({
  alphabet,
  width,
  characterWidth = 32,
  units = 64,
}: TextBranchOptions): NetworkDescription {
  return parseNetwork({
    inputs: alphabet.length,
    classes: width,
    layers: [
      { kind: 'linear', units: characterWidth },
      { kind: 'bidirectional-lstm', units },
      { kind: 'linear', units: width },
    ],
  });
}

export interface TextInputs {
  /** texts × time × alphabet, one-hot, zero beyond the true lengths. */
  readonly values: Float32Array;
  readonly lengths: Int32Array;
  readonly time: number;
}

/** @throws UserError `alphabet` for a character that is not in it; RangeError for an empty text */
export function textInputs(texts: readonly string[], alphabet: Alphabet): TextInputs {
  const labels = texts.map((text) => labelsOf(text, alphabet));
  const lengths = Int32Array.from(labels, ({ length }) => length);
  if (lengths.includes(0)) throw new RangeError('an empty text has no features');
  const time = Math.max(...lengths);
  const values = new Float32Array(texts.length * time * alphabet.length);
  labels.forEach((classes, text) => {
    classes.forEach((label, at) => {
      values[(text * time + at) * alphabet.length + label - 1] = 1;
    });
  });
  return { values, lengths, time };
}

/**
 * Another text at edit distance 1: a character replaced, left out or put in. A text of one
 * character is never emptied.
 */
export function corruptText(text: string, alphabet: Alphabet, random: RandomGenerator): string {
  const characters = Array.from(text.normalize('NFC'));
  const operation = random.pick(
    characters.length > 1
      ? (['replace', 'remove', 'insert'] as const)
      : (['replace', 'insert'] as const),
  );
  const at = random.integer(0, characters.length - (operation === 'insert' ? 0 : 1));
  if (operation === 'remove') characters.splice(at, 1);
  else if (operation === 'insert') characters.splice(at, 0, random.pick(alphabet));
  else characters[at] = random.pick(alphabet.filter((other) => other !== characters[at]));
  return characters.join('');
}

/** Corrupted texts, all different; fewer than `count` when there are hardly any. */
export function corruptTexts(
  text: string,
  count: number,
  alphabet: Alphabet,
  random: RandomGenerator,
): string[] {
  const found = new Set<string>();
  for (let attempt = 0; found.size < count && attempt < 10 * count; attempt++) {
    found.add(corruptText(text, alphabet, random));
  }
  return [...found];
}
