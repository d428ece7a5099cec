import { allChannels, maskOf, type ChannelName, type SensorMask } from '../contract/sensors.ts';
import {
  asOnChip,
  channelsOfBoard,
  sensorBoards,
  type BoardName,
  type SensorBoard,
} from './boards.ts';
import { RandomGenerator } from './random.ts';
import {
  identity,
  type Matrix3,
  multiply,
  rotationFromQuaternion,
  rotationFromVector,
  type Vector3,
} from './rotation.ts';
import type { SensorErrors } from './sensor-errors.ts';

/** A pen as built: where its sensors sit and how they err. Units of the channel table, metres. */
export interface PenHardware {
  /** Pen frame to the frame of front accelerometer, gyroscope and magnetometer. */
  readonly mounting: Matrix3;
  /** Pen frame to the rear accelerometer's frame. */
  readonly rearMounting: Matrix3;
  /** Positions from the tip in the pen frame. */
  readonly front: Vector3;
  readonly rear: Vector3;
  readonly accelerometer: SensorErrors;
  readonly rearAccelerometer: SensorErrors;
  readonly gyroscope: SensorErrors;
  readonly magnetometer: SensorErrors;
  readonly force: {
    /** Newton at the pressure of an average hand (0.44). */
    readonly gain: number;
    /** Exponent of the resistor's curve. */
    readonly exponent: number;
    readonly offset: number;
    readonly noise: number;
    readonly range: number;
    readonly resolution: number;
    /** Pressure of the grip that the sensor feels beside that of the tip. Default 0. */
    readonly grip?: number;
    /** N that it reads whatever is done: the resistor is stuck. Default: it is not. */
    readonly stuck?: number;
  };
  /** Shaking while the tip moves: by the paper's roughness, and by loose parts in the air too. */
  readonly vibration: {
    /** On paper at 50 mm/s, m/s²; it grows with the root of the speed. */
    readonly rms: number;
    /** In the air at the same speed, as a share of that. */
    readonly air: number;
    /** Hz. */
    readonly frequency: number;
    readonly bandwidth: number;
    /** Distance from the front sensor about which the barrel rocks when it shakes, m. */
    readonly arm: number;
  };
  /** Knock at touch-down, peak m/s². */
  readonly impact: number;
  /** What stands between sensors and readings. Default: nothing, all channels at even times. */
  readonly electronics?: PenElectronics;
}

/** What a board does to what its sensors feel. Everything is off where it is absent. */
export interface PenElectronics {
  /** Channels that arrive; the others are 0. */
  readonly mask?: SensorMask;
  /** Low-pass filters of the chip, of second order and with their delay: hertz at half power. */
  readonly accelerometerHz?: number;
  readonly gyroscopeHz?: number;
  /**
   * Readings are taken late or early by so many ms (standard deviation), though they are sent as if
   * evenly: a busy loop on a hobby board.
   */
  readonly jitterMs?: number;
  /**
   * Gravity is taken off by an estimate of how the pen is held, which is wrong by this rotation vector,
   * rad (“linear acceleration” of phones and of fusing chips).
   */
  readonly gravityFree?: Vector3;
}

export interface PenHardwareOptions {
  /**
   * How the sensor board sits in the barrel. `aligned`: as a maker means it, within some degrees;
   * `any`: any rotation; a matrix: that one (pen frame to sensor frame). Default `aligned`.
   */
  readonly mounting?: 'aligned' | 'any' | Matrix3;
  /** A board that rattles in the barrel whatever the seed, as it does in one of 33 pens. Default false. */
  readonly looseBoard?: boolean;
  /** The sensors are those of such a board: ranges, steps, noise, filters. Default: the 13-channel pen's. */
  readonly board?: BoardName;
  /** As `board`, but all channels are there. */
  readonly chip?: BoardName;
  /** Full scales other than the board's, ±: g and °/s. */
  readonly rangeG?: number;
  readonly rangeDegrees?: number;
  /** Standard deviation of the moments of the readings, ms. Default 0. */
  readonly jitterMs?: number;
  /** Gravity is taken off (`PenElectronics.gravityFree`). Default: as the board has it, else false. */
  readonly gravityFree?: boolean;
  /**
   * `gripped`: the fingers press the resistor too, so that it hardly falls in the air; `stuck`: it
   * reads the same whatever is done. Default: it feels the tip.
   */
  readonly force?: 'gripped' | 'stuck';
  /** Channels that never arrive: a broken wire, or a column that was left out. Default none. */
  readonly lost?: readonly ChannelName[];
}

