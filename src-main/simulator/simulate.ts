import { UserError } from '../contract/alerts.ts';
import type { SensorMask } from '../contract/sensors.ts';
import { layOut } from './layout.ts';
import { write } from './motion.ts';
import { drawPenHardware, type PenHardware, type PenHardwareOptions } from './pen-hardware.ts';
import { holdPen } from './pose.ts';
import { RandomGenerator } from './random.ts';
import { centralEurope, measure, read } from './sensors.ts';
import { lowPass } from './filters.ts';
import { type CharacterTime, innerRateHz, onInnerGrid, type PenTrajectory } from './trajectory.ts';
import { drawWriterStyle, type Hand, type WriterStyle } from './writer.ts';

export interface SimulatedWriting {
  readonly text: string;
  readonly rateHz: number;
  /** Number of readings; reading i is taken i · 1000 / rateHz ms after the trajectory's start. */
  readonly length: number;
  /** length × 13 in the units of the channel table. */
  readonly values: Float32Array;
  /** Channels that the pen sends; the others are 0. */
  readonly mask: SensorMask;
  /** 1 while the tip touches the paper. */
  readonly contact: Uint8Array;
  /** Which character is under the pen when; one entry per character of the text, ms. */
  readonly characters: readonly CharacterTime[];
  /** The tip's path, on the inner grid. */
  readonly trajectory: PenTrajectory;
}

export interface SimulationOptions {
  /** Of this sample: layout, timing, drift, noise; of writer and pen too when they are not given. */
  readonly seed: number;
  /** Default 100; 10 to 1000. */
  readonly rateHz?: number;
  /** Default: drawn from the seed. */
  readonly writer?: WriterStyle;
  /** Default: drawn from the seed. */
  readonly pen?: PenHardware;
  /** Hand of a writer that is drawn here. */
  readonly hand?: Hand;
  /** Mounting of a pen that is drawn here. */
  readonly mounting?: NonNullable<PenHardwareOptions['mounting']>;
}

export interface TextSimulationOptions extends SimulationOptions {
  /** Waiting above the paper before the first and after the last stroke, ms; default 400 each. */
  readonly leadMs?: number;
  readonly trailMs?: number;
}

/**
 * A person writing a text with a sensor pen.
 * @throws UserError `simulator-character`, `simulator-empty`, `simulator-rate`
 */
export function simulateText(text: string, options: TextSimulationOptions): SimulatedWriting {
  const { leadMs = 400, trailMs = 400 } = options;
  const writer = options.writer ?? drawWriterStyle(options.seed, handOf(options));
  const random = new RandomGenerator(options.seed).fork('sample');
  const layout = layOut(text, writer, random);
  const { trajectory, characters } = write(layout, writer, random.fork('motion'), {
    leadMs: Math.max(50, leadMs),
    trailMs: Math.max(50, trailMs),
  });
  return { ...simulateTrajectory(trajectory, { ...options, writer }), text, characters };
}

export interface TrajectorySimulationOptions extends SimulationOptions {
  /**
   * Smooths the path before it is differentiated twice; a tablet's steps would otherwise become
   * knocks. Default: taken as it is. 10 to 15 is the bandwidth of a hand.
   */
  readonly smoothingHz?: number;
}

/**
 * The sensor channels of a pen whose tip follows a trajectory; without a text.
 * @throws UserError `simulator-rate`; RangeError for fewer than two moments or times out of order
 */
export function simulateTrajectory(
  trajectory: PenTrajectory,
  options: TrajectorySimulationOptions,
): SimulatedWriting {
  const { rateHz = 100, seed } = options;
  if (!(rateHz >= 10 && rateHz <= 1000)) {
    throw new UserError(
      'simulator-rate',
      `The simulated pen cannot run at ${rateHz} Hz.`,
      'Use a rate from 10 to 1000 Hz, for example 100.',
    );
  }
  const writer = options.writer ?? drawWriterStyle(seed, handOf(options));
  const pen =
    options.pen ?? drawPenHardware(seed, options.mounting ? { mounting: options.mounting } : {});
  const random = new RandomGenerator(seed).fork('sensors');
  const inner = smoothed(onInnerGrid(trajectory), options.smoothingHz);
  const motion = holdPen(inner, writer, random.fork('pose'));
  const heading = new RandomGenerator(writer.seed).fork('desk').uniform(0, 2 * Math.PI);
  const truth = measure(motion, pen, { ...centralEurope, heading }, random.fork('shaking'));
  const readings = read(truth, motion, pen, rateHz, random.fork('noise'));
  return { text: '', rateHz, ...readings, characters: [], trajectory: inner };
}

function handOf({ hand }: SimulationOptions): { hand?: Hand } {
  return hand === undefined ? {} : { hand };
}

function smoothed(trajectory: PenTrajectory, smoothingHz: number | undefined): PenTrajectory {
  if (smoothingHz === undefined) return trajectory;
  const smooth = (signal: Float64Array) => lowPass(signal.slice(), smoothingHz, innerRateHz);
  const { timesMs, pressure, x, y, height } = trajectory;
  return { timesMs, pressure, x: smooth(x), y: smooth(y), height: smooth(height) };
}
