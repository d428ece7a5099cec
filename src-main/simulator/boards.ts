import { channelNames, maskOf, standardGravity, type ChannelName } from '../contract/sensors.ts';
import type { SensorErrors } from './sensor-errors.ts';

/** What one sensor of a chip is set to. */
interface ChipSensor {
  /** Full scale, ±: m/s² of an accelerometer, rad/s of a gyroscope, µT of a magnetometer. */
  readonly range: number;
  readonly resolution: number;
  /** White noise of one reading, standard deviation. */
  readonly noise: number;
  /** Hertz of which the chip's low-pass lets half the power through; undefined: it has none here. */
  readonly bandwidthHz?: number;
}

/** A board with a motion sensor, as hobby pens, wands and phones have one. */
export interface SensorBoard {
  readonly title: string;
  readonly accelerometer: ChipSensor;
  /** Absent: it has none. */
  readonly gyroscope?: ChipSensor;
  readonly magnetometer?: ChipSensor;
  /** Its fusion takes gravity off what it sends. */
  readonly gravityFree?: boolean;
}

const degree = Math.PI / 180;

/** Range in g; noise in µg/√Hz through a low-pass of second order. */
function accelerometer(g: number, bits: number, density: number, bandwidthHz: number): ChipSensor {
  const range = g * standardGravity;
  const noise = density * 1e-6 * standardGravity * Math.sqrt(noiseBandwidth * bandwidthHz);
  return { range, resolution: range / 2 ** (bits - 1), noise, bandwidthHz };
}

/** Range in °/s; noise in °/s/√Hz. */
function gyroscope(perSecond: number, density: number, bandwidthHz: number): ChipSensor {
  const range = perSecond * degree;
  const noise = density * degree * Math.sqrt(noiseBandwidth * bandwidthHz);
  return { range, resolution: range / 32768, noise, bandwidthHz };
}

/** Of a Butterworth low-pass of second order, as a share of its bandwidth. */
const noiseBandwidth = 1.11;

/**
 * Boards by their chip, set as makers' examples set them. Ranges, bandwidths and noise are those of the
 * data sheets (MPU-6050 register map 4.2, table of `DLPF_CFG`; ICM-20948 DS-000189, tables 16 and 18; LSM6DS3
 * DocID026899 at 104 Hz; BNO055 BST-BNO055-DS000, default settings of its sensors). The sheets name no order
 * of the filters: one of second order delays about as long as they say.
 */
export const sensorBoards = {
  'mpu-6050': {
    title: 'MPU-6050, ±2 g and ±250 °/s, filter at 44 and 42 Hz',
    accelerometer: accelerometer(2, 16, 400, 44),
    gyroscope: gyroscope(250, 0.005, 42),
  },
  'icm-20948': {
    title: 'ICM-20948, ±2 g and ±250 °/s, filter at 50.4 and 51.2 Hz',
    accelerometer: accelerometer(2, 16, 230, 50.4),
    gyroscope: gyroscope(250, 0.015, 51.2),
    magnetometer: { range: 4912, resolution: 0.15, noise: 0.6 },
  },
  lsm6ds: {
    title: 'LSM6DS3 at 104 Hz, ±4 g and ±245 °/s, filter at 52 and 33 Hz',
    accelerometer: accelerometer(4, 16, 90, 52),
    gyroscope: gyroscope(245, 0.007, 33),
  },
  bno055: {
    title: 'BNO055, ±4 g and ±2000 °/s, filter at 62.5 and 32 Hz, gravity taken off',
    accelerometer: accelerometer(4, 14, 150, 62.5),
    gyroscope: gyroscope(2000, 0.014, 32),
    magnetometer: { range: 1300, resolution: 0.3, noise: 0.6 },
    gravityFree: true,
  },
  adxl330: {
    title: 'ADXL330 of a Wii remote, ±3 g, 8 bit, filter at 50 Hz, no gyroscope',
    accelerometer: accelerometer(3, 8, 280, 50),
  },
} as const satisfies Record<string, SensorBoard>;

export type BoardName = keyof typeof sensorBoards;
export const boardNames = Object.keys(sensorBoards) as BoardName[];

/** Channels that a pen with such a board sends; none has a second accelerometer. */
export function channelsOfBoard(board: SensorBoard): number {
  const lacking = new Set<ChannelName>(['rx', 'ry', 'rz']);
  if (!board.gyroscope) for (const name of ['gx', 'gy', 'gz'] as const) lacking.add(name);
  if (!board.magnetometer) for (const name of ['mx', 'my', 'mz'] as const) lacking.add(name);
  return maskOf(channelNames.filter((name) => !lacking.has(name)));
}

/** A sensor with its own gain and bias, and the noise, range and steps of a chip. */
export function asOnChip(sensor: SensorErrors, chip: ChipSensor | undefined): SensorErrors {
  if (!chip) return sensor;
  const { noise, range, resolution } = chip;
  return { ...sensor, noise, range, resolution };
}
