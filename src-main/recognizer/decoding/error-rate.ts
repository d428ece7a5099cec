import { distance } from 'fastest-levenshtein';

/** Edit operations (insertions, deletions, substitutions) against the length of the reference. */
export interface ErrorCount {
  readonly errors: number;
  readonly length: number;
}

/** Counts of character errors; a character is a code point of the composed text (NFC). */
export function characterErrors(reference: string, hypothesis: string): ErrorCount {
  return tokenErrors(charactersOf(reference), charactersOf(hypothesis));
}

/** Counts of word errors; words are what stands between white space. */
export function wordErrors(reference: string, hypothesis: string): ErrorCount {
  return tokenErrors(wordsOf(reference), wordsOf(hypothesis));
}

/**
 * Error rate of many texts: all errors over the length of all references, so that long texts weigh
 * more (the CER and WER of the literature); may exceed 1. 0 when there is nothing to read and
 * nothing was read, Infinity when text was read from nothing.
 */
export function errorRate(counts: Iterable<ErrorCount>): number {
  let errors = 0;
  let length = 0;
  for (const count of counts) {
    errors += count.errors;
    length += count.length;
  }
  return errors === 0 ? 0 : errors / length;
}

function charactersOf(text: string): string[] {
  return Array.from(text.normalize('NFC'));
}

function wordsOf(text: string): string[] {
  return text
    .normalize('NFC')
    .split(/\s+/u)
    .filter((word) => word !== '');
}

/** `distance` compares UTF-16 code units, so every distinct token gets one of its own. */
function tokenErrors(reference: readonly string[], hypothesis: readonly string[]): ErrorCount {
  const codes = new Map<string, string>();
  const encode = (tokens: readonly string[]) => {
    let encoded = '';
    for (const token of tokens) {
      let code = codes.get(token);
      if (code === undefined) codes.set(token, (code = String.fromCharCode(codes.size)));
      encoded += code;
    }
    return encoded;
  };
  return { errors: distance(encode(reference), encode(hypothesis)), length: reference.length };
}
