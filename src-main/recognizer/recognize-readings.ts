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

/** What was written in a whole recording. Word times are those of the readings. */
export async function recognizeReadings(
  recognizer: Pick<Recognizer, 'recognize' | 'manifest'>,
  readings: Readings,
  options: RecognizeOptions = {},
): Promise<Recognition> {
  const { timesMs, values, mask } = readings;
  const { rateHz } = recognizer.manifest;
  const durationMs = (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0);
  if (durationMs <= onePieceSeconds * 1000) {
    return recognizer.recognize(resampleUniform(timesMs, values, mask, rateHz), options);
  }
  const parts: Recognition[] = [];
  for (const piece of piecesOf(readings, rateHz)) {
    const before = parts.map(({ text }) => text).join(' ');
    parts.push(await recognizer.recognize(piece, { ...options, before }));
  }
  return joinRecognitions(parts, options);
}

/** By force where there is one that shows contact, else by motion: its unit may be unknown. */
function piecesOf(readings: Readings, rateHz: number): SampleWindow[] {
  const pieces = findPieces(samplesOf(readings), { rateHz });
  if (pieces.length > 0) return pieces;
  return findPieces(samplesOf(readings), { rateHz, ignoreForce: true });
}

function joinRecognitions(
  parts: readonly Recognition[],
  { withGreedy = false }: RecognizeOptions,
): Recognition {
  const joined = (texts: readonly string[]) => texts.filter((text) => text !== '').join(' ');
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
