import { highPassed, lowPass } from '../../simulator/filters.ts';
import { idealPen, type PenHardware } from '../../simulator/pen-hardware.ts';
import { multiply, type Vector3 } from '../../simulator/rotation.ts';
import type { PenTrajectory } from '../../simulator/trajectory.ts';
import { cubicBetween } from '../../simulator/trajectory.ts';
import { drawWriterStyle, type WriterStyle } from '../../simulator/writer.ts';
import { motionChannels, type MotionSignals } from './compare.ts';
import type { TabletLetter } from './sources.ts';
import { leastSquares } from './statistics.ts';
import {
  applied,
  cross,
  dot,
  lengthOf,
  plus,
  rowsOf,
  scaled,
  transposed,
  unit,
} from './vectors.ts';

/** Of the pen, about; letters are compared on this grid. */
export const letterRateHz = 88;
/** Between the tablet's 61 points a second nothing is known. */
export const letterSmoothingHz = 12;
/** The tablet's unit in mm: with it free, the fit of the acceleration gives 0.098. */
const tabletMm = 0.1;

/** A letter on the pen's grid: what the pen measured, and where the tablet saw the tip. */
export interface LetterRecording {
  readonly label: string;
  /** m/s² and rad/s. */
  readonly measured: MotionSignals;
  /** From the first reading on, so that its time 0 is the pen's. */
  readonly trajectory: PenTrajectory;
}

/**
 * @param lagMs how much later than the pen the tablet reports
 * @returns undefined for a letter too short to have a spectrum
 */
export function letterRecording(letter: TabletLetter, lagMs: number): LetterRecording | undefined {
  const { t, series, tablet } = letter;
  // Where the tablet had no new point it repeats the last one: those would be stairs.
  const points = tablet.t.flatMap((time, i) =>
    i > 0 &&
    (time <= tablet.t[i - 1]! ||
      (tablet.x[i] === tablet.x[i - 1] && tablet.y[i] === tablet.y[i - 1] && i % 8 !== 0))
      ? []
      : [{ time: time - lagMs, x: tablet.x[i]! * tabletMm, y: tablet.y[i]! * tabletMm, i }],
  );
  if (points.length < 8) return undefined;
  const start = Math.max(t[0]!, points[0]!.time);
  const end = Math.min(t.at(-1)!, points.at(-1)!.time);
  const length = Math.floor(((end - start) / 1000) * letterRateHz);
  if (length < 0.6 * letterRateHz) return undefined;
  const grid = Float64Array.from({ length }, (_, i) => start + (i * 1000) / letterRateHz);
  const sensorTimes = Float64Array.from(t);
  const inside = points.filter(({ time }) => time >= start - 100 && time <= end + 100);
  const times = Float64Array.from(inside, ({ time }) => time);
  const column = (of: (point: (typeof inside)[number]) => number) =>
    sampled(grid, times, Float64Array.from(inside, of));
  return {
    label: letter.label,
    measured: motionChannels.map((name) =>
      sampled(grid, sensorTimes, Float64Array.from(series[name])),
    ),
    trajectory: {
      timesMs: grid.map((time) => time - start),
      x: column(({ x }) => x),
      y: column(({ y }) => y),
      height: new Float64Array(length),
      pressure: column(({ i }) => tablet.touch[i]!).map((touch) => (touch > 0.5 ? 0.44 : 0)),
    },
  };
}

function sampled(grid: Float64Array, times: Float64Array, values: Float64Array): Float64Array {
  let segment = 0;
  return grid.map((time) => {
    while (segment < times.length - 2 && times[segment + 1]! <= time) segment++;
    const [from, to] = [times[segment]!, times[segment + 1]!];
    const at = Math.min(1, Math.max(0, (time - from) / (to - from)));
    return cubicBetween(times, values, segment, at);
  });
}

/** The one grip, coupling and sensor place that explain a writer's letters best. */
export interface GripFit {
  readonly writer: WriterStyle;
  readonly pen: PenHardware;
  /** Share of the gyroscope's power that the coupling explains. */
  readonly explained: number;
}

const fitHz = 8;
const fingersHz = 0.25;

/**
 * Turning is linear in the tip's velocity: that gives the coupling in the sensor's axes. What is
 * left of the acceleration is linear in the tip's, and says with gravity how the pen was held and
 * where the sensor sits.
 */
