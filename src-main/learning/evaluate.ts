import { UserError } from '../contract/alerts.ts';
import type { Recognition } from '../contract/recognition.ts';
import type { SampleWindow } from '../contract/sensors.ts';
import { type PenRecording, readRecordings, type ReadOptions } from '../data/recording.ts';
import {
  characterErrors,
  errorRate,
  wordErrors,
  type ErrorCount,
} from '../recognizer/decoding/error-rate.ts';
import { recognizeReadings } from '../recognizer/recognize-readings.ts';
import type { Recognizer } from '../recognizer/recognizer.ts';
import { confusionsOf } from './confusions.ts';

/** What one group of samples came to; rates are fractions. */
export interface ErrorRates {
  /** Samples with a label. */
  readonly samples: number;
  /** Edit distance over the length of the labels, characters (code points); may exceed 1. */
  readonly cer: number;
  /** The same for words. */
  readonly wer: number;
  /** Share of samples read without any error. */
  readonly accuracy: number;
}

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

export interface Evaluation extends ErrorRates {
  readonly writers: number;
  /** Samples that say nothing about what was written; they count nowhere else. */
  readonly unlabeled: number;
  /** By writer, in the order of their names; one entry named `unknown` for samples without one. */
  readonly perWriter: readonly (ErrorRates & { readonly writer: string })[];
  /** Most frequent first. */
  readonly confusions: readonly Confusion[];
  /** In the order of the samples. */
  readonly mistakes: readonly Mistake[];
}

export interface EvaluationSample {
  /** Undefined when nobody knows what was written. */
  readonly text?: string;
  readonly writer?: string;
  /** Reads the sample; called once. */
  recognize(): Promise<Pick<Recognition, 'text'>>;
}

export interface EvaluateOptions {
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Error rates over samples, one after the other.
 * @throws the signal's reason when it is aborted
 */
export async function evaluate(
  samples: Iterable<EvaluationSample> | AsyncIterable<EvaluationSample>,
  { onProgress, signal }: EvaluateOptions = {},
): Promise<Evaluation> {
  const tallies = new Map<string, Tally>();
  const total = new Tally();
  const confusions = new Map<string, Confusion>();
  const mistakes: Mistake[] = [];
  let index = 0;
  let unlabeled = 0;
  for await (const sample of samples) {
    signal?.throwIfAborted();
    if (sample.text === undefined) {
      unlabeled += 1;
    } else {
      const written = sample.text.normalize('NFC');
      const read = (await sample.recognize()).text.normalize('NFC');
      const writer = sample.writer ?? 'unknown';
      const tally = tallies.get(writer) ?? new Tally();
      tallies.set(writer, tally);
      for (const one of [tally, total]) one.add(written, read);
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
  return {
    ...total.rates(),
    writers: tallies.size,
    unlabeled,
    perWriter: [...tallies]
      .map(([writer, tally]) => ({ writer, ...tally.rates() }))
      .sort((a, b) => a.writer.localeCompare(b.writer, 'en', { numeric: true })),
    confusions: [...confusions.values()].sort((a, b) => b.count - a.count),
    mistakes,
  };
}

/** What a model makes of recordings, and what it could not have made of them. */
export interface RecordingEvaluation extends Evaluation {
  /** Labels with a character that the model's alphabet lacks; they count as errors all the same. */
  readonly unwritable: number;
}

/**
 * A model on recordings, or on those of a file or folder, read as `recognize` reads them.
 * @throws UserError `evaluate-labels` when none of them says what was written
 */
export async function evaluateRecordings(
  recognizer: Pick<Recognizer, 'recognize' | 'manifest'>,
  source: string | Iterable<PenRecording>,
  options: EvaluateOptions & ReadOptions = {},
): Promise<RecordingEvaluation> {
  const recordings = typeof source === 'string' ? readRecordings(source, options) : source;
  const alphabet = new Set(recognizer.manifest.alphabet);
  let unwritable = 0;
  const counted = async function* () {
    for await (const sample of recordedSamples(recognizer, recordings)) {
      const characters = Array.from(sample.text?.normalize('NFC') ?? '');
      if (!characters.every((character) => alphabet.has(character))) unwritable += 1;
      yield sample;
    }
  };
  const evaluation = await evaluate(counted(), options);
  if (evaluation.samples === 0) {
    throw new UserError(
      'evaluate-labels',
      `None of the ${evaluation.unlabeled} recordings says what was written: there is nothing to compare with.`,
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
  recognizer: Pick<Recognizer, 'recognize' | 'manifest'>,
  recordings: Iterable<PenRecording> | AsyncIterable<PenRecording>,
): AsyncGenerator<EvaluationSample> {
  for await (const recording of recordings) {
    const { label, writer } = recording;
    yield {
      ...(label !== undefined && { text: label }),
      ...(writer !== undefined && { writer }),
      recognize: () => recognizeReadings(recognizer, recording),
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

class Tally {
  readonly #characters: ErrorCount[] = [];
  readonly #words: ErrorCount[] = [];
  #right = 0;

  add(written: string, read: string): void {
    this.#characters.push(characterErrors(written, read));
    this.#words.push(wordErrors(written, read));
    if (written === read) this.#right += 1;
  }

  rates(): ErrorRates {
    const samples = this.#characters.length;
    return {
      samples,
      cer: errorRate(this.#characters),
      wer: errorRate(this.#words),
      accuracy: samples === 0 ? 0 : this.#right / samples,
    };
  }
}
