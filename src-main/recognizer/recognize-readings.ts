import type { Recognition } from '../contract/recognition.ts';
import {
  channelCount,
  type PenSample,
  type SampleWindow,
  type SensorMask,
} from '../contract/sensors.ts';
import { resampleUniform } from '../signal/resample.ts';
import { findPieces } from '../signal/signal-path.ts';
import type { RecognizeOptions, Recognizer } from './recognizer.ts';

/** Readings at the pen's own pace, as a file holds them. */
export interface Readings {
  readonly mask: SensorMask;
  /** Strictly increasing, ms. */
  readonly timesMs: Float64Array;
  /** n × channelCount in the units of the channel table. */
  readonly values: Float32Array;
}

/**
 * Up to this length readings are taken for one piece of writing, as data sets hold them; longer
 * ones are cut at pauses first, as the live session does. Seconds.
 */
const onePieceSeconds = 20;
/** The same where a piece is one character: nobody takes longer for one. */
const oneCharacterSeconds = 6;
/** Between single characters a pause of this and more is a space; they are cut at pauses of 0.6 s. */
const spaceMs = 1500;

/** What was written in a whole recording. Word times are those of the readings. */
export async function recognizeReadings(
  recognizer: Pick<Recognizer, 'recognize' | 'manifest'>,
  readings: Readings,
  options: RecognizeOptions = {},
): Promise<Recognition> {
  const { timesMs, values, mask } = readings;
  const { rateHz, decoding } = recognizer.manifest;
  const single = decoding === 'single-character';
  const durationMs = (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0);
  if (durationMs <= (single ? oneCharacterSeconds : onePieceSeconds) * 1000) {
    return recognizer.recognize(resampleUniform(timesMs, values, mask, rateHz), options);
  }
  const parts: Recognition[] = [];
  const pieces = piecesOf(readings, rateHz);
  for (const piece of pieces) {
    const before = parts.map(({ text }) => text).join(' ');
    parts.push(await recognizer.recognize(piece, { ...options, before }));
  }
  const spaces = pieces.map((piece, at) => {
    const last = pieces[at - 1];
    if (!last) return '';
    return !single || piece.startMs - endOf(last) >= spaceMs ? ' ' : '';
  });
  return joinRecognitions(parts, spaces, options);
}

/** By force where there is one that shows contact, else by motion: its unit may be unknown. */
function piecesOf(readings: Readings, rateHz: number): SampleWindow[] {
  const pieces = findPieces(samplesOf(readings), { rateHz });
  if (pieces.length > 0) return pieces;
  return findPieces(samplesOf(readings), { rateHz, ignoreForce: true });
}

function endOf({ startMs, length, rateHz }: SampleWindow): number {
  return startMs + (length * 1000) / rateHz;
}

/** @param spaces what stands before each part */
function joinRecognitions(
  parts: readonly Recognition[],
  spaces: readonly string[],
  { withGreedy = false }: RecognizeOptions,
): Recognition {
  const joined = (texts: readonly string[]) =>
    texts
      .map((text, at) => (text === '' ? '' : `${spaces[at]}${text}`))
      .join('')
      .trim();
  return {
    ...(withGreedy && { greedyText: joined(parts.map(({ greedyText }) => greedyText ?? '')) }),
    text: joined(parts.map(({ text }) => text)),
    // Pieces are read independently of one another.
    confidence: parts.reduce((product, part) => product * part.confidence, 1),
    words: parts.flatMap((part) => part.words),
  };
}

function* samplesOf({ timesMs, values, mask }: Readings): Generator<PenSample> {
  for (let index = 0; index < timesMs.length; index += 1) {
    yield {
      timeMs: timesMs[index]!,
      mask,
      values: values.subarray(index * channelCount, (index + 1) * channelCount),
    };
  }
}
