import { textOf, type Alphabet } from '../../contract/alphabet.ts';
import type { SampleWindow } from '../../contract/sensors.ts';
import { beamSearch, type LabelScorer } from '../../recognizer/ctc/beam.ts';
import { logSoftmax } from '../../recognizer/ctc/softmax.ts';
import {
  readFrames,
  readGreedily,
  type DecodingOptions,
} from '../../recognizer/decoding/read-frames.ts';
import type { Language } from '../../recognizer/language/language.ts';
import {
  LanguageScorer,
  textModelFor,
  type LanguageWeights,
} from '../../recognizer/language/language-scorer.ts';
import { languageSearch, partialSearch } from '../../recognizer/decoding-of.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import { ErrorTally, type ErrorRates } from '../evaluation/error-tally.ts';
import { textKindOf, textKinds, type TextKind } from '../evaluation/text-kinds.ts';

export interface TuningSample {
  readonly text: string;
  readonly window: SampleWindow;
}

export interface Trial extends ErrorRates, LanguageWeights {}

export type KindRates = Readonly<Partial<Record<TextKind, ErrorRates>>>;

export interface Tuning {
  /** In the order in which they were tried, on all samples. */
  readonly trials: readonly Trial[];
  readonly best: Trial;
  /** What the network says by itself. */
  readonly greedy: ErrorRates;
  readonly kinds: {
    readonly greedy: KindRates;
    readonly best: KindRates;
  };
  /** Processor time of decoding with the best weights, ms. */
  readonly msPerSample: number;
  /** The same of text that is still being written. */
  readonly msPartial: number;
}

export interface TuneOptions {
  readonly onTrial?: (trial: Trial) => void;
  readonly signal?: AbortSignal;
}

const coarseWeights = [0.25, 0.5, 0.75, 1];
const coarseBonuses = [0.5, 1.25, 2, 2.75];
const fineWeights = [-0.12, 0, 0.12];
const fineBonuses = [-0.4, 0, 0.4];
/** How far a word may be believed to tell the next one, beside the usual. */
const contexts = [0, 0.5, 0.7, 0.85, 1];
/** Words have about a third as many errors as characters for each of them. */
const wordShare = 1 / 3;

interface Outputs {
  readonly text: string;
  readonly frames: number;
  readonly logits: Float32Array;
  readonly logProbabilities: Float64Array;
}

/**
 * Finds the weight of a language and the bonus of a character that read labelled samples with the
 * fewest errors: a coarse grid, then a fine one around its best. The network runs once.
 *
 * @throws RangeError without samples; the signal's reason
 */
