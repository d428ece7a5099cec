import * as v from 'valibot';
import { channelCount } from './sensors.ts';
import { dictionaries, modelPlace } from './settings.ts';

/*
 * What is kept of a person who writes; docs/use/writers.md has the folder. The schemas are those of the
 * files, so that store, window, adaptation and command line speak of the same thing.
 */

/** The name of a writer's folder: letters, digits and hyphens, never a way out of it. */
export const writerId = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/u));
const writerName = v.pipe(
  v.string(),
  v.trim(),
  v.minLength(1),
  v.maxLength(60),
  // eslint-disable-next-line no-control-regex
  v.regex(/^[^\u0000-\u001f]*$/u, 'a name has no line breaks'),
);
export const hands = ['left', 'right'] as const;
export type WriterHand = (typeof hands)[number];

const finite = v.pipe(v.number(), v.finite());
const perChannel = v.pipe(v.array(finite), v.length(channelCount));
const rate = v.pipe(v.number(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What one pen's sensors need, as it is kept: corrected = (measured − bias) × scale. */
export const storedCalibration = v.object({
  /** ISO 8601. */
  at: v.string(),
  /** In the order and units of the channel table. */
  bias: perChannel,
  scale: perChannel,
  /** Force above rest that counts as touching the paper, N; left out where the pen has no force. */
  forceThreshold: v.exactOptional(v.pipe(finite, v.minValue(0))),
});
export type StoredCalibration = v.InferOutput<typeof storedCalibration>;

/** `writer.json` */
export const writerSchema = v.object({
  format: v.literal('quillwave-writer'),
  formatVersion: v.literal(1),
  name: writerName,
  hand: v.picklist(hands),
  /** Which words are known while this writer is read. */
  language: v.picklist(dictionaries),
  /** Model that reads the writer where no version of the writer's own does; empty: the usual one. */
  model: modelPlace,
  /** The writer's version in use; left out: the model as it came. */
  version: v.exactOptional(v.string()),
  /** Address of the pen used last, for example `serial:/dev/ttyACM0`; empty: none yet. */
  pen: v.pipe(v.string(), v.maxLength(4096)),
  /** ISO 8601. */
  createdAt: v.string(),
  /** By pen, as `penKey` names it. */
  calibrations: v.record(v.string(), storedCalibration),
});
export type WriterFile = v.InferOutput<typeof writerSchema>;

/** A writer as the store reads it. */
export interface Writer extends WriterFile {
  readonly id: string;
}

/** What a new writer is made of; the rest has defaults. */
export const newWriterSchema = v.strictObject({
  name: writerName,
  hand: v.exactOptional(v.picklist(hands)),
  language: v.exactOptional(v.picklist(dictionaries)),
  model: v.exactOptional(modelPlace),
});
export type NewWriter = v.InferOutput<typeof newWriterSchema>;

/** Any part of a writer that its user may change; what is not named stays. */
export const writerChangeSchema = v.strictObject({
  name: v.exactOptional(writerName),
  hand: v.exactOptional(v.picklist(hands)),
  language: v.exactOptional(v.picklist(dictionaries)),
  model: v.exactOptional(modelPlace),
  pen: v.exactOptional(v.pipe(v.string(), v.maxLength(4096))),
});
export type WriterChange = v.InferOutput<typeof writerChangeSchema>;

/** Error rates on the takes that an adaptation held back: 0 is faultless, may exceed 1. */
const versionFigures = v.object({ cer: rate, wer: rate, loss: v.exactOptional(finite) });

/** `version.json` beside the files of the model package that an adaptation has made. */
export const versionSchema = v.object({
  format: v.literal('quillwave-version'),
  formatVersion: v.literal(1),
  /** Number of the version: the name of its folder. */
  version: v.pipe(v.string(), v.regex(/^[1-9]\d{0,5}$/u)),
  /** ISO 8601. */
  createdAt: v.string(),
  /** Name of the model that was adapted. */
  base: v.string(),
  /**
   * Takes learnt from, takes held back to judge by (by turns, they may be the same), corrections
   * among them, and how many the writer had then.
   */
  takes: v.object({
    training: count,
    heldBack: count,
    corrections: count,
    given: v.exactOptional(count),
  }),
  /** Of the model as it came, and of this version, on the takes held back. */
  before: versionFigures,
  after: versionFigures,
  /** The takes held back, side by side. */
  readings: v.array(v.object({ text: v.string(), before: v.string(), after: v.string() })),
  /** What was learnt, for people, for example `normalisation and head`. */
  method: v.string(),
  /** How long it took. */
  seconds: rate,
});
export type ModelVersion = v.InferOutput<typeof versionSchema>;

/** A version is offered only when it reads better than what it came from. */
export function isBetter({ before, after }: Pick<ModelVersion, 'before' | 'after'>): boolean {
  return after.cer < before.cer || (after.cer === before.cer && after.wer < before.wer);
}

/**
 * Which pen a calibration is of, from its address as `formatPenAddress` writes it: what a simulated
 * pen writes makes no other pen of it. Undefined for a recording, whose pen is not known.
 */
export function penKey(pen: string): string | undefined {
  if (pen === '' || pen.startsWith('replay:')) return undefined;
  return pen.startsWith('simulated:') ? 'simulated' : pen;
}
