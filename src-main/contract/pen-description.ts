import type { ChannelName } from './sensors.ts';

/** What a column of a pen's rows, or a field of its records, can be. */
export type ColumnDestination = ChannelName | 'time' | 'counter' | 'skip';

export const fieldTypeNames = [
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'uint32',
  'float32',
] as const;
export type FieldTypeName = (typeof fieldTypeNames)[number];

export interface DescribedColumn {
  readonly to: ColumnDestination;
  /** Unit of (raw − bias) × scale; left out: that of the channel table, ms for `time`. */
  readonly unit?: string | undefined;
  readonly scale?: number | undefined;
  readonly bias?: number | undefined;
  /** Of rows that name their values. */
  readonly key?: string | undefined;
  /** Of binary records. */
  readonly type?: FieldTypeName | undefined;
}

/** A pen as its owner describes it in the window; it becomes a profile. */
export interface PenDescription {
  readonly title: string;
  /** Rows of text, or binary records of one length. */
  readonly framing: 'text' | 'fixed';
  readonly columns: readonly DescribedColumn[];
  /** Of records: bytes before each, in hexadecimal. */
  readonly marker?: string | undefined;
  readonly byteOrder?: 'little' | 'big' | undefined;
  /** Every chunk, a notification of Bluetooth, is a row or record. */
  readonly chunks?: boolean | undefined;
  readonly rateHz?: number | undefined;
  /** Rotation from the axes of the sensors to those that models know, row by row. */
  readonly mounting?: readonly number[] | undefined;
}

/** What arrives from the pen now, and what it is taken for. */
export interface PenBytes {
  /** The newest lines of text, or records in hexadecimal. */
  readonly lines: readonly string[];
  /** What the newest row holds, column by column, before any unit; null for what is no number. */
  readonly values: readonly (number | null)[];
  readonly bytesPerSecond: number;
  readonly rowsPerSecond: number;
  /** How it is described now. */
  readonly description?: PenDescription;
  /** What the sensors that are not there cost. */
  readonly lacking: readonly LackingSensor[];
}

export type LackingSensor = 'accelerometer' | 'gyroscope' | 'magnetometer' | 'force';

/** What is done with the pen while it is measured. */
export const guidedSteps = ['still', 'tilt', 'roll', 'press'] as const;
export type GuidedStep = (typeof guidedSteps)[number];

export interface GuidedResult {
  readonly step: GuidedStep;
  readonly description: PenDescription;
  readonly found: readonly GuidedFinding[];
}

export type GuidedFinding =
  'acceleration' | 'second-acceleration' | 'rotation' | 'axes' | 'force' | 'mounting' | 'nothing';