export async function tuneLanguage(
  recognizer: Pick<Recognizer, 'encode' | 'manifest'>,
  languages: readonly Language[],
  samples: readonly TuningSample[],
  { onTrial, signal }: TuneOptions = {},
): Promise<Tuning> {
  const { alphabet } = recognizer.manifest;
  const outputs = await encodeAll(recognizer, samples, signal);
  if (outputs.length === 0) throw new RangeError('there is nothing to tune on');
  const scorerOf = (weights: LanguageWeights) =>
    new LanguageScorer(textModelFor(alphabet, languages, weights), weights);
  const trials: Trial[] = [];
  const judged = (weights: LanguageWeights, some: readonly Outputs[]): Trial => {
    signal?.throwIfAborted();
    const scorer = scorerOf(weights);
    return { ...weights, ...tallyOf(some, (one) => readWith(scorer, one, alphabet)).rates() };
  };
  const tryOut = (weights: LanguageWeights) => {
    if (trials.some((one) => isSame(one, weights))) return;
    const trial = judged(weights, outputs);
    trials.push(trial);
    onTrial?.(trial);
  };
  for (const weight of coarseWeights) {
    for (const insertionBonus of coarseBonuses) tryOut({ weight, insertionBonus });
  }
  const center = bestOf(trials);
  for (const weight of fineWeights) {
    for (const bonus of fineBonuses) {
      tryOut({
        weight: rounded(center.weight + weight),
        insertionBonus: rounded(center.insertionBonus + bonus),
      });
    }
  }
  let chosen: Trial | undefined;
  if (tellsContext(outputs, languages)) {
    const { weight, insertionBonus } = bestOf(trials);
    // Single words, which are most of the samples, say nothing of it.
    const rows = outputs.filter(({ text }) => text.includes(' '));
    const told = contexts.map((context) => judged({ weight, insertionBonus, context }, rows));
    tryOut({ weight, insertionBonus, context: bestOf(told).context });
    chosen = trials.at(-1)!;
  }
  const best = chosen ?? bestOf(trials);
  const scorer = scorerOf(best);
  const timed = (options: DecodingOptions) =>
    millisecondsOf(() => {
      for (const { logits, frames } of outputs) readFrames(logits, frames, alphabet, options);
    }) / outputs.length;
  const greedily = ({ logits, frames }: Outputs) => readGreedily(logits, frames, alphabet);
  return {
    trials,
    best,
    greedy: tallyOf(outputs, greedily).rates(),
    kinds: {
      greedy: kindRates(outputs, languages, greedily),
      best: kindRates(outputs, languages, (one) => readWith(scorer, one, alphabet)),
    },
    msPerSample: timed({ ...languageSearch, scorer }),
    msPartial: timed({ ...partialSearch, scorer, unfinished: true }),
  };
}

/** Texts of one word say nothing of what words tell about the next ones. */
function tellsContext(outputs: readonly Outputs[], languages: readonly Language[]): boolean {
  const known = languages.some(({ followers }) => followers !== undefined);
  return known && outputs.some(({ text }) => text.includes(' '));
}

function isSame(a: LanguageWeights, b: LanguageWeights): boolean {
  const { weight, insertionBonus, context } = a;
  return weight === b.weight && insertionBonus === b.insertionBonus && context === b.context;
}

async function encodeAll(
  recognizer: Pick<Recognizer, 'encode' | 'manifest'>,
  samples: readonly TuningSample[],
  signal: AbortSignal | undefined,
): Promise<Outputs[]> {
  const outputs: Outputs[] = [];
  for (const { text, window } of samples) {
    signal?.throwIfAborted();
    const encoded = await recognizer.encode(window);
    if (encoded === undefined) continue;
    const { logits, frames, classes } = encoded;
    const logProbabilities = new Float64Array(logits.length);
    if (!logSoftmax(logits, frames, classes, logProbabilities)) continue;
    outputs.push({ text: text.normalize('NFC'), frames, logits, logProbabilities });
  }
  return outputs;
}

function readWith<State>(
  scorer: LabelScorer<State>,
  { logProbabilities }: Outputs,
  alphabet: Alphabet,
): string {
  const [best] = beamSearch(logProbabilities, alphabet.length + 1, { ...languageSearch, scorer });
  return textOf(best?.labels ?? [], alphabet).trim();
}

function tallyOf(outputs: readonly Outputs[], read: (one: Outputs) => string): ErrorTally {
  const tally = new ErrorTally();
  for (const one of outputs) tally.add(ErrorTally.of(one.text, read(one)));
  return tally;
}

function kindRates(
  outputs: readonly Outputs[],
  languages: readonly Language[],
  read: (one: Outputs) => string,
): KindRates {
  const kinds = outputs.map(({ text }) => textKindOf(text, languages));
  return Object.fromEntries(
    textKinds.flatMap((kind) => {
      const own = outputs.filter((_, index) => kinds[index] === kind);
      return own.length === 0 ? [] : [[kind, tallyOf(own, read).rates()]];
    }),
  );
}

function bestOf(trials: readonly Trial[]): Trial {
  const score = ({ cer, wer }: Trial) => cer + wordShare * wer;
  return trials.reduce((best, trial) => (score(trial) < score(best) ? trial : best));
}

/** Processor time, which other programs do not lengthen. */
function millisecondsOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
