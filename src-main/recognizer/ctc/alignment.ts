import {
  buildLattice,
  firstState,
  isReachable,
  lastState,
  logZero,
  requiredFrames,
} from './lattice.ts';

export interface Alignment {
  /** For each label the frames that carry it: first, and the one after the last. */
  readonly starts: number[];
  readonly ends: number[];
  /** ln of the probability of this one path. */
  readonly logProbability: number;
}

/**
 * Viterbi forced alignment: the likeliest path through the frames that writes `labels`.
 * @param logProbabilities frames × classes after log-softmax
 * @returns undefined when no path writes them
 */
export function alignLabels(
  logProbabilities: Float64Array,
  frames: number,
  classes: number,
  labels: readonly number[],
): Alignment | undefined {
  if (frames < requiredFrames(labels)) return undefined;
  if (frames === 0) return { starts: [], ends: [], logProbability: 0 };
  const lattice = buildLattice(labels, classes);
  const { states, skips } = lattice;
  /** How many states back the best predecessor of (frame, state) is: 0, 1 or 2. */
  const steps = new Uint8Array(frames * states);
  let scores = new Float64Array(states).fill(logZero);
  let previous = new Float64Array(states).fill(logZero);
  for (let frame = 0; frame < frames; frame++) {
    [scores, previous] = [previous, scores];
    scores.fill(logZero);
    const last = lastState(lattice, frame);
    for (let state = firstState(lattice, frame, frames); state <= last; state++) {
      let best = 0;
      let step = 0;
      if (frame > 0) {
        best = previous[state]!;
        if (state > 0 && previous[state - 1]! > best) {
          best = previous[state - 1]!;
          step = 1;
        }
        if (skips[state] === 1 && previous[state - 2]! > best) {
          best = previous[state - 2]!;
          step = 2;
        }
      }
      scores[state] = best + logProbabilities[frame * classes + lattice.classes[state]!]!;
      steps[frame * states + state] = step;
    }
  }
  let state = states - 1;
  if (states > 1 && scores[states - 2]! > scores[states - 1]!) state = states - 2;
  const logProbability = scores[state]!;
  if (!isReachable(logProbability)) return undefined;

  const starts = new Array<number>(labels.length).fill(0);
  const ends = new Array<number>(labels.length).fill(0);
  for (let frame = frames - 1; frame >= 0; frame--) {
    if (state % 2 === 1) {
      const label = (state - 1) / 2;
      starts[label] = frame;
      if (ends[label] === 0) ends[label] = frame + 1;
    }
    state -= steps[frame * states + state]!;
  }
  return { starts, ends, logProbability };
}
