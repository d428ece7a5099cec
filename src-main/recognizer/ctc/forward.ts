import {
  buildLattice,
  firstState,
  isReachable,
  lastState,
  logAdd,
  logAdd3,
  logZero,
  requiredFrames,
  type Lattice,
} from './lattice.ts';

/**
 * Forward variables of the lattice, the emission of the frame included. Only the band of states that
 * lie on a path from start to end is computed; the states beside it that the next frame looks at are
 * cleared, the rest of `alpha` is left as it was.
 *
 * @param logProbabilities frames × classes after log-softmax, from `offset`
 * @param alpha takes frames × states
 * @returns ln P(labels | frames), unreachable when no path has a probability above 0
 */
export function forward(
  logProbabilities: Float64Array,
  offset: number,
  frames: number,
  classes: number,
  lattice: Lattice,
  alpha: Float64Array,
): number {
  const { states, skips } = lattice;
  for (let frame = 0; frame < frames; frame++) {
    const row = frame * states;
    const previous = row - states;
    const first = firstState(lattice, frame, frames);
    const last = lastState(lattice, frame);
    for (let state = Math.max(0, first - 2); state < first; state++) alpha[row + state] = logZero;
    for (let state = last + 1; state < Math.min(states, last + 3); state++) {
      alpha[row + state] = logZero;
    }
    for (let state = first; state <= last; state++) {
      let sum = 0;
      if (frame > 0) {
        sum = alpha[previous + state]!;
        if (state > 0) {
          const step = alpha[previous + state - 1]!;
          sum =
            skips[state] === 1
              ? logAdd3(sum, step, alpha[previous + state - 2]!)
              : logAdd(sum, step);
        }
      }
      const emission = logProbabilities[offset + frame * classes + lattice.classes[state]!]!;
      alpha[row + state] = sum + emission;
    }
  }
  const end = (frames - 1) * states + states - 1;
  return states > 1 ? logAdd(alpha[end]!, alpha[end - 1]!) : alpha[end]!;
}

let scratch = new Float64Array(0);

/**
 * Exact ln P(labels | frames `from`..`to`), all alignments summed; -Infinity when there is none.
 * @param logProbabilities frames × classes after log-softmax
 */
export function labellingLogProbability(
  logProbabilities: Float64Array,
  from: number,
  to: number,
  classes: number,
  labels: ArrayLike<number>,
): number {
  const frames = to - from;
  if (frames < requiredFrames(labels)) return -Infinity;
  if (frames === 0) return 0;
  const lattice = buildLattice(labels, classes);
  const size = frames * lattice.states;
  if (scratch.length < size) scratch = new Float64Array(size);
  const total = forward(logProbabilities, from * classes, frames, classes, lattice, scratch);
  return isReachable(total) ? total : -Infinity;
}
