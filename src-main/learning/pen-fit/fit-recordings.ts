import type { SampleWindow } from '../../contract/sensors.ts';
import type { PenRecording } from '../../data/recording.ts';
import type { Language } from '../../recognizer/language/language.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import { resampleUniform } from '../../signal/resample.ts';
import { evidenceOf } from './evidence.ts';
import { findPenFit, type FindOptions, type FoundFit } from './find-pen-fit.ts';
import { fitted, type PenFit } from './pen-fit.ts';

/** Fits by writer; `''` for recordings that name none. */
export type PenFits = ReadonlyMap<string, FoundFit>;

export interface FitRecordingsOptions extends Pick<FindOptions, 'coarse' | 'fine' | 'signal'> {
  /** Known words: the better a text looks by them, the more is understood. */
  readonly languages: readonly Language[];
  /** Told how much is done, 0 … 1. */
  readonly onProgress?: (done: number) => void;
}

/** Recordings of each writer that are looked at, and the longest of them: some words tell all. */
const mostOfWriter = 60;
const longestMs = 20_000;

/**
 * How each writer's pen has to be taken for a model that has never seen such a pen, by nothing but
 * what was written: labels are not looked at. Grips differ, so every writer has a fit of their own.
 *
 * @throws the signal's reason
 */
export async function fitPens(
  recognizer: Pick<Recognizer, 'encode' | 'manifest'>,
  recordings: AsyncIterable<PenRecording>,
  { languages, onProgress, ...options }: FitRecordingsOptions,
): Promise<PenFits> {
  const windows = new Map<string, SampleWindow[]>();
  for await (const { writer = '', timesMs, values, mask } of recordings) {
    const own = windows.get(writer) ?? [];
    windows.set(writer, own);
    const durationMs = (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0);
    if (own.length >= mostOfWriter || durationMs > longestMs || timesMs.length < 2) continue;
    own.push(resampleUniform(timesMs, values, mask, recognizer.manifest.rateHz));
  }
  const evidence = evidenceOf(recognizer, languages);
  const fits = new Map<string, FoundFit>();
  const writers = [...windows].filter(([, own]) => own.length > 0);
  for (const [writer, own] of writers) {
    const before = fits.size;
    const tell = (done: number) => onProgress?.((before + done) / writers.length);
    fits.set(writer, await findPenFit(own, evidence, { ...options, onProgress: tell }));
  }
  return fits;
}

type Reading = Pick<Recognizer, 'recognize' | 'manifest'>;

/** Reads what a pen with such a fit has measured; times are those of the pen. */
export function readThroughFit(recognizer: Reading, fit: PenFit): Reading {
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
  recognizer: Reading,
  fits: PenFits | undefined,
  { writer = '' }: Pick<PenRecording, 'writer'>,
): Reading {
  const found = fits?.get(writer);
  return found ? readThroughFit(recognizer, found.fit) : recognizer;
}
