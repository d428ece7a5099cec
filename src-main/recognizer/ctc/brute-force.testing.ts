import { blankLabel } from '../../contract/alphabet.ts';

/** Probability of every labelling, by walking all classes^frames paths; probabilities: frames × classes. */
export function enumerateLabellings(
  probabilities: ArrayLike<number>,
  frames: number,
  classes: number,
): Map<string, number> {
  const sums = new Map<string, number>();
  const walk = (frame: number, previous: number, labels: readonly number[], product: number) => {
    if (frame === frames) {
      const key = labels.join(' ');
      sums.set(key, (sums.get(key) ?? 0) + product);
      return;
    }
    for (let index = 0; index < classes; index++) {
      const emits = index !== blankLabel && index !== previous;
      walk(
        frame + 1,
        index,
        emits ? [...labels, index] : labels,
        product * probabilities[frame * classes + index]!,
      );
    }
  };
  walk(0, blankLabel, [], 1);
  return sums;
}

export function softmax(logits: ArrayLike<number>, frames: number, classes: number): Float64Array {
  const result = new Float64Array(frames * classes);
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let index = 0; index < classes; index++) sum += Math.exp(logits[frame * classes + index]!);
    for (let index = 0; index < classes; index++) {
      result[frame * classes + index] = Math.exp(logits[frame * classes + index]!) / sum;
    }
  }
  return result;
}
