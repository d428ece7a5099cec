import type { FrameReading, FrameWord } from './decoding/read-frames.ts';

/** length × channels, in any unit. */
export interface TimedInput {
  readonly length: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/** The same input as if it had been written in `tempo` times the time: linear between its readings. */
export function atTempo<Input extends TimedInput>(input: Input, tempo: number): Input {
  if (tempo === 1) return input;
  const { values, channels } = input;
  const length = Math.max(1, Math.round(input.length * tempo));
  const stretched = new Float32Array(length * channels);
  for (let t = 0; t < length; t += 1) {
    const place = Math.min(input.length - 1, t / tempo);
    const before = Math.floor(place);
    const after = Math.min(input.length - 1, before + 1);
    const share = place - before;
    for (let channel = 0; channel < channels; channel += 1) {
      stretched[t * channels + channel] =
        values[before * channels + channel]! * (1 - share) +
        values[after * channels + channel]! * share;
    }
  }
  return { ...input, length, values: stretched };
}

/** What was read at one tempo: a text, and what else it may be, each with its probability there. */
type Attempted = Pick<FrameReading, 'text' | 'confidence'> & {
  readonly alternatives?: FrameWord['alternatives'];
};

/**
 * What the same writing says at several tempi, none of which is known to be the right one: a text's
 * probability is its mean over them, that of the likeliest text counts.
 *
 * @param attempts at least one
 * @returns the attempt that says this text most confidently, with the mean as its confidence
 */
export function mostAgreed<Attempt extends Attempted>(attempts: readonly Attempt[]): Attempt {
  const sums = new Map<string, number>();
  for (const { alternatives = [], ...attempt } of attempts) {
    for (const { text, confidence } of [attempt, ...alternatives]) {
      sums.set(text, (sums.get(text) ?? 0) + confidence);
    }
  }
  const best = attempts.reduce((a, b) => {
    const difference = sums.get(b.text)! - sums.get(a.text)!;
    return difference > 0 || (difference === 0 && b.confidence > a.confidence) ? b : a;
  });
  return attempts.length === 1
    ? best
    : { ...best, confidence: sums.get(best.text)! / attempts.length };
}

/**
 * The words of one reading with what the others say of them: confidences are means over the readings,
 * and what those that have as many words read instead stands among the alternatives. A reading with
 * another number of words has none of these.
 */
export function wordsTogether(
  words: readonly FrameWord[],
  readings: readonly Pick<FrameReading, 'words'>[],
  alternatives: number,
): readonly FrameWord[] {
  const comparable = readings.filter((reading) => reading.words.length === words.length);
  if (readings.length < 2) return words;
  return words.map((word, at) => {
    const sums = new Map<string, number>();
    for (const { words: others } of comparable) {
      const other = others[at]!;
      for (const { text, confidence } of [other, ...other.alternatives]) {
        sums.set(text, (sums.get(text) ?? 0) + confidence);
      }
    }
    const mean = (text: string) => sums.get(text)! / readings.length;
    return {
      ...word,
      confidence: mean(word.text),
      alternatives: [...sums.keys()]
        .filter((text) => text !== word.text)
        .map((text) => ({ text, confidence: mean(text) }))
        .sort((a, b) => b.confidence - a.confidence)
        .slice(0, alternatives),
    };
  });
}
