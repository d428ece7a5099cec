import { ctcLossBatch } from '../../recognizer/ctc/loss.ts';
import { logSumExp } from './distances.ts';
import { poolSteps, spreadSteps, uniformBoundaries } from './shared-steps.ts';

/**
 * - `sequence`: a text, read with CTC
 * - `single`: one class a sample: softmax of the mean of the logits over the true frames
 */
export type BranchTask = 'sequence' | 'single';

export interface BranchTargets {
  /** Classes of each sample: 1 … for a sequence, exactly one of 0 … for a single label. */
  readonly labels: readonly ArrayLike<number>[];
  /** True frames of each sample. */
  readonly frames: ArrayLike<number>;
}

export interface BranchLoss {
  /** Mean over samples, natural logarithm. */
  readonly loss: number;
  /** d loss / d logits, batch × frames × classes. */
  readonly gradient: Float32Array;
  /** Samples whose text needs more frames than there are, or whose logits are no numbers. */
  readonly leftOut: number;
}

/** @param logits batch × frames × classes */
export function branchLoss(
  task: BranchTask,
  logits: Float32Array,
  shape: { readonly frames: number; readonly classes: number },
  targets: BranchTargets,
): BranchLoss {
  if (task === 'single') return singleLabelLoss(logits, shape, targets);
  const { loss, gradient, impossible, nonFinite } = ctcLossBatch(
    logits,
    shape,
    targets.frames,
    targets.labels,
  );
  return { loss, gradient, leftOut: impossible + nonFinite };
}

function singleLabelLoss(
  logits: Float32Array,
  { frames, classes }: { readonly frames: number; readonly classes: number },
  targets: BranchTargets,
): BranchLoss {
  const samples = targets.labels.length;
  const pooling = { samples, frames, width: classes, steps: 1 };
  const boundaries = uniformBoundaries(targets.frames, 1);
  const pooled = poolSteps(pooling, logits, boundaries);
  const slope = new Float32Array(pooled.length);
  const finite = targets.labels.map((_, sample) =>
    pooled.subarray(sample * classes, (sample + 1) * classes).every((value) => isFinite(value)),
  );
  const count = finite.filter(Boolean).length;
  let loss = 0;
  targets.labels.forEach((labels, sample) => {
    const target = labels[0]!;
    if (labels.length !== 1 || !(target >= 0 && target < classes)) {
      throw new RangeError(`one class below ${classes} expected for every sample`);
    }
    if (!finite[sample]!) return;
    const row = sample * classes;
    const total = logSumExp(pooled, row, classes);
    loss += (total - pooled[row + target]!) / count;
    for (let i = 0; i < classes; i++) {
      slope[row + i] = (Math.exp(pooled[row + i]! - total) - (i === target ? 1 : 0)) / count;
    }
  });
  return {
    loss,
    gradient: spreadSteps(pooling, slope, boundaries),
    leftOut: samples - count,
  };
}