export function fitGrip(letters: readonly LetterRecording[]): GripFit {
  const motions = letters.map(({ measured, trajectory }) => {
    const smooth = (signal: Float64Array) => lowPass(signal.slice(), fitHz, letterRateHz);
    const place = [trajectory.x, trajectory.y].map((axis) => smooth(axis.map((mm) => mm / 1000)));
    return {
      felt: measured.map(smooth),
      fingers: place.map((axis) => highPassed(axis, fingersHz, letterRateHz)),
      velocity: place.map(derivative),
      acceleration: place.map((axis) => derivative(derivative(axis))),
    };
  });
  const steps = motions.flatMap((motion) =>
    Array.from({ length: motion.felt[0]!.length - 8 }, (_, i) => ({ motion, at: i + 4 })),
  );
  const turningRows = steps.map(({ motion, at }) => [
    motion.velocity[0]![at]!,
    motion.velocity[1]![at]!,
  ]);
  const turning = [3, 4, 5].map((axis) => {
    const targets = steps.map(({ motion, at }) => motion.felt[axis]![at]!);
    const fit = leastSquares(turningRows, targets);
    const left = targets.map((value, i) => value - dotOf(turningRows[i]!, fit));
    return { fit, power: squares(targets), left: squares(left) };
  });
  const explained =
    1 -
    turning.reduce((sum, { left }) => sum + left, 0) /
      turning.reduce((sum, { power }) => sum + power, 0);
  const along = vectorOf(turning.map(({ fit }) => fit[0]!));
  const upward = vectorOf(turning.map(({ fit }) => fit[1]!));

  const gravity = vectorOf(
    [0, 1, 2].map(
      (axis) =>
        steps.reduce((sum, { motion, at }) => sum + motion.felt[axis]![at]!, 0) / steps.length,
    ),
  );
  // Specific force less what tilting does to gravity: linear in the tip's acceleration. The mean of
  // a letter is how the pen was held for it, not to be explained.
  const moving = motions.map(({ felt, fingers, acceleration }) => ({
    rows: [0, 1].map((axis) => acceleration[axis]!.slice(4, -4)).map(withoutMean),
    targets: [0, 1, 2].map((axis) =>
      withoutMean(
        felt[axis]!.slice(4, -4).map((value, i) => {
          const turned = plus(
            scaled(along, fingers[0]![i + 4]!),
            scaled(upward, fingers[1]![i + 4]!),
          );
          return value - cross(gravity, turned)[axis]!;
        }),
      ),
    ),
  }));
  const pulls = [0, 1, 2].map((axis) =>
    leastSquares(
      moving.flatMap(({ rows }) => Array.from(rows[0]!, (value, i) => [value, rows[1]![i]!])),
      moving.flatMap(({ targets }) => Array.from(targets[axis]!)),
    ),
  );
  const up = unit(gravity);
  const { line, lever } = fitPlace(
    [along, upward],
    [vectorOf(pulls.map((pull) => pull[0]!)), vectorOf(pulls.map((pull) => pull[1]!))],
    up,
  );
  /** Sensor to world. */
  const world = [...line, ...cross(up, line), ...up];
  const barrel = applied(world, unit(lever));
  const altitude = Math.asin(barrel[2]);
  const azimuth = Math.atan2(barrel[1], barrel[0]);
  const columns = [applied(world, along), applied(world, upward)];
  const style = drawWriterStyle(1, { hand: 'right' });
  return {
    explained,
    writer: {
      ...style,
      altitude,
      azimuth,
      roll: 0,
      regrip: 0,
      drift: 0,
      unrest: 0,
      coupling: [0, 1, 2].map((row) => [columns[0]![row]!, columns[1]![row]!, 0] as const),
      armHz: fingersHz,
    },
    pen: {
      ...idealPen,
      mounting: multiply(transposed(world), gripOf(altitude, azimuth)),
      front: [0, 0, lengthOf(lever)],
    },
  };
}

/**
 * A sensor at r feels of the tip's acceleration along the line the line's direction and, from the
 * turning that comes with it, turning × r; up the page likewise. Where the page lies around the
 * vertical is searched for, r follows.
 */
function fitPlace(
  turning: readonly [Vector3, Vector3],
  pulls: readonly [Vector3, Vector3],
  up: Vector3,
): { line: Vector3; lever: Vector3 } {
  const [, start, side] = rowsOf([...up, ...unit(sideOf(up)), ...unit(cross(up, sideOf(up)))]);
  let best = { error: Infinity, line: start, lever: start };
  for (let degrees = 0; degrees < 360; degrees++) {
    const angle = (degrees * Math.PI) / 180;
    const line = plus(scaled(start, Math.cos(angle)), scaled(side, Math.sin(angle)));
    const axes = [line, cross(up, line)];
    const rows = turning.flatMap(([x, y, z]) => [
      [0, -z, y],
      [z, 0, -x],
      [-y, x, 0],
    ]);
    const targets = pulls.flatMap((pull, i) => [...plus(pull, scaled(axes[i]!, -1))]);
    const lever = vectorOf(Array.from(leastSquares(rows, targets)));
    const error = squares(targets.map((target, i) => target - dot(vectorOf(rows[i]!), lever)));
    if (error < best.error) best = { error, line, lever };
  }
  return best;
}

function sideOf(up: Vector3): Vector3 {
  return cross(up, Math.abs(up[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0]);
}

function withoutMean(signal: Float64Array): Float64Array {
  const mean = signal.reduce((sum, value) => sum + value, 0) / signal.length;
  return signal.map((value) => value - mean);
}

/** Pen to world at roll 0, as `holdPen` has it. */
function gripOf(altitude: number, azimuth: number): number[] {
  const [ca, sa] = [Math.cos(altitude), Math.sin(altitude)];
  const [cz, sz] = [Math.cos(azimuth), Math.sin(azimuth)];
  return [-sz, -sa * cz, ca * cz, cz, -sa * sz, ca * sz, 0, ca, sa];
}

/** Per second, central differences. */
function derivative(signal: Float64Array): Float64Array {
  const last = signal.length - 1;
  return signal.map((_, i) => {
    const [from, to] = [Math.max(0, i - 1), Math.min(last, i + 1)];
    return ((signal[to]! - signal[from]!) / (to - from)) * letterRateHz;
  });
}

function vectorOf(values: readonly number[]): Vector3 {
  return [values[0]!, values[1]!, values[2]!];
}

function dotOf(a: readonly number[], b: ArrayLike<number>): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function squares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
