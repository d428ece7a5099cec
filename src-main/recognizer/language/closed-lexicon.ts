import { blankLabel, labelsOf, type Alphabet } from '../../contract/alphabet.ts';
import { UserError } from '../../contract/alerts.ts';
import { isReachable, logAdd, logZero, requiredFrames } from '../ctc/lattice.ts';

interface Entry {
  readonly text: string;
  readonly labels: readonly number[];
}

interface Node {
  readonly label: number;
  readonly children: Node[];
  /** Of the entry that ends here. */
  entry: number | undefined;
}

export interface LexiconMatch extends Entry {
  /** Exact ln P(labels | frames) under CTC; −Infinity when the frames are too few for it. */
  readonly logProbability: number;
  /** Probability, 0..1, among the entries of the lexicon, all of them as likely beforehand. */
  readonly confidence: number;
}

/** Branches that are less likely than the best entry by this (ln) are left out: e^-30 is 1e-13. */
const pruneBelow = 30;

/** A fixed list of texts, of which one was written. */
export class ClosedLexicon {
  readonly entries: readonly Entry[];
  readonly #root: Node = { label: blankLabel, children: [], entry: undefined };

  /**
   * @param texts white space around them and repetitions do not count
   * @throws UserError `lexicon` when there is none, or the alphabet cannot write one
   */
  constructor(texts: Iterable<string>, alphabet: Alphabet) {
    const known = new Set(alphabet);
    const distinct = new Set<string>();
    for (const text of texts) {
      const trimmed = text.normalize('NFC').trim();
      if (trimmed !== '') distinct.add(trimmed);
    }
    const foreign = [...distinct].filter(
      (text) => !Array.from(text).every((character) => known.has(character)),
    );
    if (foreign.length > 0) {
      throw new UserError(
        'lexicon',
        `The model cannot write ${foreign.length} of the ${distinct.size} words of the lexicon, for example “${foreign[0]!}”.`,
        'Take these words out, or choose a model whose alphabet has their characters.',
      );
    }
    if (distinct.size === 0) {
      throw new UserError('lexicon', 'The lexicon holds no word.', 'Give one word a line.');
    }
    this.entries = Array.from(distinct, (text) => ({ text, labels: labelsOf(text, alphabet) }));
    this.entries.forEach(({ labels }, index) => {
      let node = this.#root;
      for (const label of labels) {
        let child = node.children.find((one) => one.label === label);
        if (child === undefined) {
          child = { label, children: [], entry: undefined };
          node.children.push(child);
        }
        node = child;
      }
      node.entry = index;
    });
  }

  /**
   * The entries by how likely the frames say them, best first; at least one. The probability of each
   * is exact: common beginnings are computed once, and of a beginning is known how likely anything
   * that begins so can be at most (the prefix probability of Graves 2006), which is what branches
   * are left out by.
   *
   * @param logProbabilities frames × classes after log-softmax
   * @param limit entries to return; default 10
   */
  match(
    logProbabilities: Float64Array,
    frames: number,
    classes: number,
    limit = 10,
  ): LexiconMatch[] {
    const search = new Search(logProbabilities, frames, classes);
    search.visit(this.#root);
    const found = search.found.toSorted((a, b) => b.logProbability - a.logProbability);
    const best = found[0];
    if (best === undefined) {
      // Too few frames for any entry: what needs the fewest.
      const shortest = this.entries.reduce((short, entry) =>
        requiredFrames(entry.labels) < requiredFrames(short.labels) ? entry : short,
      );
      return [{ ...shortest, logProbability: -Infinity, confidence: 0 }];
    }
    const weight = (logProbability: number) => Math.exp(logProbability - best.logProbability);
    const sum = found.reduce((total, { logProbability }) => total + weight(logProbability), 0);
    return found.slice(0, limit).map(({ entry, logProbability }) => ({
      ...this.entries[entry]!,
      logProbability,
      confidence: weight(logProbability) / sum,
    }));
  }
}

/**
 * ln P of the alignments that have written exactly the letters of a node after so many frames
 * (0..frames), by whether they end in a blank or in the last letter.
 */
interface Column {
  readonly blank: Float64Array;
  readonly nonBlank: Float64Array;
}

/** One walk through the tree, likeliest branches first. */
class Search {
  readonly found: { readonly entry: number; readonly logProbability: number }[] = [];
  /** One for each depth: a branch is done with before its neighbour begins. */
  readonly #columns: Column[] = [];
  #best = -Infinity;

  constructor(
    private readonly logProbabilities: Float64Array,
    private readonly frames: number,
    private readonly classes: number,
  ) {}

  visit(root: Node): void {
    const { blank, nonBlank } = this.#column(0);
    nonBlank.fill(logZero);
    blank[0] = 0;
    for (let frame = 0; frame < this.frames; frame += 1) {
      blank[frame + 1] = blank[frame]! + this.#emission(frame, blankLabel);
    }
    this.#below(root, 0);
  }

  #below(node: Node, depth: number): void {
    const column = this.#columns[depth]!;
    const ranked = node.children.map((child) => ({
      child,
      reach: this.#prefixProbability(column, node.label, child.label),
    }));
    ranked.sort((a, b) => b.reach - a.reach);
    for (const { child, reach } of ranked) {
      if (!isReachable(reach) || reach < this.#best - pruneBelow) return;
      const end = this.#extend(column, node.label, child.label, depth + 1);
      if (child.entry !== undefined && isReachable(end)) {
        this.found.push({ entry: child.entry, logProbability: end });
        this.#best = Math.max(this.#best, end);
      }
      if (child.children.length > 0) this.#below(child, depth + 1);
    }
  }

  /** ln P(the frames say something that begins with the node's letters and `label`). */
  #prefixProbability(before: Column, last: number, label: number): number {
    let sum = logZero;
    for (let frame = 0; frame < this.frames; frame += 1) {
      const enter = this.#enter(before, last, label, frame);
      sum = logAdd(sum, enter + this.#emission(frame, label));
    }
    return sum;
  }

  /** Fills the column of the next depth. @returns ln P(the frames say exactly this) */
  #extend(before: Column, last: number, label: number, depth: number): number {
    const { blank, nonBlank } = this.#column(depth);
    blank[0] = nonBlank[0] = logZero;
    for (let frame = 0; frame < this.frames; frame += 1) {
      const enter = this.#enter(before, last, label, frame);
      nonBlank[frame + 1] = logAdd(nonBlank[frame]!, enter) + this.#emission(frame, label);
      blank[frame + 1] =
        logAdd(blank[frame]!, nonBlank[frame]!) + this.#emission(frame, blankLabel);
    }
    return logAdd(blank[this.frames]!, nonBlank[this.frames]!);
  }

  /** The same letter again is a new one only after a blank. */
  #enter({ blank, nonBlank }: Column, last: number, label: number, frame: number): number {
    return label === last ? blank[frame]! : logAdd(blank[frame]!, nonBlank[frame]!);
  }

  #emission(frame: number, label: number): number {
    return this.logProbabilities[frame * this.classes + label]!;
  }

  #column(depth: number): Column {
    return (this.#columns[depth] ??= {
      blank: new Float64Array(this.frames + 1),
      nonBlank: new Float64Array(this.frames + 1),
    });
  }
}
