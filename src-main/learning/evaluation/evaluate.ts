import { UserError } from '../../contract/alerts.ts';
import type { Recognition } from '../../contract/recognition.ts';
import type { SampleWindow } from '../../contract/sensors.ts';
import { type PenRecording, readRecordings, type ReadOptions } from '../../data/recording.ts';
import { recognizeReadings } from '../../recognizer/recognize-readings.ts';
import type { Language } from '../../recognizer/language/language.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import { bootstrapConfidence, type Confidence } from './confidence.ts';
import { calibrationOf, rightWords, type Calibration, type JudgedWord } from './calibration.ts';
import { confusionsOf } from './confusions.ts';
import { ErrorTally, type ErrorRates } from './error-tally.ts';
import { KindTallies } from './kind-tallies.ts';
import type { TextKind } from './text-kinds.ts';

export type { ErrorRates } from './error-tally.ts';

export interface Confusion {
  /** Empty for a character that was read where none was written. */
  readonly written: string;
  /** Empty for a character that was missed. */
  readonly read: string;
  readonly count: number;
}

export interface Mistake {
  /** Position among the samples, from 0. */
  readonly index: number;
  readonly written: string;
  readonly read: string;
}

export type Hand = NonNullable<PenRecording['hand']>;

export interface WriterRates extends ErrorRates {
  /** `unknown` for samples without one. */
  readonly writer: string;
  readonly hand?: Hand;
}

/** Rates of texts of one kind. */
export interface KindRates extends ErrorRates {
  readonly kind: TextKind;
  /** What the network says by itself. */
  readonly greedy?: ErrorRates;
}

export interface Evaluation extends ErrorRates {
  /** What the network says by itself, by its best path; where the samples tell. */
  readonly greedy?: ErrorRates;
  /** By what the labels are to a dictionary; where one was given to tell. */
  readonly perKind?: readonly KindRates[];
  /** Undefined with fewer than two samples. */
  readonly confidence?: Confidence;
  /** How far the confidences of words can be trusted; undefined where no word was read. */
  readonly calibration?: Calibration;
  readonly writers: number;
  /** Samples that say nothing about what was written; they count nowhere else. */
  readonly unlabeled: number;
  /** By writer, in the order of their names. */
  readonly perWriter: readonly WriterRates[];
  /** By the hand that wrote, where it is known. */
  readonly perHand: Readonly<Partial<Record<Hand, ErrorRates & { readonly writers: number }>>>;
  /** Most frequent first. */
  readonly confusions: readonly Confusion[];
  /** In the order of the samples. */
  readonly mistakes: readonly Mistake[];
}

export interface EvaluationSample {
  /** Undefined when nobody knows what was written. */
  readonly text?: string;
  readonly writer?: string;
  readonly hand?: Hand;
  /** Reads the sample; called once. */
  recognize(): Promise<
    Pick<Recognition, 'text' | 'greedyText'> & Partial<Pick<Recognition, 'words'>>
  >;
}

export interface EvaluateOptions {
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
  /** Tells kinds of texts apart; default: no `perKind`. */
  readonly dictionaries?: readonly Language[];
}

/**
 * Error rates over samples, one after the other.
 * @throws the signal's reason when it is aborted
 */
export async function evaluate(
  samples: Iterable<EvaluationSample> | AsyncIterable<EvaluationSample>,
  { onProgress, signal, dictionaries = [] }: EvaluateOptions = {},
): Promise<Evaluation> {
  const total = new ErrorTally();
  const each: ErrorTally[] = [];
  const writers = new Map<string, { readonly tally: ErrorTally; hand?: Hand }>();
  const kinds = new KindTallies(dictionaries);
  const confusions = new Map<string, Confusion>();
  const mistakes: Mistake[] = [];
  const judged: JudgedWord[] = [];
  let index = 0;
  let unlabeled = 0;
  let nameless = 0;
  for await (const sample of samples) {
    signal?.throwIfAborted();
    if (sample.text === undefined) {
      unlabeled += 1;
    } else {
      const written = sample.text.normalize('NFC');
      const { text, greedyText, words = [] } = await sample.recognize();
      const read = text.normalize('NFC');
      const tally = ErrorTally.of(written, read);
      judged.push(...judgedWords(written, words));
      kinds.add(written, tally, greedyText);
      each.push(tally);
      total.add(tally);
      if (sample.writer === undefined) nameless += 1;
      const name = sample.writer ?? 'unknown';
      const writer = writers.get(name) ?? { tally: new ErrorTally() };
      writers.set(name, writer);
      writer.tally.add(tally);
      if (sample.hand !== undefined) writer.hand ??= sample.hand;
      if (written !== read) {
        mistakes.push({ index, written, read });
        for (const pair of confusionsOf(written, read)) {
          const key = JSON.stringify([pair.written, pair.read]);
          confusions.set(key, { ...pair, count: (confusions.get(key)?.count ?? 0) + 1 });
        }
      }
    }
    index += 1;
    onProgress?.(index);
  }
  const tallies = Array.from(writers.values(), ({ tally }) => tally);
  const confidence =
    nameless === 0 && writers.size >= fewestWriters
      ? bootstrapConfidence(tallies, 'writers')
      : bootstrapConfidence(each, 'recordings');
  const calibration = calibrationOf(judged);
  return {
    ...total.rates(),
    ...kinds.rates(),
    ...(calibration && { calibration }),
    ...(confidence && { confidence }),
    writers: writers.size,
    unlabeled,
    perWriter: [...writers]
      .map(([writer, { tally, hand }]) => ({ writer, ...(hand && { hand }), ...tally.rates() }))
      .sort((a, b) => a.writer.localeCompare(b.writer, 'en', { numeric: true })),
    perHand: perHandOf(writers.values()),
    confusions: [...confusions.values()].sort((a, b) => b.count - a.count),
    mistakes,
  };
}

