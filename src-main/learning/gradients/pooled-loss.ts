import { pooledScores, softmaxInPlace } from '../../recognizer/decoding/single-character.ts';
import type { SequenceLoss, SequenceTargets } from './loss.ts';

/**
 * Cross-entropy of samples that hold exactly one character each, on the scores by which they are
 * read (`pooledScores`). It stands in the place of CTC and is reported as such.
 *
 * @param logits batch × frames × classes
 * @param smoothing share of the target that is spread evenly over all characters
 */
export function pooledLoss(
  logits: Float32Array,
  { frames, classes }: { readonly frames: number; readonly classes: number },
  { labels, frames: lengths }: Pick<SequenceTargets, 'labels' | 'frames'>,
  smoothing = 0,
): SequenceLoss {
  const gradient = new Float32Array(logits.length);
  const even = smoothing / (classes - 1);
  let sum = 0;
  let nonFinite = 0;
  for (const [sample, sampleLabels] of labels.entries()) {
    const length = lengths[sample]!;
    const target = sampleLabels[0]! - 1;
    const offset = sample * frames * classes;
    const scores = pooledScores(logits, length, classes, offset);
    const probabilities = scores.slice();
    const logSum = softmaxInPlace(probabilities);
    const mean = scores.reduce((total, score) => total + score, 0) / scores.length;
    const loss = logSum - (1 - smoothing) * scores[target]! - smoothing * mean;
    if (!Number.isFinite(loss)) {
      nonFinite += 1;
      continue;
    }
    sum += loss;
    const scale = 1 / (labels.length * length);
    for (let label = 0; label < scores.length; label += 1) {
      const wanted = even + (label === target ? 1 - smoothing : 0);
      const slope = scale * (probabilities[label]! - wanted);
      for (let frame = 0; frame < length; frame += 1) {
        gradient[offset + frame * classes + 1 + label] = slope;
      }
    }
  }
  const loss = sum / Math.max(1, labels.length - nonFinite);
  return { ctc: loss, frameWise: 0, total: loss, gradient, impossible: 0, nonFinite };
}
