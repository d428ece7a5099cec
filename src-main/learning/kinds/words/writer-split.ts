import { UserError } from '../../../contract/alerts.ts';
import { RandomGenerator } from '../../../simulator/random.ts';

interface Handed {
  readonly hand: 'left' | 'right' | undefined;
}

export interface WriterShares {
  readonly left: number;
  readonly right: number;
}

export interface WriterSplit<Writer> {
  readonly training: readonly Writer[];
  readonly validation: readonly Writer[];
  readonly test: readonly Writer[];
}

/**
 * Divides writers: nobody is in two parts. The same writers, shares and seed always give the same
 * parts.
 * @throws UserError `training-data` when no writer is left for training
 */
export function splitWriters<Writer extends Handed>(
  writers: readonly Writer[],
  shares: { readonly validation: WriterShares; readonly test: WriterShares },
  seed: number | string,
): WriterSplit<Writer> {
  const shuffled = new RandomGenerator(`${seed}/writers`).shuffle([...writers]);
  const left = shuffled.filter(({ hand }) => hand === 'left');
  const right = shuffled.filter(({ hand }) => hand !== 'left');
  const take = (part: WriterShares) => [
    ...left.splice(0, part.left),
    ...right.splice(0, part.right),
  ];
  const test = take(shares.test);
  const validation = take(shares.validation);
  if (right.length === 0) {
    throw new UserError(
      'training-data',
      `${writers.length} writers are too few: nobody is left to train on.`,
      'Give trajectories of more writers, or keep fewer of them back in the recipe (“writers”).',
    );
  }
  return { training: [...left, ...right], validation, test };
}
