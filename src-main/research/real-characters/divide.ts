import { RandomGenerator } from '../../simulator/random.ts';
import type { Split } from '../../learning/samples/split.ts';

/**
 * Random splits by recording: the recordings of each label are shuffled and dealt to `splits` parts,
 * each of which is the test part of one split, so that every recording is tested once. Of what a
 * split trains on, a part chooses the checkpoint.
 *
 * @param labels one a recording
 * @param options.validation recordings of each label that choose the checkpoint, as a share of the
 *   recordings that are not tested; at least one
 */
export function divideInSplits(
  labels: readonly string[],
  options: { readonly splits: number; readonly validation: number; readonly seed: number },
): Split[] {
  const { splits, validation, seed } = options;
  const parts = Array.from({ length: splits }, () => ({
    training: [] as number[],
    validation: [] as number[],
    test: [] as number[],
  }));
  // Dealing goes on where it stopped with the label before, so that the parts are of one size.
  let next = 0;
  for (const label of [...new Set(labels)].sort()) {
    const own = labels.flatMap((one, index) => (one === label ? [index] : []));
    const shuffled = new RandomGenerator(`${seed}/splits/${label}`).shuffle(own);
    const tested = shuffled.map(() => next++ % splits);
    parts.forEach((part, split) => {
      const rest = shuffled.filter((_, place) => tested[place] !== split);
      part.test.push(...shuffled.filter((_, place) => tested[place] === split));
      const wanted = Math.max(1, Math.round(validation * rest.length));
      const order = new RandomGenerator(`${seed}/validation/${split}/${label}`).shuffle(rest);
      const kept = Math.min(wanted, order.length - 1);
      part.validation.push(...order.slice(0, kept));
      part.training.push(...order.slice(kept));
    });
  }
  return parts;
}
