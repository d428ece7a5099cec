import type { SensorMask } from '../../contract/sensors.ts';

/** One labelled stretch of pen data, wherever it was read from. */
export interface PenRecording {
  /** The file or folder it came from. */
  readonly file: string;
  /** Position among the recordings of `file`, from 0, damaged ones counted too. */
  readonly index: number;
  readonly label?: string;
  readonly writer?: string;
  readonly hand?: 'left' | 'right';
  /** The part of its data set that it was published in; it is kept when data are divided. */
  readonly givenPart?: 'training' | 'held-out';
  /** Channels that the pen has; the others are 0. */
  readonly mask: SensorMask;
  /** Strictly increasing, ms; only differences mean anything. */
  readonly timesMs: Float64Array;
  /** n × 13, row by row, in the units of the channel table. */
  readonly values: Float32Array;
  /** True when the unit of at least one channel is not known; its numbers are left as they were. */
  readonly lossyUnits?: boolean;
}

/** Something in a file that could not be used or had to be mended; reading goes on. */
export interface ReadProblem {
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  readonly message: string;
  /**
   * True when whole recordings were left out, or may have been because the file is cut off; false
   * when only a part of one was.
   */
  readonly skipped: boolean;
}

export type OnProblem = (problem: ReadProblem) => void;
