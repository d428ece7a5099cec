import { spaceLabel, textOf, type Alphabet } from '../../contract/alphabet.ts';
import { alignLabels } from '../ctc/alignment.ts';
import { beamSearch, scoreLabelling, type LabelScorer } from '../ctc/beam.ts';
import { labellingLogProbability } from '../ctc/forward.ts';
import { greedyDecode } from '../ctc/greedy.ts';
import { logSoftmax } from '../ctc/softmax.ts';
import type { ClosedLexicon, LexiconMatch } from '../language/closed-lexicon.ts';
import { labelConfidences, rankReadings, type Labelling, type Reading } from './readings.ts';
import { characterSpans, splitWords, type Span, type WordSpan } from './spans.ts';

export interface DecodingOptions<State = unknown> {
  /** Labellings kept by the prefix beam search; default 16. */
  readonly beamWidth?: number;
  /** Which classes start a label in a frame: `BeamSearchOptions`. */
  readonly classThreshold?: number;
  readonly classLimit?: number;
  /** Other readings offered for a word at most; default 5. */
  readonly alternatives?: number;
  /** One of these texts was written and nothing else; the scorer is not asked. Default none. */
  readonly lexicon?: ClosedLexicon;
  /** Judges texts beside the network; default none. */
  readonly scorer?: LabelScorer<State>;
  /** Best path only: no scorer, no alternatives, an order of magnitude less work. Default false. */
  readonly greedy?: boolean;
  /** The text goes on after the last frame: a scorer must not take it for whole. Default false. */
  readonly unfinished?: boolean;
  /** Labels of what stands before the first frame, for the scorer; default none. */
  readonly context?: readonly number[];
}

export interface FrameCharacter {
  readonly text: string;
  /** In frames, may lie between two. */
  readonly span: Span;
  readonly confidence: number;
}

export interface FrameWord {
  readonly text: string;
  readonly span: Span;
  readonly confidence: number;
  readonly characters: readonly FrameCharacter[];
  /** Exact ln P(word | its frames) of the network alone; of text of any length only. */
  readonly network?: number;
  /** What its confidence is estimated from (`featuresOf`); only where it was asked for. */
  readonly features?: readonly number[];
  readonly alternatives: readonly { readonly text: string; readonly confidence: number }[];
}

export interface FrameReading {
  /** The words with single spaces between them. */
  readonly text: string;
  readonly confidence: number;
  readonly words: readonly FrameWord[];
}

/**
 * Reads the outputs of a network.
 *
 * Confidences are probabilities under the network (see `Reading`): of a text that all of it is right,
 * of a word that its own frames say this word, of a character that it stands in the word. They are
 * as well calibrated as the network is.
 *
 * @param logits frames × (alphabet.length + 1), class 0 the blank
 * @returns undefined when the logits are not finite
 */
export function readFrames<State>(
  logits: Float32Array,
  frames: number,
  alphabet: Alphabet,
  options: DecodingOptions<State> = {},
): FrameReading | undefined {
  const classes = alphabet.length + 1;
  const logProbabilities = new Float64Array(frames * classes);
  if (!logSoftmax(logits, frames, classes, logProbabilities)) return undefined;
  const outputs: Outputs = { logProbabilities, frames, classes, alphabet };
  const whole = { from: 0, to: frames };

  if (options.greedy === true) {
    const { labels, starts, ends, confidences } = greedyDecode(logProbabilities, frames, classes);
    const words = wordsOf(outputs, labels, starts, ends).map((word) => {
      const { from, to } = word.labels;
      const own = labels.slice(from, to);
      const confidence = Math.exp(exactProbability(outputs, word.frames, own));
      const peaks = confidences.slice(from, to);
      return wordOf(outputs, word, labels, starts, ends, { confidence, peaks, alternatives: [] });
    });
    const confidence = Math.exp(exactProbability(outputs, whole, labels));
    return { text: textOfWords(words), confidence, words };
  }

  return options.lexicon === undefined
    ? readByBeam(outputs, options)
    : readByLexicon(outputs, options.lexicon, options);
}

function readByLexicon<State>(
  outputs: Outputs,
  lexicon: ClosedLexicon,
  { alternatives = 5 }: DecodingOptions<State>,
): FrameReading {
  const { logProbabilities, frames, classes } = outputs;
  const matches = lexicon.match(logProbabilities, frames, classes, alternatives + 1);
  const [best, ...others] = matches as [LexiconMatch, ...LexiconMatch[]];
  const { labels, confidence } = best;
  const alignment = alignLabels(logProbabilities, frames, classes, labels);
  // Too few frames for any text of the list: the shortest, without places.
  const { starts, ends } = alignment ?? {
    starts: labels.map(() => 0),
    ends: labels.map(() => frames),
  };
  const peaks = labelConfidences(labels, matches);
  const words = wordsOf(outputs, labels, starts, ends);
  return {
    text: best.text,
    confidence,
    words: words.map((word) =>
      wordOf(outputs, word, labels, starts, ends, {
        confidence,
        peaks: peaks.slice(word.labels.from, word.labels.to),
        // Another text of the list can only take the place of the whole one.
        alternatives:
          words.length > 1
            ? []
            : others.map(({ text, confidence: share }) => ({ text, confidence: share })),
      }),
    ),
  };
}

