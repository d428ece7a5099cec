import { blankLabel } from '../../contract/alphabet.ts';
import { logAdd, logZero } from './lattice.ts';

/**
 * Judges a labelling beside the network, label by label: the place of a language model. Scores are
 * natural logarithms, already weighted against the network's.
 */
export interface LabelScorer<State> {
  /** State after `context`, the labels that stand before the first one to be decoded. */
  start(context: readonly number[]): State;
  /** Called when a label may be added to a labelling; must depend on nothing but its arguments. */
  extend(state: State, label: number): { readonly state: State; readonly score: number };
  /** What the end of the text adds after the last label; default 0. */
  finish?(state: State): number;
  /** No score of `extend` is above this; lets the search ask less often. Default: unknown. */
  readonly highest?: number;
}

/** What a scorer says of a labelling that follows `context`. */
export function scoreLabelling<State>(
  scorer: LabelScorer<State>,
  context: readonly number[],
  labels: readonly number[],
  unfinished = false,
): number {
  let state = scorer.start(context);
  let sum = 0;
  for (const label of labels) {
    const extended = scorer.extend(state, label);
    state = extended.state;
    sum += extended.score;
  }
  return unfinished ? sum : sum + (scorer.finish?.(state) ?? 0);
}

export interface BeamSearchOptions<State> {
  /** Labellings kept after every frame; default 16. */
  readonly beamWidth?: number;
  /** A class below this probability starts no label in its frame; default 1e-4, 0 keeps all. */
  readonly classThreshold?: number;
  /** At most so many classes, the likeliest, start a label in a frame; default 24. */
  readonly classLimit?: number;
  /** Rows of `logProbabilities` to read; default all. */
  readonly from?: number;
  readonly to?: number;
  readonly scorer?: LabelScorer<State>;
  /** Labels before the first frame, for the scorer; default none. */
  readonly context?: readonly number[];
  /** The text goes on after the last frame: its end is not scored. Default false. */
  readonly unfinished?: boolean;
}

export interface BeamHypothesis {
  readonly labels: number[];
  /** ln P(labels | frames) as far as the beam has seen its alignments: a lower bound. */
  readonly logProbability: number;
  /** What the scorer said of it; 0 without one. */
  readonly languageScore: number;
}

/** A labelling in the tree of prefixes; a node lives while it is in the beam or has descendants there. */
interface Prefix<State> {
  readonly label: number;
  readonly parent: Prefix<State> | undefined;
  children: Map<number, Prefix<State>> | undefined;
  readonly languageScore: number;
  readonly state: State | undefined;
  /** ln P of its alignments that end in a blank, or in its last label. */
  blank: number;
  nonBlank: number;
  nextBlank: number;
  nextNonBlank: number;
  score: number;
  /** Whether it is in the beam or a candidate of this frame. */
  alive: boolean;
}

/**
 * Prefix beam search over CTC outputs (Graves 2012, Hannun et al. 2014): the alignments of one
 * labelling are summed, so that the result is the likeliest labelling and not the likeliest path.
 * With a beam as wide as there are labellings and no pruning it is exact.
 *
 * @param logProbabilities frames × classes after log-softmax; class 0 is the blank
 * @returns up to `beamWidth` distinct labellings, best first (network and scorer together)
 */
