import type { LearningPass, RunnableNetwork } from '../running-network.ts';
import type { ComputeEngine } from '../../../compute/ladder.ts';

export interface RunRequest {
  readonly values: Float32Array;
  readonly lengths: Int32Array;
  readonly time: number;
  /** Of a training step. */
  readonly pass?: LearningPass;
}

/** What an encoder process is asked for; each is answered under its number. */
export type EncoderOrder =
  | { readonly kind: 'open'; readonly engine: ComputeEngine; readonly model: RunnableNetwork }
  | ({ readonly kind: 'run' } & RunRequest)
  /** As `LearningNetwork.gradients`. */
  | ({ readonly kind: 'learn'; readonly slope: Float32Array } & RunRequest);

export interface EncoderAnswer {
  readonly id: number;
  /** Of `run` and `learn`. */
  readonly values?: Float32Array;
  /** That the work took within the process. */
  readonly milliseconds?: number;
  /** Of all its threads, for the same work. */
  readonly processorMs?: number;
  /** The most memory that the process has had. */
  readonly peakBytes?: number;
  readonly error?: string;
}