function readByBeam<State>(outputs: Outputs, options: DecodingOptions<State>): FrameReading {
  const { logProbabilities, frames, classes, alphabet } = outputs;
  const whole = { from: 0, to: frames };
  const { context: before = [] } = options;
  const readings = readingsOf(outputs, whole, before, undefined, options);
  const best = readings[0];
  const alignment = best && alignLabels(logProbabilities, frames, classes, [...best.labels]);
  if (best === undefined || alignment === undefined) return { text: '', confidence: 0, words: [] };
  const { starts, ends } = alignment;
  const words = wordsOf(outputs, best.labels, starts, ends).map((word) => {
    const { from, to } = word.labels;
    const own = best.labels.slice(from, to);
    const context = [...before, ...best.labels.slice(0, from)];
    const alone = word.frames.from === 0 && word.frames.to === frames;
    const others = alone ? readings : readingsOf(outputs, word.frames, context, own, options);
    const text = textOf(own, alphabet);
    return wordOf(outputs, word, best.labels, starts, ends, {
      confidence: others.find((reading) => reading.text === text)?.confidence ?? 0,
      peaks: labelConfidences(own, others),
      alternatives: others
        .filter((reading) => reading.text !== text && reading.text !== '')
        .slice(0, options.alternatives ?? 5)
        .map((reading) => ({ text: reading.text, confidence: reading.confidence })),
    });
  });
  return { text: textOfWords(words), confidence: best.confidence, words };
}

interface Outputs {
  readonly logProbabilities: Float64Array;
  readonly frames: number;
  readonly classes: number;
  readonly alphabet: Alphabet;
}

/** The words of the best path, with single spaces between them. */
export function readGreedily(logits: Float32Array, frames: number, alphabet: Alphabet): string {
  // The best path is the same for logits and for their logarithmic softmax.
  const { labels } = greedyDecode(logits, frames, alphabet.length + 1);
  return textOf(labels, alphabet).trim().replace(/ +/gu, ' ');
}

/** What some frames may say; `chosen` is among the readings even where the beam lost it. */
function readingsOf<State>(
  outputs: Outputs,
  span: Span,
  context: readonly number[],
  chosen: readonly number[] | undefined,
  { beamWidth, classThreshold, classLimit, scorer, unfinished = false }: DecodingOptions<State>,
): Reading[] {
  const open = unfinished && span.to === outputs.frames;
  const found: Labelling[] = beamSearch(outputs.logProbabilities, outputs.classes, {
    ...span,
    context,
    unfinished: open,
    ...(beamWidth === undefined ? {} : { beamWidth }),
    ...(classThreshold === undefined ? {} : { classThreshold }),
    ...(classLimit === undefined ? {} : { classLimit }),
    ...(scorer === undefined ? {} : { scorer }),
  }).map(({ labels, languageScore }) => ({
    labels,
    languageScore,
    logProbability: exactProbability(outputs, span, labels),
  }));
  const key = chosen?.join(' ');
  if (chosen !== undefined && !found.some(({ labels }) => labels.join(' ') === key)) {
    const languageScore = scorer === undefined ? 0 : scoreLabelling(scorer, context, chosen, open);
    const logProbability = exactProbability(outputs, span, chosen);
    found.push({ labels: chosen, languageScore, logProbability });
  }
  return rankReadings(found, outputs.alphabet);
}

function exactProbability(outputs: Outputs, span: Span, labels: readonly number[]): number {
  const { logProbabilities, classes } = outputs;
  return labellingLogProbability(logProbabilities, span.from, span.to, classes, labels);
}

function wordsOf(
  { alphabet, frames }: Outputs,
  labels: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
): WordSpan[] {
  return splitWords(labels, starts, ends, frames, spaceLabel(alphabet));
}

function wordOf(
  outputs: Outputs,
  word: WordSpan,
  labels: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  judged: Pick<FrameWord, 'confidence' | 'alternatives'> & { readonly peaks: readonly number[] },
): FrameWord {
  const { alphabet } = outputs;
  const own = labels.slice(word.labels.from, word.labels.to);
  const characters = characterSpans(word, starts, ends).map((span, index) => ({
    text: textOf([own[index]!], alphabet),
    span,
    confidence: judged.peaks[index]!,
  }));
  return {
    text: characters.map(({ text }) => text).join(''),
    span: { from: characters[0]!.span.from, to: characters.at(-1)!.span.to },
    confidence: judged.confidence,
    network: exactProbability(outputs, word.frames, own),
    characters,
    alternatives: judged.alternatives,
  };
}

function textOfWords(words: readonly FrameWord[]): string {
  return words.map(({ text }) => text).join(' ');
}
