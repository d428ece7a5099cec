import type { SampleWindow } from '../../contract/sensors.ts';
import { identity, multiply, rotationFromVector } from '../../simulator/rotation.ts';
import type { Evidence } from './evidence.ts';
import { possibleMountings } from './mountings.ts';
import { asItIs, fitted, type PenFit } from './pen-fit.ts';

export interface FoundFit {
  readonly fit: PenFit;
  /** Mean over the windows, of the pen as it is and with the fit. */
  readonly evidence: { readonly before: number; readonly after: number };
}

export interface FindOptions {
  /** Windows of the first, coarse search, and of the fine one. Default 8 and 24. */
  readonly coarse?: number;
  readonly fine?: number;
  /** Told how much is done, 0 … 1. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

const coarseTempi = [0.65, 0.85, 1.1] as const;
/** Boards that rattle are common among pens that people build themselves. */
const coarseSmoothing = 10;
const smoothings = [undefined, 14, 10, 7] as const;
/**
 * So many of the coarse search's best are looked at more closely. With three the force pen of
 * `experiment unseen-pen` was found less often: it is judged by what it has helped to choose.
 */
const finalists = 6;
const degree = Math.PI / 180;
const fineTurns = [14 * degree, 7 * degree] as const;
const fineTempi = [1.15, 1.07] as const;
/** Beyond these nobody's clock and hand are; what is squeezed further has nothing left to read. */
const possibleTempi = [0.4, 2] as const;
/** Standard errors of the mean gain over the windows that a fit must bring to be taken. */
const convincing = 2;

/**
 * How the sensors of a pen that the model has never seen sit in it, how fast its clock and hand are,
 * and how much it rattles, from what somebody wrote with it: no labels are asked. Gravity says where
 * up is; of the turns about it, and of what is near, that is taken with which the model reads what is
 * most like a language (`evidenceOf`).
 *
 * @param windows writings of one person with one pen: some words
 * @throws the signal's reason
 */
export async function findPenFit(
  windows: readonly SampleWindow[],
  evidence: Evidence,
  { coarse = 8, fine = 24, onProgress, signal }: FindOptions = {},
): Promise<FoundFit> {
  const few = evenly(windows, coarse);
  const more = evenly(windows, fine);
  const judge = async (fit: PenFit, judged: readonly SampleWindow[]): Promise<Judged> => {
    const scores: number[] = [];
    for (const window of judged) {
      signal?.throwIfAborted();
      scores.push(await evidence(fitted(window, fit), window));
    }
    return { fit, scores, score: mean(scores) };
  };
  const candidates = possibleMountings(windows).flatMap((rotation) =>
    coarseTempi.map((tempo): PenFit => ({ rotation, tempo, smoothingHz: coarseSmoothing })),
  );
  const tried: Judged[] = [];
  for (const candidate of candidates) {
    tried.push(await judge(candidate, few));
    onProgress?.((0.5 * tried.length) / candidates.length);
  }
  tried.sort(byScore);
  const known = await judge(asItIs, more);
  const finished: Judged[] = [];
  const chosen = apart(tried, finalists);
  for (const [index, { fit }] of chosen.entries()) {
    finished.push(await climb(await judge(fit, more), (other) => judge(other, more)));
    onProgress?.(0.5 + (0.5 * (index + 1)) / chosen.length);
  }
  const best = finished.toSorted(byScore)[0]!;
  const { fit, score: after } = isBetter(best, known) ? best : known;
  return { fit, evidence: { before: known.score, after } };
}

interface Judged {
  readonly fit: PenFit;
  /** Of each window, and their mean. */
  readonly scores: readonly number[];
  readonly score: number;
}

/** More than the windows' chance: a search among hundreds finds something better for any few of them. */
function isBetter(one: Judged, known: Judged): boolean {
  const gains = one.scores.map((score, at) => score - known.scores[at]!);
  const gain = mean(gains);
  if (gains.length < 2) return gain > 0;
  const squares = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0);
  return gain > convincing * Math.sqrt(squares / (gains.length - 1) / gains.length);
}

const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const byScore = (a: Judged, b: Judged) => b.score - a.score;

/** The best that are not neighbours of one another: a climb from either would end at the same place. */
function apart(sorted: readonly Judged[], count: number): Judged[] {
  const chosen: Judged[] = [];
  for (const one of sorted) {
    if (chosen.length === count) break;
    const near = chosen.some(({ fit }) => angleBetween(fit, one.fit) < 20 * degree);
    if (!near) chosen.push(one);
  }
  return chosen;
}

function angleBetween(a: PenFit, b: PenFit): number {
  // The trace of a · bᵀ is the sum of the products of their entries.
  const [from, to] = [a.rotation ?? identity, b.rotation ?? identity];
  const trace = from.reduce((sum, value, at) => sum + value * to[at]!, 0);
  return Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2)));
}

/** From one fit to a better one beside it, in ever smaller steps, until there is none. */
async function climb(start: Judged, judge: (fit: PenFit) => Promise<Judged>): Promise<Judged> {
  let best = start;
  for (const [at, turn] of fineTurns.entries()) {
    for (let better = true; better;) {
      better = false;
      for (const neighbour of neighboursOf(best.fit, turn, fineTempi[at]!)) {
        const judged = await judge(neighbour);
        if (judged.score <= best.score) continue;
        best = judged;
        better = true;
      }
    }
  }
  return best;
}

function neighboursOf(fit: PenFit, turn: number, tempo: number): PenFit[] {
  const axes = [
    [turn, 0, 0],
    [0, turn, 0],
    [0, 0, turn],
  ] as const;
  const turns = axes.flatMap(([x, y, z]) =>
    [1, -1].map((sign) => rotationFromVector(sign * x, sign * y, sign * z)),
  );
  return [
    ...turns.map((by) => ({ ...fit, rotation: multiply(by, fit.rotation ?? identity) })),
    ...[fit.tempo * tempo, fit.tempo / tempo]
      .filter((one) => one >= possibleTempi[0] && one <= possibleTempi[1])
      .map((one) => ({ ...fit, tempo: one })),
    ...smoothings
      .filter((smoothingHz) => smoothingHz !== fit.smoothingHz)
      .map((smoothingHz) => ({ ...fit, smoothingHz })),
  ];
}

function evenly<Item>(items: readonly Item[], count: number): readonly Item[] {
  const every = Math.max(1, items.length / count);
  return items.filter((_, index) => Math.floor(index / every) !== Math.floor((index - 1) / every));
}