export function beamSearch<State>(
  logProbabilities: Float64Array,
  classes: number,
  options: BeamSearchOptions<State> = {},
): BeamHypothesis[] {
  const { beamWidth = 16, classThreshold = 1e-4, classLimit = 24, scorer, context = [] } = options;
  const { from = 0, to = logProbabilities.length / classes, unfinished = false } = options;
  const highest = scorer === undefined ? 0 : (scorer.highest ?? Infinity);
  const logThreshold = classThreshold > 0 ? Math.log(classThreshold) : -Infinity;
  let beam = [newPrefix(blankLabel, undefined, 0, scorer?.start(context))];
  beam[0]!.blank = 0;
  const candidates: Prefix<State>[] = [];
  const startable: number[] = [];

  const reach = (prefix: Prefix<State>, blank: number, nonBlank: number) => {
    if (!prefix.alive) {
      prefix.alive = true;
      candidates.push(prefix);
    }
    prefix.nextBlank = logAdd(prefix.nextBlank, blank);
    prefix.nextNonBlank = logAdd(prefix.nextNonBlank, nonBlank);
  };

  for (let frame = from; frame < to; frame++) {
    const row = frame * classes;
    chooseClasses(logProbabilities, row, classes, logThreshold, classLimit, startable);
    candidates.length = 0;
    for (const prefix of beam) prefix.alive = false;
    // What the beam scores without new labels: `beamWidth` candidates, so that nothing worse than the
    // worst of them can stay. Most extensions end here and never become nodes.
    let worst = beam.length < beamWidth ? -Infinity : Infinity;
    for (const prefix of beam) {
      const total = logAdd(prefix.blank, prefix.nonBlank);
      const stay =
        prefix.parent === undefined
          ? logZero
          : prefix.nonBlank + logProbabilities[row + prefix.label]!;
      reach(prefix, total + logProbabilities[row]!, stay);
      const score = logAdd(prefix.nextBlank, prefix.nextNonBlank) + prefix.languageScore;
      if (score < worst) worst = score;
    }
    for (const prefix of beam) {
      const total = logAdd(prefix.blank, prefix.nonBlank);
      for (const label of startable) {
        // The same label again is a new one only after a blank.
        const before = label === prefix.label ? prefix.blank : total;
        if (before <= logZero / 2) continue;
        const extension = before + logProbabilities[row + label]!;
        let child = prefix.children?.get(label);
        if (child === undefined) {
          if (extension + prefix.languageScore + highest < worst) continue;
          const extended = scorer?.extend(prefix.state as State, label);
          const languageScore = prefix.languageScore + (extended?.score ?? 0);
          if (extension + languageScore < worst) continue;
          child = newPrefix(label, prefix, languageScore, extended?.state);
          prefix.children ??= new Map();
          prefix.children.set(label, child);
        } else if (!child.alive && extension + child.languageScore < worst) continue;
        reach(child, logZero, extension);
      }
    }
    for (const prefix of candidates) {
      prefix.blank = prefix.nextBlank;
      prefix.nonBlank = prefix.nextNonBlank;
      prefix.nextBlank = prefix.nextNonBlank = logZero;
      prefix.score = logAdd(prefix.blank, prefix.nonBlank) + prefix.languageScore;
    }
    candidates.sort((a, b) => b.score - a.score);
    beam = candidates.slice(0, beamWidth);
    for (let index = beamWidth; index < candidates.length; index++) forget(candidates[index]!);
  }
  const found = beam.map((prefix) => ({
    labels: labelsFrom(prefix),
    logProbability: logAdd(prefix.blank, prefix.nonBlank),
    languageScore:
      prefix.languageScore + (unfinished ? 0 : (scorer?.finish?.(prefix.state as State) ?? 0)),
  }));
  if (scorer?.finish === undefined || unfinished) return found;
  const total = (one: BeamHypothesis) => one.logProbability + one.languageScore;
  return found.sort((a, b) => total(b) - total(a));
}

function newPrefix<State>(
  label: number,
  parent: Prefix<State> | undefined,
  languageScore: number,
  state: State | undefined,
): Prefix<State> {
  return {
    label,
    parent,
    children: undefined,
    languageScore,
    state,
    blank: logZero,
    nonBlank: logZero,
    nextBlank: logZero,
    nextNonBlank: logZero,
    score: languageScore,
    alive: false,
  };
}

/** Takes a prefix out of the beam, and out of the tree with all ancestors that nothing needs. */
function forget<State>(prefix: Prefix<State>): void {
  prefix.alive = false;
  prefix.blank = prefix.nonBlank = logZero;
  let node = prefix;
  while (!node.alive && (node.children?.size ?? 0) === 0 && node.parent !== undefined) {
    node.parent.children?.delete(node.label);
    node = node.parent;
  }
}

function labelsFrom<State>(prefix: Prefix<State>): number[] {
  const labels: number[] = [];
  for (let node = prefix; node.parent !== undefined; node = node.parent) labels.push(node.label);
  return labels.reverse();
}

/** Fills `chosen` with the labels that may start in this frame. */
function chooseClasses(
  logProbabilities: Float64Array,
  row: number,
  classes: number,
  logThreshold: number,
  limit: number,
  chosen: number[],
): void {
  chosen.length = 0;
  for (let label = blankLabel + 1; label < classes; label++) {
    const value = logProbabilities[row + label]!;
    if (value >= logThreshold && value > logZero / 2) chosen.push(label);
  }
  if (chosen.length <= limit) return;
  chosen.sort((a, b) => logProbabilities[row + b]! - logProbabilities[row + a]!);
  chosen.length = limit;
}
