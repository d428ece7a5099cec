import { ctcLossBatch } from '../../recognizer/ctc/loss.ts';

/** Frames whose class is not known to the frame-wise loss. */
export const unknownClass = -1;

export interface SequenceTargets {
  /** Classes 1..classes - 1 of each sample's text. */
  readonly labels: readonly ArrayLike<number>[];
  /** Frames of each sample that are no padding. */
  readonly frames: ArrayLike<number>;
  /** batch × frames: the class under the pen, the blank, or `unknownClass`. */
  readonly frameClasses: Int32Array;
}

export interface SequenceLoss {
  /** Mean over samples, natural logarithm. */
  readonly ctc: number;
  /** Mean over frames whose class is known; 0 when its weight is 0. */
  readonly frameWise: number;
  readonly total: number;
  /** d total / d logits, batch × frames × classes. */
  readonly gradient: Float32Array;
  /** Samples with fewer frames than their text needs; they teach nothing. */
  readonly impossible: number;
  readonly nonFinite: number;
}

/**
 * CTC, and beside it a cross-entropy on the frames whose character is known. CTC alone sits on a
 * plateau of blanks for long; telling it early where characters are takes it off.
 *
 * @param logits batch × frames × classes
 * @param frameWeight weight of the frame-wise loss, 0 for CTC alone
 */
export function sequenceLoss(
  logits: Float32Array,
  shape: { readonly frames: number; readonly classes: number },
  targets: SequenceTargets,
  frameWeight: number,
): SequenceLoss {
  const { loss, gradient, impossible, nonFinite } = ctcLossBatch(
    logits,
    shape,
    targets.frames,
    targets.labels,
  );
  const frameWise =
    frameWeight > 0 ? addFrameWise(logits, shape.classes, targets, frameWeight, gradient) : 0;
  return {
    ctc: loss,
    frameWise,
    total: loss + frameWeight * frameWise,
    gradient,
    impossible,
    nonFinite,
  };
}

/** Adds weight × d (mean cross-entropy) / d logits and returns the mean cross-entropy. */
function addFrameWise(
  logits: Float32Array,
  classes: number,
  { frameClasses }: SequenceTargets,
  weight: number,
  gradient: Float32Array,
): number {
  let known = 0;
  for (const target of frameClasses) if (target !== unknownClass) known += 1;
  if (known === 0) return 0;
  let sum = 0;
  const scale = weight / known;
  for (const [frame, target] of frameClasses.entries()) {
    if (target === unknownClass) continue;
    const row = frame * classes;
    let maximum = -Infinity;
    for (let index = 0; index < classes; index += 1) {
      maximum = Math.max(maximum, logits[row + index]!);
    }
    let total = 0;
    for (let index = 0; index < classes; index += 1) {
      total += Math.exp(logits[row + index]! - maximum);
    }
    const logTotal = maximum + Math.log(total);
    sum += logTotal - logits[row + target]!;
    for (let index = 0; index < classes; index += 1) {
      const probability = Math.exp(logits[row + index]! - logTotal);
      gradient[row + index] =
        gradient[row + index]! + scale * (probability - (index === target ? 1 : 0));
    }
  }
  return sum / known;
}
