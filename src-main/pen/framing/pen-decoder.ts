import type { PenInformation } from '../../contract/pens.ts';
import type { PenSample } from '../../contract/sensors.ts';
import type { DecoderStatistics } from './statistics.ts';

export interface DecoderSink {
  /** The sample is reused for the next one: copy what you keep. */
  onSample(sample: PenSample): void;
  /** Whenever something about the pen has become known or has changed; the whole of it. */
  onInformation(information: PenInformation): void;
}

export interface PenDecoder {
  /**
   * Takes bytes cut anywhere. Never throws by itself, whatever the bytes; holds no reference to the
   * chunk afterwards.
   * @param arrivalMs clock of the arrivals in ms. Pens without a clock of their own are timed by it,
   * so a recording that is replayed faster has to give the times at which its bytes once arrived.
   */
  push(chunk: Uint8Array, arrivalMs: number): void;
  /**
   * The line was interrupted: forgets the unfinished frame. Statistics, the time line and the
   * sequence counter go on, so frames missed during the interruption count as lost.
   */
  reset(): void;
  /** A live view, see `DecoderStatistics`. */
  readonly statistics: DecoderStatistics;
}
