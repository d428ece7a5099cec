import { channelCount, channelIndex } from '../../contract/sensors.ts';
import { lowPass } from '../../simulator/filters.ts';
import { idealPen, type PenHardware } from '../../simulator/pen-hardware.ts';
import type { PenMotion } from '../../simulator/pose.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { type Matrix3, multiply, type Vector3 } from '../../simulator/rotation.ts';
import { centralEurope, measure } from '../../simulator/sensors.ts';
import { cubicBetween, innerRateHz } from '../../simulator/trajectory.ts';
import { type AxisFidelity, compareAxes, motionChannels, type MotionSignals } from './compare.ts';
import type { StylusSession } from './sources.ts';
import { leastSquares } from './statistics.ts';
import { applied, frameWithUp, lengthOf, nearestRotation, transposed } from './vectors.ts';

/** A camera at 30 frames a second says nothing about faster motion, Hz. */
const stylusBand = [0.5, 8] as const;
const motionHz = 10;
/** How far the clocks of camera and pen may differ, s. */
const largestShift = 0.08;

export interface StylusFidelity {
  /** On the part of the session that nothing was fitted to. */
  readonly axes: readonly AxisFidelity[];
  readonly fitted: {
    readonly mounting: Matrix3;
    /** From the point that the camera tracked to the sensor, metres. */
    readonly lever: Vector3;
    /** What the fit takes for gravity, m/s²: 9.8 if all is well. */
    readonly gravity: number;
    /** The camera's clock behind the pen's, ms. */
    readonly shiftMs: number;
  };
  /** On the inner grid, of the scored part; below 8 Hz. */
  readonly measured: MotionSignals;
  readonly simulated: MotionSignals;
  /** The session's motion with gravity along −z. */
  readonly motion: PenMotion;
}

/**
 * The camera's pose through our sensor model against what the pen measured. Mounting, lever arm
 * and time shift are fitted to the first half of the session and scored on the second.
 */
export function stylusFidelity(session: StylusSession): StylusFidelity {
  const { motion, measured: all } = onCommonGrid(session);
  const half = Math.floor(motion.length / 2);
  const margin = Math.ceil(largestShift * innerRateHz);
  const { shift, mounting } = fitTurning(motion, all, margin, half);
  const { lever, gravity } = fitLever(motion, all, { shift, mounting, from: margin, to: half });
  const levelled = level(motion, gravity);
  const pen: PenHardware = { ...idealPen, mounting, front: lever };
  const truth = measure(levelled, pen, { ...centralEurope, heading: 0 }, new RandomGenerator(1));
  const from = half + margin;
  const to = motion.length - margin;
  const measured = all.map((signal) => signal.slice(from, to));
  const simulated = columnsOf(truth, motion.length).map((signal) =>
    lowPass(signal, stylusBand[1], innerRateHz).slice(from + shift, to + shift),
  );
  return {
    axes: compareAxes(measured, simulated, innerRateHz, stylusBand),
    fitted: {
      mounting,
      lever,
      gravity: lengthOf(gravity),
      shiftMs: (1000 * shift) / innerRateHz,
    },
    measured,
    simulated,
    motion: levelled,
  };
}

function columnsOf(truth: Float64Array, length: number): Float64Array[] {
  return motionChannels.map((name) => {
    const channel = channelIndex(name);
    return Float64Array.from({ length }, (_, i) => truth[i * channelCount + channel]!);
  });
}

/** Pose and measurements at the inner rate over the time that both cover. */
function onCommonGrid({ stylus, camera }: StylusSession) {
  const sensorTimes = hostTimes(stylus.device_t, stylus.host_t);
  const frames = camera.host_t.map((time, index) => ({ time, index }));
  const kept = frames.filter(({ time }, i) => i === 0 || time > frames[i - 1]!.time);
  const cameraTimes = Float64Array.from(kept, ({ time }) => time / 1000);
  const start = Math.max(sensorTimes[0]!, cameraTimes[0]!);
  const end = Math.min(sensorTimes.at(-1)!, cameraTimes.at(-1)!);
  const length = Math.floor((end - start) * innerRateHz);
  const grid = Float64Array.from({ length }, (_, i) => start + i / innerRateHz);
  const followed = (of: (frame: number) => number) =>
    lowPass(
      onGrid(
        grid,
        cameraTimes,
        Float64Array.from(kept, ({ index }) => of(index)),
      ),
      motionHz,
      innerRateHz,
    );
  const paths = [0, 1, 2].map((axis) => followed((frame) => camera.position[frame]![axis]!));
  const turns = Array.from({ length: 9 }, (_, entry) =>
    followed((frame) => camera.orientation[frame]![Math.floor(entry / 3)]![entry % 3]!),
  );
  const tip = new Float64Array(3 * length);
  const rotation = new Float64Array(9 * length);
  for (let i = 0; i < length; i++) {
    for (let axis = 0; axis < 3; axis++) tip[3 * i + axis] = paths[axis]![i]!;
    rotation.set(nearestRotation(turns.map((entry) => entry[i]!)), 9 * i);
  }
  const measured = motionChannels.map((name) =>
    lowPass(onGrid(grid, sensorTimes, Float64Array.from(stylus[name])), stylusBand[1], innerRateHz),
  );
  const pressure = onGrid(grid, sensorTimes, Float64Array.from(stylus.pressure));
  const motion: PenMotion = { length, tip, rotation, pressure };
  return { motion, measured };
}