/** The rear accelerometer of the DigiPen sits upside down: (x, −y, −z) of the front one. */
const rearAxes: Matrix3 = [1, 0, 0, 0, -1, 0, 0, 0, -1];
const degree = Math.PI / 180;

/** A pen without errors, for physics: nothing clips, nothing is rounded, nothing shakes. */
export const idealPen: PenHardware = {
  mounting: identity,
  rearMounting: rearAxes,
  front: [0, 0, 0.03],
  rear: [0, 0, 0.12],
  accelerometer: perfect(),
  rearAccelerometer: perfect(),
  gyroscope: perfect(),
  magnetometer: perfect(),
  force: { gain: 0.9, exponent: 1, offset: 0, noise: 0, range: Infinity, resolution: 0 },
  vibration: { rms: 0, air: 0, frequency: 25, bandwidth: 10, arm: 0.05 },
  impact: 0,
};

function perfect(): SensorErrors {
  return { bias: [0, 0, 0], gain: [1, 1, 1], noise: 0, range: Infinity, resolution: 0 };
}

/** Full scales and steps of the 13-channel pen: ±2 g twice (16 and 14 bit), ±1000 °/s, ±2.4 mT, 5.32 N. */
const gravity = 9.80665;
const ranges = {
  accelerometer: { range: 2 * gravity, resolution: (2 * gravity) / 32768 },
  rearAccelerometer: { range: 2 * gravity, resolution: (2 * gravity) / 8192 },
  gyroscope: { range: 1000 * degree, resolution: (1000 * degree) / 32768 },
  magnetometer: { range: 2400, resolution: 2400 / 8192 },
  force: { range: 5.32, resolution: 5.32 / 4096 },
};

/**
 * The pen with this number: the same for the same seed and options. Options other than `mounting` leave
 * everything as it is that they do not name.
 */
export function drawPenHardware(seed: number, options: PenHardwareOptions = {}): PenHardware {
  return withOptions(drawPlainPen(seed, options), seed, options);
}

/** Draws from forks of its own, so that pens without these options are what they always were. */
function withOptions(pen: PenHardware, seed: number, options: PenHardwareOptions): PenHardware {
  const random = new RandomGenerator(seed).fork('pen').fork('options');
  const name = options.board ?? options.chip;
  const board: SensorBoard | undefined = name && sensorBoards[name];
  const electronics = electronicsOf(board, options, random.fork('electronics'));
  const { rangeG, rangeDegrees } = options;
  const scaled = (sensor: SensorErrors, range: number | undefined): SensorErrors =>
    range === undefined
      ? sensor
      : { ...sensor, range, resolution: (sensor.resolution * range) / sensor.range };
  const accelerometer = asOnChip(pen.accelerometer, board?.accelerometer);
  const gyroscope = asOnChip(pen.gyroscope, board?.gyroscope);
  return {
    ...pen,
    accelerometer: scaled(accelerometer, rangeG && rangeG * gravity),
    gyroscope: scaled(gyroscope, rangeDegrees && rangeDegrees * degree),
    magnetometer: asOnChip(pen.magnetometer, board?.magnetometer),
    force: forceOf(pen.force, options.force, random.fork('force')),
    ...(electronics && { electronics }),
  };
}

function electronicsOf(
  board: SensorBoard | undefined,
  { board: whole, jitterMs, lost = [], gravityFree = false }: PenHardwareOptions,
  random: RandomGenerator,
): PenElectronics | undefined {
  const tilt = (): number => random.normal(0, 1.5 * degree);
  const mask = (board && whole ? channelsOfBoard(board) : allChannels) & ~maskOf(lost);
  const free = gravityFree || (whole !== undefined && board?.gravityFree === true);
  const { accelerometer, gyroscope } = board ?? {};
  const electronics: PenElectronics = {
    ...(mask !== allChannels && { mask }),
    ...(accelerometer?.bandwidthHz && { accelerometerHz: accelerometer.bandwidthHz }),
    ...(gyroscope?.bandwidthHz && { gyroscopeHz: gyroscope.bandwidthHz }),
    ...(jitterMs && { jitterMs }),
    ...(free && { gravityFree: [tilt(), tilt(), tilt()] as const }),
  };
  return Object.keys(electronics).length > 0 ? electronics : undefined;
}

/** Fingers press about as firmly as the tip, behind a divider that hardly tells the one from both. */
function forceOf(
  force: PenHardware['force'],
  option: PenHardwareOptions['force'],
  random: RandomGenerator,
): PenHardware['force'] {
  if (option === undefined) return force;
  const [grip, exponent] = [random.uniform(0.6, 1.4), random.uniform(0.2, 0.4)];
  return option === 'gripped'
    ? { ...force, grip, exponent }
    : { ...force, stuck: random.uniform(0.3, 1) * force.range, noise: 0 };
}

