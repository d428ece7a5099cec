import { logZero } from './lattice.ts';

/**
 * Log-softmax of `frames` rows of `classes` logits, computed in Float64; classes of probability 0
 * get `logZero`. Returns false, with the rest of `target` undefined, when a row has no finite
 * normaliser (NaN, +Infinity, or nothing but -Infinity).
 *
 * @param offset where the rows begin in `logits`
 * @param probabilities takes the softmax itself, if given
 */
export function logSoftmax(
  logits: Float32Array | Float64Array,
  frames: number,
  classes: number,
  target: Float64Array,
  offset = 0,
  probabilities?: Float32Array | Float64Array,
): boolean {
  for (let frame = 0; frame < frames; frame++) {
    const from = offset + frame * classes;
    const to = frame * classes;
    let high = -Infinity;
    for (let index = 0; index < classes; index++) {
      const logit = logits[from + index]!;
      if (logit > high) high = logit;
    }
    let sum = 0;
    for (let index = 0; index < classes; index++) {
      const exponential = Math.exp(logits[from + index]! - high);
      sum += exponential;
      if (probabilities !== undefined) probabilities[to + index] = exponential;
    }
    const normalizer = high + Math.log(sum);
    if (!Number.isFinite(normalizer)) return false;
    for (let index = 0; index < classes; index++) {
      const value = logits[from + index]! - normalizer;
      target[to + index] = value > logZero ? value : logZero;
      if (probabilities !== undefined) probabilities[to + index]! /= sum;
    }
  }
  return true;
}
