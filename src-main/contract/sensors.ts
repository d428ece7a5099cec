/**
 * The channel table: what a sensor pen measures, in which order and in which unit.
 * The order is that of the OnHW data sets (STABILO DigiPen), so that their files need no mapping.
 */
export const channelNames = [
  'ax',
  'ay',
  'az',
  'rx',
  'ry',
  'rz',
  'gx',
  'gy',
  'gz',
  'mx',
  'my',
  'mz',
  'force',
] as const;

export type ChannelName = (typeof channelNames)[number];
export type SensorKind =
  'accelerometer' | 'rear-accelerometer' | 'gyroscope' | 'magnetometer' | 'force';

export interface ChannelDescription {
  readonly name: ChannelName;
  readonly sensor: SensorKind;
  readonly label: string;
  /** Unit of every decoded value in this program. */
  readonly unit: 'm/s²' | 'rad/s' | 'µT' | 'N';
}

function axes(prefix: string, sensor: SensorKind, label: string, unit: ChannelDescription['unit']) {
  return ['x', 'y', 'z'].map((axis) => ({
    name: `${prefix}${axis}` as ChannelName,
    sensor,
    label: `${label} ${axis}`,
    unit,
  }));
}

export const channels: readonly ChannelDescription[] = [
  ...axes('a', 'accelerometer', 'Acceleration', 'm/s²'),
  ...axes('r', 'rear-accelerometer', 'Rear acceleration', 'm/s²'),
  ...axes('g', 'gyroscope', 'Rotation', 'rad/s'),
  ...axes('m', 'magnetometer', 'Magnetic field', 'µT'),
  { name: 'force', sensor: 'force', label: 'Force', unit: 'N' },
];

export const channelCount = channelNames.length;
export const standardGravity = 9.80665;

/** Bit i of a sensor mask says that channel i of `channelNames` is there. */
export type SensorMask = number;
export const allChannels: SensorMask = (1 << channelCount) - 1;

export function channelIndex(name: ChannelName): number {
  return channelNames.indexOf(name);
}

export function maskOf(names: Iterable<ChannelName>): SensorMask {
  let mask = 0;
  for (const name of names) mask |= 1 << channelIndex(name);
  return mask;
}

export function channelsIn(mask: SensorMask): ChannelName[] {
  return channelNames.filter((_, index) => hasChannel(mask, index));
}

export function hasChannel(mask: SensorMask, index: number): boolean {
  return ((mask >> index) & 1) === 1;
}

/**
 * One reading of the pen. The object and its array are reused by the sender: copy what you keep.
 */
export interface PenSample {
  /** Device clock in ms, unwrapped, monotonic; only differences mean anything. */
  timeMs: number;
  mask: SensorMask;
  /** `channelCount` values in the units of the channel table; 0 where the mask has no bit. */
  readonly values: Float32Array;
}

/** Readings [from, to) of a window that the pen did not send, or that were lost on the way. */
export interface SignalHole {
  readonly from: number;
  readonly to: number;
}

/** A stretch of uniformly sampled readings: what a recogniser reads. */
export interface SampleWindow {
  readonly rateHz: number;
  readonly mask: SensorMask;
  /** Number of readings. */
  readonly length: number;
  /** length × channelCount, row by row, in the units of the channel table. */
  readonly values: Float32Array;
  /** Time of the first reading in ms on the stream's own clock. */
  readonly startMs: number;
  /** Where straight lines stand for what is missing; left out: nowhere. */
  readonly holes?: readonly SignalHole[];
}