/** The pen's own clock is even, the host's stamps are not: a straight line from one to the other. */
function hostTimes(device: readonly number[], host: readonly number[]): Float64Array {
  const origin = device[0]!;
  const rows = device.map((time) => [1, (time - origin) / 1000]);
  const [offset, pace] = leastSquares(rows, host);
  return Float64Array.from(rows, ([, seconds]) => (offset! + pace! * seconds!) / 1000);
}

function onGrid(grid: Float64Array, times: Float64Array, values: Float64Array): Float64Array {
  let segment = 0;
  return grid.map((time) => {
    while (segment < times.length - 2 && times[segment + 1]! <= time) segment++;
    const [from, to] = [times[segment]!, times[segment + 1]!];
    return cubicBetween(times, values, segment, (time - from) / (to - from));
  });
}

/** Mounting and time shift (in steps) from the gyroscope: it needs neither place nor gravity. */
function fitTurning(motion: PenMotion, measured: MotionSignals, margin: number, to: number) {
  const truth = measure(motion, idealPen, { ...centralEurope, heading: 0 }, new RandomGenerator(1));
  const rates = columnsOf(truth, motion.length)
    .slice(3)
    .map((rate) => lowPass(rate, stylusBand[1], innerRateHz));
  let best = { error: Infinity, shift: 0, matrix: [] as number[] };
  for (let shift = -margin; shift <= margin; shift++) {
    const rows: number[][] = [];
    for (let i = margin; i < to; i += 8) {
      rows.push([rates[0]![i + shift]!, rates[1]![i + shift]!, rates[2]![i + shift]!, 1]);
    }
    let error = 0;
    const matrix: number[] = [];
    for (let axis = 0; axis < 3; axis++) {
      const targets = rows.map((_, index) => measured[3 + axis]![margin + 8 * index]!);
      const fit = leastSquares(rows, targets);
      matrix.push(fit[0]!, fit[1]!, fit[2]!);
      for (const [index, row] of rows.entries()) {
        const guess = row.reduce((sum, value, i) => sum + value * fit[i]!, 0);
        error += (guess - targets[index]!) ** 2;
      }
    }
    if (error < best.error) best = { error, shift, matrix };
  }
  return { shift: best.shift, mounting: nearestRotation(best.matrix) };
}

/**
 * Lever arm r, gravity g and bias b from Mᵀ a = Rᵀ (p″ + g) + Rᵀ R″ r + b, which is linear in all
 * three.
 */
function fitLever(
  motion: PenMotion,
  measured: MotionSignals,
  fit: { shift: number; mounting: Matrix3; from: number; to: number },
): { lever: Vector3; gravity: Vector3 } {
  const { rotation, tip } = motion;
  const back = transposed(fit.mounting);
  const second = (signal: Float64Array, at: number, stride: number) =>
    (signal[at + stride]! - 2 * signal[at]! + signal[at - stride]!) * innerRateHz ** 2;
  const rows: number[][] = [];
  const targets: number[] = [];
  for (let i = fit.from; i < fit.to; i += 8) {
    const at = i + fit.shift;
    const pose = transposed(Array.from(rotation.subarray(9 * at, 9 * at + 9)));
    const bend = Array.from({ length: 9 }, (_, entry) => second(rotation, 9 * at + entry, 9));
    const turning = multiply(pose, bend);
    const moving = applied(pose, [
      second(tip, 3 * at, 3),
      second(tip, 3 * at + 1, 3),
      second(tip, 3 * at + 2, 3),
    ]);
    const felt = applied(back, [measured[0]![i]!, measured[1]![i]!, measured[2]![i]!]);
    for (let axis = 0; axis < 3; axis++) {
      const bias = [0, 0, 0];
      bias[axis] = 1;
      rows.push([
        ...turning.slice(3 * axis, 3 * axis + 3),
        ...pose.slice(3 * axis, 3 * axis + 3),
        ...bias,
      ]);
      targets.push(felt[axis]! - moving[axis]!);
    }
  }
  const [rx, ry, rz, gx, gy, gz] = leastSquares(rows, targets);
  return { lever: [rx!, ry!, rz!], gravity: [gx!, gy!, gz!] };
}

/** The same motion in a world whose z axis points against gravity. */
function level(motion: PenMotion, gravity: Vector3): PenMotion {
  const world = frameWithUp(gravity);
  const tip = new Float64Array(motion.tip.length);
  const rotation = new Float64Array(motion.rotation.length);
  for (let i = 0; i < motion.length; i++) {
    const point = motion.tip.subarray(3 * i, 3 * i + 3);
    tip.set(applied(world, [point[0]!, point[1]!, point[2]!]), 3 * i);
    rotation.set(multiply(world, Array.from(motion.rotation.subarray(9 * i, 9 * i + 9))), 9 * i);
  }
  return { ...motion, tip, rotation };
}
