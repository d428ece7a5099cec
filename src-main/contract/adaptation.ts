/*
 * Learning a writer's hand: what the process that learns is asked for, and what it tells. All of it is
 * plain data that can be sent between processes.
 */

export interface AdaptationRequest {
  /** Folder of the model package to start from. */
  readonly model: string;
  /** Files and folders of labelled recordings, of any format that is read. */
  readonly recordings: readonly string[];
  /** Where the adapted model package is written, whole; only when it is better. */
  readonly output: string;
  /** For people, the title of the adapted model; default: that of the model. */
  readonly title?: string;
  /** Decides division, augmentation and dropout; default 1. */
  readonly seed?: number;
  /** Threads that learn; default 2. */
  readonly threads?: number;
  /**
   * What the model has on this machine at most, seconds; learning is shortened to keep it. Default: none,
   * learning goes on as long as it helps.
   */
  readonly seconds?: number;
  /** Files of the dictionaries that the writer is read with: they too must read better, not worse. Default: none. */
  readonly dictionaries?: readonly string[];
  /** Ids of the rungs to learn on, best first (`compute/ladder.ts`). Default: the processor. */
  readonly learnOn?: readonly string[];
}

/** Error rates as fractions, of recordings that were kept back. */
export interface AdaptationRates {
  /** Of the characters that other recordings hold too: what stands in one alone nobody can have learnt. */
  readonly cer: number;
  readonly wer: number;
  /** The CER of what is read with dictionaries; absent without any. */
  readonly cerWithDictionary?: number;
  /** Mean CTC loss of a recording. */
  readonly loss: number;
}

/** One recording that was kept back, read before and after. */
export interface AdaptationReading {
  readonly written: string;
  readonly before: string;
  readonly after: string;
}

export interface AdaptationPoint {
  /** Steps done. */
  readonly step: number;
  /** Of what is being learnt, mean CTC loss since the last point. */
  readonly trainingLoss: number;
  /** Of the recordings kept back, mean CTC loss. */
  readonly loss: number;
  /** Of the recordings kept back. */
  readonly cer: number;
}

export type AdaptationPhase = 'reading' | 'learning' | 'judging' | 'saving';

export interface AdaptationProgress {
  readonly phase: AdaptationPhase;
  /** 0 to 1, of the whole. */
  readonly fraction: number;
  /** By the pace so far; less where learning ends before, because more helps no longer. */
  readonly secondsLeft: number;
  /** Of all versions that learn together; told after every one of them. Known once learning begins. */
  readonly steps?: { readonly done: number; readonly planned: number };
  /**
   * What the best version so far reads of the recordings kept back; there once it is better than the model
   * as it came. `finish` ends learning with it, to go on may better it.
   */
  readonly offered?: AdaptationRates;
  /** What the model reads as it is, of the recordings kept back; known once learning begins. */
  readonly unadapted?: AdaptationRates;
  /** The whole curve so far. */
  readonly curve: readonly AdaptationPoint[];
}

export interface AdaptationResult {
  /** Recordings that were learnt from. */
  readonly takes: number;
  /** Recordings that were read by a version that had not learnt them; before and after are of these. */
  readonly heldBack: number;
  /** Recordings that could not be learnt from, by the reason; for people, empty when there are none. */
  readonly passedOver: string;
  readonly before: AdaptationRates;
  readonly after: AdaptationRates;
  /** In the order of the recordings. */
  readonly readings: readonly AdaptationReading[];
  readonly curve: readonly AdaptationPoint[];
  /** Whether there is a version to offer. */
  readonly better: boolean;
  /** Why, for people. */
  readonly reason: string;
  /** What was changed, for people, for example `all layers, 160 steps, half way`. */
  readonly method: string;
  /** Where it was learnt, for people, for example `processor`. */
  readonly learnedOn: string;
  readonly seconds: number;
  /** Folder of the adapted model; only when it is better. */
  readonly model?: string;
}

/** To the process that learns: `finish` ends it with what is best so far, `cancel` with nothing. */
export type AdaptationCommand =
  | { readonly kind: 'start'; readonly request: AdaptationRequest }
  | { readonly kind: 'finish' }
  | { readonly kind: 'cancel' };

/** From the process that learns; after `done`, `failed` or `cancelled` it ends. */
export type AdaptationMessage =
  | { readonly kind: 'progress'; readonly progress: AdaptationProgress }
  | { readonly kind: 'done'; readonly result: AdaptationResult }
  | { readonly kind: 'cancelled' }
  | {
      readonly kind: 'failed';
      /** Of a `UserError`; `adaptation-failed` for anything else. */
      readonly code: string;
      readonly message: string;
      readonly remedy: string;
    };

/** Fewer labelled recordings are not learnt from. */
export const fewestTakes = 5;
