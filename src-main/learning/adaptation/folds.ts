import { RandomGenerator } from '../../simulator/random.ts';

/** Recordings that one version learns, and those that it is judged by: indices of takes. */
export interface Fold {
  readonly training: readonly number[];
  readonly heldBack: readonly number[];
}

/** With fewer takes each is kept back alone. */
const fewTakes = 8;
const usualFolds = 4;

/**
 * Every take is kept back once. Takes of one text are dealt to different folds, so that what is kept
 * back of single characters has been learnt from others.
 */
export function divideTakes(texts: readonly string[], seed: number): Fold[] {
  const count = texts.length < fewTakes ? texts.length : usualFolds;
  const random = new RandomGenerator(`${seed}/folds`);
  const dealt = random
    .shuffle(texts.map((_, index) => index))
    // Sorting is stable: chance decides among takes of one text.
    .sort((a, b) => (texts[a]! < texts[b]! ? -1 : texts[a]! > texts[b]! ? 1 : 0));
  return Array.from({ length: count }, (_, fold) => ({
    training: dealt.filter((_take, turn) => turn % count !== fold).sort((a, b) => a - b),
    heldBack: dealt.filter((_take, turn) => turn % count === fold).sort((a, b) => a - b),
  }));
}
