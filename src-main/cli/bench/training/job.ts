import type { NetworkDescription } from '../../../recognizer/network/description.ts';

/** What every contestant trains on: the same network, weights and batch. Written to a file for them. */
export interface TrainingJob {
  readonly network: NetworkDescription;
  /** File of the first weights, float32, in the order of `parametersFor`. */
  readonly weights: string;
  /** Samples of a batch. */
  readonly size: number;
  /** Readings of every sample. */
  readonly readings: number;
  /** File of size × readings × inputs float32. */
  readonly inputs: string;
  /** Classes of every sample's text, all of one length. */
  readonly labels: readonly (readonly number[])[];
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly clipNorm: number;
  /** Threads that share the batch. */
  readonly threads: number;
}

/** What some steps took. */
export interface TrainingTime {
  readonly milliseconds: number;
  /** Of all threads together: what it costs on a machine that is busy with other work. */
  readonly processorMs: number;
}
