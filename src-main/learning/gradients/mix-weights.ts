import type { NamedTensors } from '../../recognizer/network/weights.ts';

/**
 * Weights between those that training went on from and those that it came to (Wortsman et al. 2022,
 * “Robust fine-tuning of zero-shot models”, arXiv 2109.01903). A network reads well along the whole way
 * where one training has gone on from the other.
 *
 * @param share of `start`, 0 … 1; a tensor that it lacks stays as it is
 * @returns tensors in the order of `trained`
 */
export function mixWeights(
  trained: NamedTensors,
  start: NamedTensors,
  share: number,
): NamedTensors {
  if (share === 0) return trained;
  const before = new Map(start.map(({ name, values }) => [name, values]));
  return trained.map((tensor) => {
    const old = before.get(tensor.name);
    if (!old) return tensor;
    const values = tensor.values.map((value, at) => share * old[at]! + (1 - share) * value);
    return { ...tensor, values };
  });
}
