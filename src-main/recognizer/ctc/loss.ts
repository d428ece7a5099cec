import { forward } from './forward.ts';
import {
  buildLattice,
  firstState,
  isReachable,
  lastState,
  logAdd,
  logAdd3,
  logZero,
  requiredFrames,
} from './lattice.ts';
import { logSoftmax } from './softmax.ts';

/**
 * - `possible`: loss and gradient are numbers
 * - `impossible`: the labelling needs more frames than there are; loss Infinity, gradient 0
 * - `non-finite`: the logits hold NaN or Infinity; loss NaN, gradient 0
 */
export type CtcOutcome = 'possible' | 'impossible' | 'non-finite';

export interface CtcLoss {
  /** -ln P(labels | logits), the softmax included. */
  readonly loss: number;
  /** d loss / d logits, frames × classes. */
  readonly gradient: Float64Array;
  readonly outcome: CtcOutcome;
}

export interface CtcBatchLoss {
  /** Mean over the samples whose outcome is `possible`; 0 when there is none. */
  readonly loss: number;
  /** d loss / d logits, batch × frames × classes; 0 on padding and on samples left out. */
  readonly gradient: Float32Array;
  /** Loss of each sample: Infinity where impossible, NaN where not finite. */
  readonly losses: Float64Array;
  readonly impossible: number;
  readonly nonFinite: number;
}

/** Work arrays, grown to the largest sample seen and kept: training calls this thousands of times. */
const work: { logSoftmax: Float64Array; alpha: Float64Array } = {
  logSoftmax: new Float64Array(0),
  alpha: new Float64Array(0),
};

function atLeast(array: Float64Array, length: number): Float64Array {
  return array.length >= length ? array : new Float64Array(length);
}

/**
 * Connectionist temporal classification (Graves, Fernández, Gomez, Schmidhuber, ICML 2006) of one
 * sample, forward and backward in log space and Float64.
 *
 * @param logits frames × classes, before the softmax; class 0 is the blank
 * @param labels classes 1..classes - 1
 * @throws RangeError when a label is out of range
 */
export function ctcLoss(
  logits: Float32Array | Float64Array,
  frames: number,
  classes: number,
  labels: ArrayLike<number>,
): CtcLoss {
  const gradient = new Float64Array(frames * classes);
  const loss = accumulate(logits, 0, frames, classes, labels, gradient);
  return { loss, gradient, outcome: outcomeOf(loss) };
}

/**
 * The same for a padded batch.
 *
 * @param logits batch × frames × classes
 * @param lengths frames of each sample that are no padding
 */
export function ctcLossBatch(
  logits: Float32Array,
  shape: { readonly frames: number; readonly classes: number },
  lengths: ArrayLike<number>,
  labels: readonly ArrayLike<number>[],
): CtcBatchLoss {
  const { frames, classes } = shape;
  const stride = frames * classes;
  if (logits.length !== labels.length * stride || lengths.length !== labels.length) {
    throw new RangeError('CTC batch: logits, lengths and labels differ in number');
  }
  const gradient = new Float32Array(logits.length);
  const losses = new Float64Array(labels.length);
  let sum = 0;
  let impossible = 0;
  let nonFinite = 0;
  for (const [sample, sampleLabels] of labels.entries()) {
    const length = lengths[sample]!;
    if (length > frames) throw new RangeError(`CTC batch: ${length} of ${frames} frames`);
    const view = gradient.subarray(sample * stride, (sample + 1) * stride);
    const loss = accumulate(logits, sample * stride, length, classes, sampleLabels, view);
    losses[sample] = loss;
    const outcome = outcomeOf(loss);
    if (outcome === 'possible') sum += loss;
    else if (outcome === 'impossible') impossible++;
    else nonFinite++;
  }
  const count = labels.length - impossible - nonFinite;
  if (count > 1) for (let index = 0; index < gradient.length; index++) gradient[index]! /= count;
  return { loss: count === 0 ? 0 : sum / count, gradient, losses, impossible, nonFinite };
}

function outcomeOf(loss: number): CtcOutcome {
  if (Number.isNaN(loss)) return 'non-finite';
  return loss === Infinity ? 'impossible' : 'possible';
}

/** Writes the gradient of one sample, which must be 0 on entry, and returns its loss. */
function accumulate(
  logits: Float32Array | Float64Array,
  offset: number,
  frames: number,
  classes: number,
  labels: ArrayLike<number>,
  gradient: Float32Array | Float64Array,
): number {
  const lattice = buildLattice(labels, classes);
  if (frames < requiredFrames(labels)) return Infinity;
  if (frames === 0) return 0;
  const { states, skips } = lattice;
  const logProbabilities = (work.logSoftmax = atLeast(work.logSoftmax, frames * classes));
  const alpha = (work.alpha = atLeast(work.alpha, frames * states));
  if (!logSoftmax(logits, frames, classes, logProbabilities, offset, gradient)) {
    gradient.fill(0);
    return NaN;
  }

  const total = forward(logProbabilities, 0, frames, classes, lattice, alpha);
  if (!isReachable(total)) {
    gradient.fill(0);
    return Infinity;
  }

  // Backward: beta(t, s), the emission at t left out, so that alpha + beta - total is the logarithm
  // of the probability of being in s at t. d loss / d logit = softmax - occupation of its class; the
  // softmax is there already.
  let beta = new Float64Array(states + 2).fill(logZero);
  let next = new Float64Array(states + 2).fill(logZero);
  for (let frame = frames - 1; frame >= 0; frame--) {
    const row = frame * classes;
    const first = firstState(lattice, frame, frames);
    const last = lastState(lattice, frame);
    beta.fill(logZero);
    for (let state = first; state <= last; state++) {
      let sum = 0;
      if (frame < frames - 1) {
        const stay = next[state]!;
        const step = next[state + 1]!;
        sum = skips[state + 2] === 1 ? logAdd3(stay, step, next[state + 2]!) : logAdd(stay, step);
      }
      const occupation = alpha[frame * states + state]! + sum - total;
      const stateClass = lattice.classes[state]!;
      if (occupation > -745) gradient[row + stateClass]! -= Math.exp(occupation);
      beta[state] = sum + logProbabilities[row + stateClass]!;
    }
    [beta, next] = [next, beta];
  }
  return -total;
}
