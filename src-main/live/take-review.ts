import type { TakeProblem } from '../contract/prompts.ts';
import { characterErrors } from '../recognizer/decoding/error-rate.ts';
import { findTakeFaults, type TakeFault, type TakeSamples } from '../signal/take-checks.ts';

/** A reading with so many errors a character may be of something else … */
const suspicious = 0.75;
/** … when it is so much worse than what is usual with this writer. */
const worseThanUsual = 0.3;
/** A reading so much longer or shorter was hardly written for this prompt. */
const lengthFactor = 2.2;

const messages: Readonly<Record<TakeFault, string>> = {
  'lost-samples': 'The pen lost samples. Check its cable or battery, then write it again.',
  saturated: 'A sensor was at the end of its range. Write it again, a little more gently.',
  'too-short': 'That was far too short for this text. Write it again in one go.',
};

export interface ReviewedTake {
  readonly prompt: string;
  readonly reading: string;
  readonly samples: TakeSamples;
  /** Character error rates of this writer's takes so far. */
  readonly usual: readonly number[];
}

/** What is wrong with a take, as far as the program can tell; nothing for a good one. */
export function reviewTake({ prompt, reading, samples, usual }: ReviewedTake): TakeProblem[] {
  const characters = Array.from(prompt.replace(/\s/gu, '')).length;
  const problems = findTakeFaults(samples, { characters }).map((code): TakeProblem => ({
    code,
    message: messages[code],
  }));
  if (readsDifferently(prompt, reading, usual)) {
    problems.push({
      code: 'reads-differently',
      message: `It reads as something quite different. Was “${prompt}” written?`,
    });
  }
  return problems;
}

/** Errors a character of a reading. */
export function errorsOf(prompt: string, reading: string): number {
  const { errors, length } = characterErrors(prompt, reading);
  return errors / Math.max(1, length);
}

function readsDifferently(prompt: string, reading: string, usual: readonly number[]): boolean {
  const [written, read] = [Array.from(prompt).length, Array.from(reading).length];
  if (written < 3) return false;
  if (read > lengthFactor * written + 1 || written > lengthFactor * read + 1) return true;
  const sorted = usual.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0.3;
  return errorsOf(prompt, reading) > Math.max(suspicious, median + worseThanUsual);
}
