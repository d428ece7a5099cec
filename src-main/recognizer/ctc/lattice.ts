import { blankLabel } from '../../contract/alphabet.ts';

/**
 * Stands for log 0. Finite, so that sums and differences of two such values stay numbers; anything
 * below half of it is unreachable.
 */
export const logZero = -1e30;

export function isReachable(logProbability: number): boolean {
  return logProbability > logZero / 2;
}

/** log(exp(a) + exp(b)). */
export function logAdd(a: number, b: number): number {
  const high = a > b ? a : b;
  const difference = (a > b ? b : a) - high;
  // exp(-37) is below the resolution of a double beside 1.
  return difference < -37 ? high : high + Math.log(1 + Math.exp(difference));
}

/** log(exp(a) + exp(b) + exp(c)). */
export function logAdd3(a: number, b: number, c: number): number {
  const high = a > b ? (a > c ? a : c) : b > c ? b : c;
  let sum = 0;
  if (a - high > -37) sum += Math.exp(a - high);
  if (b - high > -37) sum += Math.exp(b - high);
  if (c - high > -37) sum += Math.exp(c - high);
  return high + Math.log(sum);
}

/** Frames that a labelling needs at least: one a label and a blank between equal neighbours. */
export function requiredFrames(labels: ArrayLike<number>): number {
  let frames = labels.length;
  for (let index = 1; index < labels.length; index++) {
    if (labels[index] === labels[index - 1]) frames++;
  }
  return frames;
}

/**
 * The lattice of Graves et al. 2006 for a labelling: 2 L + 1 states, blanks at even ones. At frame t
 * of T only the states first..last can be on a path from start to end.
 */
export interface Lattice {
  /** Class of each state. */
  readonly classes: Int32Array;
  /** 1 where state s may be entered from s - 2. */
  readonly skips: Uint8Array;
  readonly states: number;
}

/** @throws RangeError when a label is the blank or no class of the network. */
export function buildLattice(labels: ArrayLike<number>, classes: number): Lattice {
  const states = 2 * labels.length + 1;
  const stateClasses = new Int32Array(states).fill(blankLabel);
  const skips = new Uint8Array(states);
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index]!;
    if (!Number.isInteger(label) || label === blankLabel || label < 0 || label >= classes) {
      throw new RangeError(`CTC label ${label} is not one of 1..${classes - 1}`);
    }
    stateClasses[2 * index + 1] = label;
    if (index > 0 && label !== labels[index - 1]) skips[2 * index + 1] = 1;
  }
  return { classes: stateClasses, skips, states };
}

/** First state at frame `frame` from which the end can still be reached. */
export function firstState(lattice: Lattice, frame: number, frames: number): number {
  return Math.max(0, lattice.states - 2 * (frames - frame));
}

/** Last state that can be reached from the start by frame `frame`. */
export function lastState(lattice: Lattice, frame: number): number {
  return Math.min(lattice.states - 1, 2 * frame + 1);
}