function judgedWords(written: string, words: Recognition['words']): JudgedWord[] {
  const right = rightWords(
    written,
    words.map(({ text }) => text),
  );
  return words.map(({ confidence }, at) => ({ confidence, right: right[at]! }));
}

/** Drawing anew from fewer says next to nothing of how writers differ. */
const fewestWriters = 3;

function perHandOf(
  writers: Iterable<{ readonly tally: ErrorTally; readonly hand?: Hand }>,
): Evaluation['perHand'] {
  const hands: { -readonly [hand in Hand]?: Evaluation['perHand'][hand] } = {};
  const all = [...writers];
  for (const hand of ['left', 'right'] as const) {
    const own = all.filter((writer) => writer.hand === hand);
    if (own.length === 0) continue;
    const tally = new ErrorTally();
    for (const writer of own) tally.add(writer.tally);
    hands[hand] = { writers: own.length, ...tally.rates() };
  }
  return hands;
}

/** What a model makes of recordings, and what it could not have made of them. */
export interface RecordingEvaluation extends Evaluation {
  /** Labels with a character that the model's alphabet lacks; they count as errors all the same. */
  readonly unwritable: number;
}

type Reading = Pick<Recognizer, 'recognize' | 'manifest'>;

export interface EvaluateRecordingsOptions extends EvaluateOptions, ReadOptions {
  /** What reads a recording, of the same model. Default: the recogniser itself. */
  readonly readerOf?: (recording: PenRecording) => Reading;
  /** What is done to a recording before it is read. Default: nothing. */
  readonly through?: (recording: PenRecording) => PenRecording;
}

/**
 * A model on recordings, or on those of a file or folder, read as `recognize` reads them.
 * @throws UserError `evaluate-labels` when none of them says what was written
 */
export async function evaluateRecordings(
  recognizer: Reading,
  source: string | Iterable<PenRecording>,
  options: EvaluateRecordingsOptions = {},
): Promise<RecordingEvaluation> {
  const recordings = typeof source === 'string' ? readRecordings(source, options) : source;
  const alphabet = new Set(recognizer.manifest.alphabet);
  let unwritable = 0;
  const counted = async function* () {
    const { readerOf = () => recognizer, through = (recording: PenRecording) => recording } =
      options;
    for await (const sample of recordedSamples(recordings, readerOf, through)) {
      const characters = Array.from(sample.text?.normalize('NFC') ?? '');
      if (!characters.every((character) => alphabet.has(character))) unwritable += 1;
      yield sample;
    }
  };
  const evaluation = await evaluate(counted(), options);
  if (evaluation.samples === 0) {
    throw new UserError(
      'evaluate-labels',
      `${evaluation.unlabeled === 1 ? 'The one recording does not say' : `None of the ${evaluation.unlabeled} recordings says`} what was written: there is nothing to compare with.`,
      'Give recordings with a “label” on each line, or correct recorded sessions in the window first; `recognize` reads recordings without labels.',
    );
  }
  return { ...evaluation, unwritable };
}

/** A model on windows whose text is known. */
export function evaluateWindows(
  recognizer: Pick<Recognizer, 'recognize'>,
  samples: Iterable<{ readonly window: SampleWindow; readonly text: string }>,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  return evaluate(windowSamples(recognizer, samples), options);
}

async function* recordedSamples(
  recordings: Iterable<PenRecording> | AsyncIterable<PenRecording>,
  readerOf: (recording: PenRecording) => Reading,
  through: (recording: PenRecording) => PenRecording,
): AsyncGenerator<EvaluationSample> {
  for await (const measured of recordings) {
    const recording = through(measured);
    const { label, writer, hand } = recording;
    yield {
      ...(label !== undefined && { text: label }),
      ...(writer !== undefined && { writer }),
      ...(hand && { hand }),
      recognize: () => recognizeReadings(readerOf(recording), recording, { withGreedy: true }),
    };
  }
}

function* windowSamples(
  recognizer: Pick<Recognizer, 'recognize'>,
  samples: Iterable<{ readonly window: SampleWindow; readonly text: string }>,
): Generator<EvaluationSample> {
  for (const { window, text } of samples) {
    yield { text, recognize: () => recognizer.recognize(window) };
  }
}
