import { labelsOf, type Alphabet } from '../../contract/alphabet.ts';
import { channelCount, channelIndex } from '../../contract/sensors.ts';
import { alignLabels } from '../../recognizer/ctc/alignment.ts';
import { logSoftmax } from '../../recognizer/ctc/softmax.ts';
import type { LabeledWindow } from '../samples/sample.ts';

const force = channelIndex('force');

/**
 * Where the letters of a take lie: the likeliest way through what a network says that writes its
 * text. Cut between two letters where the pen presses least, for that is where it is lifted.
 *
 * @param logits frames × classes
 * @returns the take with one span a character, or as it was when no way writes it
 */
export function withLetters(
  take: LabeledWindow,
  logits: Float32Array,
  { frames, classes }: { readonly frames: number; readonly classes: number },
  { alphabet, downSampling }: { readonly alphabet: Alphabet; readonly downSampling: number },
): LabeledWindow {
  const labels = labelsOf(take.text, alphabet);
  const probabilities = new Float64Array(frames * classes);
  if (labels.length === 0 || !logSoftmax(logits, frames, classes, probabilities)) return take;
  const alignment = alignLabels(probabilities, frames, classes, labels);
  if (!alignment) return take;
  const { length } = take.window;
  const centres = labels.map((_, index) =>
    Math.min(length - 1, ((alignment.starts[index]! + alignment.ends[index]!) / 2) * downSampling),
  );
  const cuts = centres.slice(1).map((next, index) => cutBetween(take, centres[index]!, next));
  const half = ((centres.at(-1)! - centres[0]!) / Math.max(1, labels.length - 1) || 30) / 2;
  const bounds = [
    Math.max(0, Math.round(centres[0]! - half)),
    ...cuts,
    Math.min(length, Math.round(centres.at(-1)! + half)),
  ];
  const characters = Array.from(take.text);
  return {
    ...take,
    spans: characters.map((character, index) => ({
      character,
      start: bounds[index]!,
      end: bounds[index + 1]!,
    })),
  };
}

/** The reading with the least force in the middle half between two, their middle where there is none. */
function cutBetween({ window }: LabeledWindow, from: number, to: number): number {
  const middle = Math.round((from + to) / 2);
  if (((window.mask >> force) & 1) === 0) return middle;
  const reach = (to - from) / 4;
  let best = middle;
  let least = Infinity;
  for (let at = Math.ceil(middle - reach); at <= middle + reach; at += 1) {
    // Of equal ones the nearest to the middle.
    const value =
      window.values[at * channelCount + force]! + (1e-3 * Math.abs(at - middle)) / (reach + 1);
    if (value < least) [best, least] = [at, value];
  }
  return best;
}