function drawPlainPen(
  seed: number,
  options: Pick<PenHardwareOptions, 'mounting' | 'looseBoard'>,
): PenHardware {
  const random = new RandomGenerator(seed).fork('pen');
  const build = random.fork('build');
  const misalignment = rotationFromVector(
    build.normal(0, 4 * degree),
    build.normal(0, 4 * degree),
    build.normal(0, 4 * degree),
  );
  const any = randomRotation(build);
  const { mounting = 'aligned' } = options;
  const board = mounting === 'aligned' ? identity : mounting === 'any' ? any : mounting;
  const front = multiply(misalignment, board);
  const between = rotationFromVector(
    build.normal(0, 2 * degree),
    build.normal(0, 2 * degree),
    build.normal(0, 2 * degree),
  );
  const off = () => build.normal(0, 0.0015);
  const accelerometerNoise = random.logUniform(0.006, 0.02);
  return {
    mounting: front,
    rearMounting: multiply(rearAxes, multiply(between, front)),
    front: [off(), off(), build.uniform(0.022, 0.042)],
    rear: [off(), off(), build.uniform(0.1, 0.135)],
    accelerometer: {
      ...drawErrors(random, 0.12, 0.01, accelerometerNoise),
      ...ranges.accelerometer,
    },
    rearAccelerometer: {
      ...drawErrors(random, 0.12, 0.01, 1.5 * accelerometerNoise),
      ...ranges.rearAccelerometer,
    },
    gyroscope: {
      ...drawErrors(random, 0.008, 0.01, random.logUniform(0.0008, 0.003)),
      ...ranges.gyroscope,
    },
    magnetometer: {
      ...drawErrors(random, 6, 0.03, random.logUniform(0.2, 0.8)),
      ...ranges.magnetometer,
    },
    force: {
      gain: 0.9 * Math.exp(random.normal(0, 0.12)),
      exponent: drawExponent(random),
      offset: random.uniform(0, 0.02),
      noise: random.logUniform(0.002, 0.012),
      ...ranges.force,
    },
    vibration: drawVibration(random, options.looseBoard === true),
    impact: random.uniform(0.3, 1.5),
  };
}

/** Behind a plain voltage divider a resistor hardly tells a firm hand from a light one. */
function drawExponent(random: RandomGenerator): number {
  const curve = random.uniform(0.6, 1.3);
  const circuit = random.fork('circuit');
  return circuit.chance(0.35) ? circuit.uniform(0.2, 0.6) : curve;
}

/**
 * Most pens are one piece and hum in a narrow band, on paper. In some a board is loose: measured
 * on such pens, 1 m/s² spread over all frequencies that the sensor sees, most of it in the air
 * too, and in one, 5 m/s².
 */
function drawVibration(random: RandomGenerator, looseBoard: boolean): PenHardware['vibration'] {
  const firm = {
    rms: random.logUniform(0.06, 2),
    frequency: random.uniform(15, 38),
    bandwidth: random.uniform(6, 16),
  };
  const parts = random.fork('parts');
  const air = parts.uniform(0, 0.2);
  const loose = parts.chance(0.2) || looseBoard;
  if (!loose) return { ...firm, air, arm: 0.05 };
  return {
    rms: parts.chance(0.15) || looseBoard ? parts.logUniform(2, 7) : parts.logUniform(0.4, 2),
    air: parts.uniform(0.1, 0.6),
    frequency: parts.uniform(20, 90),
    bandwidth: parts.logUniform(30, 200),
    arm: parts.logUniform(0.012, 0.05),
  };
}

function drawErrors(
  random: RandomGenerator,
  bias: number,
  gain: number,
  noise: number,
): Pick<SensorErrors, 'bias' | 'gain' | 'noise'> {
  const three = (mean: number, deviation: number): Vector3 => [
    random.normal(mean, deviation),
    random.normal(mean, deviation),
    random.normal(mean, deviation),
  ];
  return { bias: three(0, bias), gain: three(1, gain), noise };
}

/** Uniform over all rotations: a normalised Gaussian quaternion. */
function randomRotation(random: RandomGenerator): Matrix3 {
  const q = [random.normal(), random.normal(), random.normal(), random.normal()] as const;
  const norm = Math.hypot(...q);
  return rotationFromQuaternion(q[0] / norm, q[1] / norm, q[2] / norm, q[3] / norm);
}
