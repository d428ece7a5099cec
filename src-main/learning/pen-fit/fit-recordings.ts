import { channelCount, maskOf, type SampleWindow } from '../../contract/sensors.ts';
import type { PenRecording } from '../../data/recording.ts';
import type { Language } from '../../recognizer/language/language.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import { resampleUniform } from '../../signal/resample.ts';
import { isWritable } from '../kinds/recordings/recordings-corpus.ts';
import { evidenceOf } from './evidence.ts';
import { findPenFit, type FindOptions, type FoundFit } from './find-pen-fit.ts';
import { labelEvidence } from './label-evidence.ts';
import { fitted, type PenFit } from './pen-fit.ts';

/** Fits by writer; `''` for recordings that name none. */
export type PenFits = ReadonlyMap<string, FoundFit>;

export interface FitRecordingsOptions extends Pick<FindOptions, 'coarse' | 'fine' | 'signal'> {
  /** Known words: the better a text looks by them, the more is understood. */
  readonly languages: readonly Language[];
  /**
   * Search by what the recordings say was written in them; those that do not say it, or what the model
   * cannot write, are passed over. Default false: labels are not looked at.
   */
  readonly labels?: boolean;
  /** Told how much is done, 0 … 1. */
  readonly onProgress?: (done: number) => void;
}

const accelerometer = maskOf(['ax', 'ay', 'az']);
/** Pieces of each writer that are looked at: some words tell all. */
const mostOfWriter = 60;
/** Longer recordings are looked at in pieces of this. */
const longestMs = 20_000;

/**
 * How each writer's pen has to be taken for a model that has never seen such a pen, by nothing but
 * what was written: labels are not looked at unless it is asked for. Grips differ, so every writer has a fit of their own;
 * who has no recording in which an accelerometer feels gravity has none.
 *
 * @throws the signal's reason
 */
export async function fitPens(
  recognizer: Pick<Recognizer, 'encode' | 'manifest'>,
  recordings: AsyncIterable<PenRecording>,
  { languages, onProgress, labels = false, ...options }: FitRecordingsOptions,
): Promise<PenFits> {
  const windows = new Map<string, SampleWindow[]>();
  const texts = new Map<SampleWindow, string>();
  const alphabet = new Set(recognizer.manifest.alphabet);
  for await (const recording of recordings) {
    const { writer = '', mask } = recording;
    const text = recording.label?.normalize('NFC').trim() ?? '';
    if (labels && (text === '' || !isWritable(text, alphabet) || isLong(recording))) continue;
    if ((mask & accelerometer) !== accelerometer || !feelsGravity(recording)) continue;
    const own = windows.get(writer) ?? [];
    windows.set(writer, own);
    for (const { timesMs, values } of piecesOf(recording)) {
      if (own.length >= mostOfWriter) break;
      const window = resampleUniform(timesMs, values, mask, recognizer.manifest.rateHz);
      own.push(window);
      texts.set(window, text);
    }
  }
  const evidence = labels
    ? labelEvidence(recognizer, (window) => texts.get(window)!)
    : evidenceOf(recognizer, languages);
  const fits = new Map<string, FoundFit>();
  const writers = [...windows].filter(([, own]) => own.length > 0);
  for (const [writer, own] of writers) {
    const before = fits.size;
    const tell = (done: number) => onProgress?.((before + done) / writers.length);
    fits.set(writer, await findPenFit(own, evidence, { ...options, onProgress: tell }));
  }
  return fits;
}

/**
 * Whether an accelerometer tells where up is: gravity is more than all motion of a hand that writes, in
 * whatever unit. Not so where every axis was brought to mean 0.
 */
export function feelsGravity({ values }: PenRecording): boolean {
  const count = values.length / channelCount;
  let [squares, gravity] = [0, 0];
  for (let axis = 0; axis < 3; axis += 1) {
    let sum = 0;
    for (let at = axis; at < values.length; at += channelCount) {
      sum += values[at]!;
      squares += values[at]! ** 2 / count;
    }
    gravity += (sum / count) ** 2;
  }
  return gravity > squares / 2;
}

function isLong({ timesMs }: PenRecording): boolean {
  return (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0) >= longestMs;
}

/** Where it is cut falls into a word now and then, in every fit alike. */
function* piecesOf({ timesMs, values }: PenRecording) {
  const beginMs = timesMs[0] ?? 0;
  for (let from = 0; from < timesMs.length;) {
    const piece = Math.floor((timesMs[from]! - beginMs) / longestMs);
    const end = timesMs.findIndex((ms) => Math.floor((ms - beginMs) / longestMs) > piece);
    const to = end < 0 ? timesMs.length : end;
    if (to - from >= 2) {
      yield {
        timesMs: timesMs.subarray(from, to),
        values: values.subarray(from * channelCount, to * channelCount),
      };
    }
    from = to;
  }
}

type Reader = Pick<Recognizer, 'recognize' | 'manifest'>;

/** Reads what a pen with such a fit has measured; times are those of the pen. */
export function readThroughFit(recognizer: Reader, fit: PenFit): Reader {
  return {
    manifest: recognizer.manifest,
    recognize: async (window, options) => {
      const reading = await recognizer.recognize(fitted(window, fit), options);
      const timeOf = (ms: number) => window.startMs + (ms - window.startMs) / fit.tempo;
      const timed = <Timed extends { readonly startMs: number; readonly endMs: number }>(
        one: Timed,
      ): Timed => ({ ...one, startMs: timeOf(one.startMs), endMs: timeOf(one.endMs) });
      return {
        ...reading,
        words: reading.words.map((word) => ({
          ...timed(word),
          ...(word.characters && { characters: word.characters.map(timed) }),
        })),
      };
    },
  };
}

/** The recogniser as it is for writers without a fit. */
export function readerFor(
  recognizer: Reader,
  fits: PenFits | undefined,
  { writer = '' }: Pick<PenRecording, 'writer'>,
): Reader {
  const found = fits?.get(writer);
  return found ? readThroughFit(recognizer, found.fit) : recognizer;
}
