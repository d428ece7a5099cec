import { UserError } from '../../contract/alerts.ts';
import { without } from '../../contract/without.ts';
import { fittedRecording, type ProfileFit } from '../../data/fitted-recording.ts';
import type { PenRecording } from '../../data/recording.ts';
import type { Language } from '../../recognizer/language/language.ts';
import { recognizeReadings } from '../../recognizer/recognize-readings.ts';
import type { Recognizer } from '../../recognizer/recognizer.ts';
import { resampleUniform } from '../../signal/resample.ts';
import { evaluateRecordings, type Evaluation } from '../evaluation/evaluate.ts';
import { evidenceOf } from './evidence.ts';
import { fitPens, type FitRecordingsOptions } from './fit-recordings.ts';
import type { PenFit } from './pen-fit.ts';

/** What was read of recordings that were kept back. */
export interface KeptBackReading {
  /** Absent where no recording says what was written. */
  readonly rates?: Pick<Evaluation, 'cer' | 'wer'> & { readonly greedyCer: number };
  /** Mean logarithm of what network and language give to what they read. */
  readonly evidence: number;
  /** In the order of the recordings. */
  readonly texts: readonly string[];
}

/** Fewer recordings tell nothing, and a quarter of them is kept back. */
const fewestRecordings = 4;

/**
 * How a pen that no model has learnt from has to be taken, by recordings of one or several writers: one
 * mounting, pace and smoothing for all, so that the next writer starts from it.
 * @returns empty where nothing reads better than the pen as it is
 * @throws UserError `new-pen-recordings`; the signal's reason
 */
export async function fitNewPen(
  recognizer: Pick<Recognizer, 'encode' | 'manifest'>,
  recordings: readonly PenRecording[],
  options: FitRecordingsOptions,
): Promise<ProfileFit> {
  checkCount(recordings.length);
  const fits = await fitPens(recognizer, asOneWriter(recordings), options);
  const found = fits.get('');
  return found ? profileFitOf(found.fit) : {};
}

/** @throws UserError `new-pen-recordings` */
export function checkCount(recordings: number): void {
  if (recordings >= fewestRecordings) return;
  throw new UserError(
    'new-pen-recordings',
    `${recordings} recordings are too few to learn a pen from; ${fewestRecordings} are the least.`,
    'Write thirty words or more: three sentences that cover the alphabet are a good start.',
  );
}

/** As a profile holds it: six decimals are more than a mounting deserves. */
function profileFitOf({ rotation, tempo, smoothingHz }: PenFit): ProfileFit {
  return {
    ...(rotation && { mounting: rotation.map((value) => Number(value.toFixed(6))) }),
    ...(tempo !== 1 && { pace: Number(tempo.toFixed(4)) }),
    ...(smoothingHz !== undefined && { smoothingHz }),
  };
}

// eslint-disable-next-line @typescript-eslint/require-await -- what is here is read as what has to be waited for
async function* asOneWriter(recordings: readonly PenRecording[]): AsyncGenerator<PenRecording> {
  for (const recording of recordings) yield without(recording, 'writer');
}

interface ReadKeptBackOptions {
  readonly fit: ProfileFit;
  readonly languages: readonly Language[];
  /** What reads a recording. Default: the recogniser. */
  readonly readerOf?: (recording: PenRecording) => Recognizer;
}

/** Reads recordings as a live pen with such a profile would be read. */
export async function readKeptBack(
  recognizer: Recognizer,
  keptBack: readonly PenRecording[],
  { fit, languages, readerOf = () => recognizer }: ReadKeptBackOptions,
): Promise<KeptBackReading> {
  const through = keptBack.map((recording) => fittedRecording(recording, fit));
  const judges = new Map<Recognizer, ReturnType<typeof evidenceOf>>();
  const texts: string[] = [];
  let evidence = 0;
  for (const recording of through) {
    const reader = readerOf(recording);
    const judge = judges.get(reader) ?? evidenceOf(reader, languages);
    judges.set(reader, judge);
    texts.push((await recognizeReadings(reader, recording)).text);
    const { timesMs, values, mask } = recording;
    const window = resampleUniform(timesMs, values, mask, reader.manifest.rateHz);
    evidence += (await judge(window)) / through.length;
  }
  if (!through.some(({ label }) => label !== undefined)) return { evidence, texts };
  const { cer, wer, greedy } = await evaluateRecordings(recognizer, through, { readerOf });
  return { rates: { cer, wer, greedyCer: greedy!.cer }, evidence, texts };
}
