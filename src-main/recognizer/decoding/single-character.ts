import type { Alphabet } from '../../contract/alphabet.ts';
import { channelCount, type SampleWindow } from '../../contract/sensors.ts';
import { toFixedLength, type FixedLength } from '../input/fixed-length.ts';
import { withoutStillEnds } from '../input/still-ends.ts';
import type { FrameReading } from './read-frames.ts';

/**
 * Reads the outputs of a network for a window that holds exactly one character. Confidences are the
 * network's probabilities of the characters, which sum to 1 over the alphabet.
 *
 * @param logits frames × (alphabet.length + 1), class 0 the CTC blank, which has no part in it
 * @param alternatives other characters that are offered; default 5
 * @param penalties what is taken from the scores, one for each character; default nothing
 * @returns undefined when the logits are not finite
 */
export function readSingleCharacter(
  logits: Float32Array,
  frames: number,
  alphabet: Alphabet,
  alternatives = 5,
  penalties?: ArrayLike<number>,
): FrameReading | undefined {
  if (frames === 0) return { text: '', confidence: 1, words: [] };
  const probabilities = pooledScores(logits, frames, alphabet.length + 1).map(
    (score, label) => score - (penalties?.[label] ?? 0),
  );
  if (!Number.isFinite(softmaxInPlace(probabilities))) return undefined;
  const ranked = Array.from(alphabet, (text, index) => ({
    text,
    confidence: probabilities[index]!,
  })).sort((a, b) => b.confidence - a.confidence);
  const { text, confidence } = ranked[0]!;
  const span = { from: 0, to: frames };
  return {
    text,
    confidence,
    words: [
      {
        text,
        span,
        confidence,
        characters: [{ text, span, confidence }],
        alternatives: ranked.slice(1, 1 + alternatives),
      },
    ],
  };
}

/**
 * Scores of a window that holds exactly one character: the mean of its frames' logits (global
 * average pooling; Lin et al. 2014), without the blank.
 *
 * @param logits frames × classes from `offset`, class 0 the CTC blank
 * @param frames at least 1
 * @returns one score for each class but the blank
 */
export function pooledScores(
  logits: ArrayLike<number>,
  frames: number,
  classes: number,
  offset = 0,
): Float64Array {
  const scores = new Float64Array(classes - 1);
  for (let frame = 0; frame < frames; frame += 1) {
    const row = offset + frame * classes + 1;
    for (let label = 0; label < scores.length; label += 1) scores[label]! += logits[row + label]!;
  }
  for (let label = 0; label < scores.length; label += 1) scores[label]! /= frames;
  return scores;
}

/**
 * Probabilities of the scores, which become them in place.
 * @returns ln of the sum of exp(score), NaN when a score is not finite
 */
export function softmaxInPlace(scores: Float64Array): number {
  let highest = -Infinity;
  for (const score of scores) highest = score > highest ? score : highest;
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - highest);
  const logSum = highest + Math.log(sum);
  for (let index = 0; index < scores.length; index += 1) {
    scores[index] = Math.exp(scores[index]! - logSum);
  }
  return logSum;
}

/** What a model of single characters reads of a window, before it is normalised. */
export function characterWindow(window: SampleWindow, fixedLength?: FixedLength): SampleWindow {
  const held = withoutHeldEnd(window);
  const moving = fixedLength?.trimmed === true ? withoutStillEnds(held) : held;
  return fixedLength ? toFixedLength(moving, fixedLength) : moving;
}

/** Less is never cut down to. */
const fewestReadings = 8;

/**
 * A window without its end where all channels repeat their last values exactly: data sets pad
 * recordings to one length so, and a sensor's noise never does.
 */
export function withoutHeldEnd(window: SampleWindow): SampleWindow {
  const { length, values } = window;
  let end = length;
  while (end > fewestReadings && repeatsBefore(values, end - 1)) end -= 1;
  if (end === length) return window;
  return { ...window, length: end, values: values.slice(0, end * channelCount) };
}

function repeatsBefore(values: Float32Array, row: number): boolean {
  const at = row * channelCount;
  for (let channel = 0; channel < channelCount; channel += 1) {
    if (values[at + channel] !== values[at - channelCount + channel]) return false;
  }
  return true;
}
