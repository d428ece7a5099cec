import type { NetworkDescription } from '../network/description.ts';
import type { NamedTensors } from '../network/weights.ts';

/** A network and its weights: all that running it takes. */
export interface RunnableNetwork {
  readonly network: NetworkDescription;
  readonly weights: NamedTensors;
}

/** A network that runs somewhere. */
export interface RunningNetwork {
  /**
   * @param values batch × time × inputs
   * @param lengths true lengths, one for each of the batch, from 1 to `time`
   * @returns batch × frames × classes
   */
  run(values: Float32Array, lengths: Int32Array, time: number): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** One of the two passes of a training step: without it the network runs as it reads. */
export interface LearningPass {
  /** All of them, where they have changed since the last pass. */
  readonly weights?: NamedTensors;
  /** Decides dropout. */
  readonly seed: number;
  /** What batch normalisation goes by (`ForwardOptions.statistics`). */
  readonly statistics: 'batch' | 'moving';
  /** Names of the weights whose gradients are wanted. Default: all that can be learned. */
  readonly learned?: readonly string[];
}

/** A network that can also learn. */
export interface LearningNetwork extends RunningNetwork {
  /** As `RunningNetwork.run`; moving statistics stay as they are. */
  run(
    values: Float32Array,
    lengths: Int32Array,
    time: number,
    pass?: LearningPass,
  ): Promise<Float32Array>;
  /**
   * Gradients of Σ (logits · slope) by the weights that are learned, one after another; in a training
   * step then the new values of those that are not (moving statistics).
   */
  gradients(
    values: Float32Array,
    lengths: Int32Array,
    time: number,
    slope: Float32Array,
    pass?: LearningPass,
  ): Promise<Float32Array>;
}
