import { distance } from 'fastest-levenshtein';
import type { RandomGenerator } from '../../simulator/random.ts';
import type { Triplets } from './shared-loss.ts';

/** Insertions, deletions and substitutions of characters (UTF-16 units) between two texts. */
export function editDistance(a: string, b: string): number {
  return distance(a.normalize('NFC'), b.normalize('NFC'));
}

/** How many edits a negative is away from its anchor: far ones first, nearer ones later. */
export interface NegativeSchedule {
  /** At `fromStep`. */
  readonly from: number;
  /** From `untilStep` on; at least 1. */
  readonly to: number;
  readonly untilStep: number;
  /** Where a part of a training begins whose steps are counted from the parts before. Default 0. */
  readonly fromStep?: number | undefined;
}

/** Falls linearly, in whole edits, rounded up. */
export function negativeBound(
  step: number,
  { from, to, untilStep, fromStep = 0 }: NegativeSchedule,
): number {
  const steps = untilStep - fromStep;
  const done = steps <= 0 ? 1 : Math.min(1, Math.max(0, (step - fromStep) / steps));
  return Math.max(1, Math.ceil(from + (to - from) * done - 1e-9));
}

/**
 * The candidate at the smallest edit distance that is not below the bound; the farthest when all
 * are nearer; by chance among equals. A candidate with the anchor's own label is never taken.
 *
 * @returns its index, or undefined when no candidate has another label
 */
export function chooseNegative(
  label: string,
  candidates: readonly string[],
  bound: number,
  random: RandomGenerator,
): number | undefined {
  let best: number[] = [];
  let bestDistance = 0;
  for (const [index, candidate] of candidates.entries()) {
    const edits = editDistance(label, candidate);
    if (edits === 0) continue;
    if (best.length === 0 || isBetter(edits, bestDistance, bound)) {
      best = [index];
      bestDistance = edits;
    } else if (edits === bestDistance) best.push(index);
  }
  return best.length === 0 ? undefined : random.pick(best);
}

function isBetter(edits: number, than: number, bound: number): boolean {
  if (than < bound) return edits > than;
  return edits >= bound && edits < than;
}

/** For each series that has an image of its label, one of them by chance. */
export function choosePositives(
  series: readonly string[],
  images: readonly string[],
  random: RandomGenerator,
): { readonly first: number[]; readonly second: number[] } {
  const byLabel = new Map<string, number[]>();
  for (const [index, label] of images.entries()) {
    const known = byLabel.get(label);
    if (known) known.push(index);
    else byLabel.set(label, [index]);
  }
  const first: number[] = [];
  const second: number[] = [];
  for (const [index, label] of series.entries()) {
    const same = byLabel.get(label);
    if (!same) continue;
    first.push(index);
    second.push(random.pick(same));
  }
  return { first, second };
}

export interface TripletChoice {
  readonly bound: number;
  readonly random: RandomGenerator;
  /** α between the labels of an anchor and its negative. */
  readonly margin: (anchor: string, negative: string) => number;
}

/** One triplet for each series that has an image of its label and one of another. */
export function chooseTriplets(
  series: readonly string[],
  images: readonly string[],
  { bound, random, margin }: TripletChoice,
): Triplets {
  const pairs = choosePositives(series, images, random);
  const triplets = pairs.first.flatMap((anchor, i) => {
    const label = series[anchor]!;
    const negative = chooseNegative(label, images, bound, random);
    if (negative === undefined) return [];
    const positive = pairs.second[i]!;
    return [{ anchor, positive, negative, margin: margin(label, images[negative]!) }];
  });
  return {
    anchors: triplets.map(({ anchor }) => anchor),
    positives: triplets.map(({ positive }) => positive),
    negatives: triplets.map(({ negative }) => negative),
    margins: triplets.map((triplet) => triplet.margin),
  };
}
