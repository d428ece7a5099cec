import { distance } from 'fastest-levenshtein';
import type { RandomGenerator } from '../../simulator/random.ts';
import type { Triplets } from './shared-loss.ts';

/** Insertions, deletions and substitutions of characters (UTF-16 units) between two texts. */
export function editDistance(a: string, b: string): number {
  return distance(a.normalize('NFC'), b.normalize('NFC'));
}

/** How many edits a negative is away from its anchor: far ones first, nearer ones later. */
export interface NegativeSchedule {
  /** At step 0. */
  readonly from: number;
  /** From `untilStep` on; at least 1. */
  readonly to: number;
  readonly untilStep: number;
}

/** Falls linearly, in whole edits, rounded up. */
export function negativeBound(step: number, { from, to, untilStep }: NegativeSchedule): number {
  const done = untilStep <= 0 ? 1 : Math.min(1, Math.max(0, step / untilStep));
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

export interface TripletChoice {
  readonly bound: number;
  readonly random: RandomGenerator;
  /** α between the labels of an anchor and its negative. */
  readonly margin: (anchor: string, negative: string) => number;
}

/**
 * One triplet for each series that has an image of its label and one of another; the positive is
 * any image of its label.
 */
export function chooseTriplets(
  series: readonly string[],
  images: readonly string[],
  { bound, random, margin }: TripletChoice,
): Triplets & { readonly anchors: readonly number[] } {
  const anchors: number[] = [];
  const positives: number[] = [];
  const negatives: number[] = [];
  const margins: number[] = [];
  const byLabel = new Map<string, number[]>();
  for (const [index, label] of images.entries()) {
    const known = byLabel.get(label);
    if (known) known.push(index);
    else byLabel.set(label, [index]);
  }
  for (const [anchor, label] of series.entries()) {
    const same = byLabel.get(label);
    const negative = same && chooseNegative(label, images, bound, random);
    if (same === undefined || negative === undefined) continue;
    anchors.push(anchor);
    positives.push(random.pick(same));
    negatives.push(negative);
    margins.push(margin(label, images[negative]!));
  }
  return { anchors, positives, negatives, margins };
}
