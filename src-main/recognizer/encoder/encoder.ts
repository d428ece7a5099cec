import type { StartProcess } from '../../compute/process-port.ts';
import type { Alert } from '../../contract/alerts.ts';

export interface Encoded {
  /** frames × classes, row by row. */
  readonly logits: Float32Array;
  readonly frames: number;
  readonly classes: number;
}

/** The narrow interface to inference: normalised samples in, logits out. */
export interface Encoder {
  /** Id of the rung in use; another after one was lost. */
  readonly engine: string;
  /** For people, for example `ONNX Runtime on the processor`. */
  readonly description: string;
  /** Why a better rung is not in use, one entry for each that failed or was lost. */
  readonly fallbackReasons: readonly string[];
  /** @param values length × channels, normalised; length 0 gives no frames */
  encode(values: Float32Array, length: number): Promise<Encoded>;
  dispose(): Promise<void>;
}

export interface BatchEncoder extends Encoder {
  /** Several windows at once, each at least one sample long. */
  encodeBatch(windows: readonly Float32Array[]): Promise<readonly Encoded[]>;
}

export interface EncoderOptions {
  /**
   * Ids of reading rungs (`compute/ladder.ts`), best first; each takes over when the one before it
   * fails or is lost. Default: those without a driver.
   */
  readonly rungs?: readonly string[];
  /** Starts processes that run `serveEncoder`, for rungs with a driver; without it those are left out. */
  readonly startProcess?: StartProcess;
  /** Threads of ONNX Runtime; default 1. */
  readonly threads?: number;
  /** A rung was lost while it was in use; another reads on. */
  readonly onLoss?: (loss: {
    readonly rung: string;
    readonly how: string;
    readonly alert: Alert;
  }) => void;
}
