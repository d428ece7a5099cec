import type { TeacherDescription } from '../../cmr/teacher.ts';
import type { TaughtReport, TaughtRequest } from '../../cmr/teaching.ts';
import type { LostRung } from '../../gradients/gradient-source.ts';

/** What a gradient thread is told when it starts. */
export interface GradientWorkerData {
  /** Module whose `createBatches(source, worker)` makes the batches. */
  readonly batchesModule: string;
  /** Anything that can be cloned. */
  readonly source: unknown;
  readonly worker: number;
  readonly network: unknown;
  /** The variables are then those of the joint model. */
  readonly teacher?: TeacherDescription;
  /** Flat values of all variables, written by the main thread between steps. */
  readonly weights: SharedArrayBuffer;
  /** Flat gradients of what is learned, and new values of all other variables. */
  readonly result: SharedArrayBuffer;
}

export interface StepRequest {
  readonly step: number;
  /** Decides dropout. */
  readonly seed: number;
  readonly frameWeight: number;
  /** For a step with images. */
  readonly taught?: TaughtRequest;
}

export interface StepReport {
  readonly step: number;
  readonly ctc: number;
  readonly frameWise: number;
  readonly impossible: number;
  readonly nonFinite: number;
  /** Readings of the batch, padding counted; and the time spent on it. */
  readonly readings: number;
  readonly milliseconds: number;
  /** A rung that was lost in this step. */
  readonly lost?: LostRung;
  /** After a step with images. */
  readonly taught?: TaughtReport;
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'report'; readonly report: StepReport }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly remedy?: string;
      readonly code?: string;
    };
