import { blankLabel } from '../../contract/alphabet.ts';

export interface GreedyDecoding {
  /** Classes, blanks and repetitions removed. */
  readonly labels: number[];
  /** For each label the frames of its run: first, and the one after the last. */
  readonly starts: number[];
  readonly ends: number[];
  /** For each label its highest probability in the run, 0..1. */
  readonly confidences: number[];
  /** ln of the probability of the best path: a lower bound of that of the labelling. */
  readonly logProbability: number;
}

/**
 * Best-path decoding: the likeliest class of every frame, repetitions merged, blanks removed.
 * @param logProbabilities frames × classes, after log-softmax
 */
export function greedyDecode(
  logProbabilities: ArrayLike<number>,
  frames: number,
  classes: number,
): GreedyDecoding {
  const labels: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const confidences: number[] = [];
  let logProbability = 0;
  let previous = blankLabel;
  for (let frame = 0; frame < frames; frame++) {
    const row = frame * classes;
    let best = 0;
    for (let index = 1; index < classes; index++) {
      if (logProbabilities[row + index]! > logProbabilities[row + best]!) best = index;
    }
    const score = logProbabilities[row + best]!;
    logProbability += score;
    if (best !== blankLabel) {
      const confidence = Math.exp(score);
      if (best === previous) {
        const run = labels.length - 1;
        ends[run] = frame + 1;
        if (confidence > confidences[run]!) confidences[run] = confidence;
      } else {
        labels.push(best);
        starts.push(frame);
        ends.push(frame + 1);
        confidences.push(confidence);
      }
    }
    previous = best;
  }
  return { labels, starts, ends, confidences, logProbability };
}
