import { RandomGenerator } from '../../simulator/random.ts';
import {
  type Matrix3,
  multiply,
  rotationFromVector,
  type Vector3,
} from '../../simulator/rotation.ts';
import { centralEurope, measure } from '../../simulator/sensors.ts';
import { channelCount, channelIndex } from '../../contract/sensors.ts';
import { idealPen } from '../../simulator/pen-hardware.ts';
import { holdPen } from '../../simulator/pose.ts';
import { simulateText, simulateTrajectory } from '../../simulator/simulate.ts';
import { innerRateHz } from '../../simulator/trajectory.ts';
import { drawWriterStyle, type WriterStyle } from '../../simulator/writer.ts';
import { motionChannels } from './compare.ts';
import type { StylusSession, TabletLetter } from './sources.ts';
import { applied, plus } from './vectors.ts';

export const madeStylus = {
  mounting: rotationFromVector(0.4, -1.1, 0.7) as Matrix3,
  /** From the point that the camera follows to the sensor, metres. */
  lever: [0.004, -0.006, 0.03] as Vector3,
  /** The camera's clock runs behind the pen's. */
  lagMs: 30,
};

/** A text by the simulated pen as a camera and the pen's own sensors would have recorded it. */
export function makeStylusSession(): StylusSession {
  const { trajectory } = simulateText('the quick brown fox jumps', { seed: 4 });
  const motion = holdPen(trajectory, drawWriterStyle(4), new RandomGenerator(4));
  const { mounting, lever, lagMs } = madeStylus;
  /** The camera's axes are not the page's. */
  const view = rotationFromVector(0.5, 0.3, -0.8);
  const followed: Vector3 = [0, 0, 0.1];
  const pose = (step: number) => Array.from(motion.rotation.subarray(9 * step, 9 * step + 9));
  const place = (step: number): Vector3 => {
    const at = 3 * step;
    const tip: Vector3 = [motion.tip[at]!, motion.tip[at + 1]!, motion.tip[at + 2]!];
    return applied(view, plus(tip, applied(pose(step), followed)));
  };
  const truth = measure(
    motion,
    { ...idealPen, mounting, front: plus(followed, lever) },
    { ...centralEurope, heading: 0 },
    new RandomGenerator(1),
  );
  const every = (hertz: number) => {
    const stride = innerRateHz / hertz;
    return Array.from({ length: Math.floor(motion.length / stride) }, (_, i) =>
      Math.round(i * stride),
    );
  };
  const readings = every(100);
  const frames = every(40);
  const timeOf = (step: number) => (step * 1000) / innerRateHz;
  const column = (name: (typeof motionChannels)[number]) =>
    readings.map((step) => truth[step * channelCount + channelIndex(name)]!);
  return {
    stylus: {
      host_t: readings.map((step) => timeOf(step) + (step % 3)),
      device_t: readings.map((step) => timeOf(step) + 5_000_000),
      ...(Object.fromEntries(motionChannels.map((name) => [name, column(name)])) as Record<
        (typeof motionChannels)[number],
        number[]
      >),
      pressure: readings.map((step) => motion.pressure[step]!),
    },
    camera: {
      host_t: frames.map((step) => timeOf(step) + lagMs),
      position: frames.map((step) => [...place(step)]),
      orientation: frames.map((step) => {
        const seen = multiply(view, pose(step));
        return [seen.slice(0, 3), seen.slice(3, 6), seen.slice(6, 9)];
      }),
    },
  };
}

export const madeGrip = {
  altitude: 1,
  azimuth: -0.4,
  coupling: [
    [-9, 14, 0],
    [-1, -0.5, 0],
    [-8, -2, 0],
  ] as const,
  sensorHeight: 0.06,
  lagMs: 20,
};

/** Letters by one writer as a tablet and the pen on it would have recorded them. */
export function makeTabletLetters(count: number): TabletLetter[] {
  const { sensorHeight, lagMs, ...grip } = madeGrip;
  const writer: WriterStyle = {
    ...drawWriterStyle(9, { hand: 'right' }),
    ...{ roll: 0, regrip: 0, drift: 0, unrest: 0, armHz: 0.25, xHeight: 5, tempo: 25 },
    ...grip,
  };
  const pen = {
    ...idealPen,
    mounting: rotationFromVector(-0.8, 1.2, 0.3),
    front: [0, 0, sensorHeight] as Vector3,
  };
  return Array.from({ length: count }, (_, index) => {
    const label = String.fromCharCode(97 + (index % 26));
    const { trajectory } = simulateText(label, { seed: index, writer, pen });
    const { values, length } = simulateTrajectory(trajectory, {
      seed: index,
      writer,
      pen,
      rateHz: 88,
    });
    const steps = Array.from({ length: Math.floor(trajectory.x.length / 7) }, (_, i) => 7 * i);
    const series = Object.fromEntries(
      motionChannels.map((name) => [
        name,
        Array.from({ length }, (_, i) => values[i * channelCount + channelIndex(name)]!),
      ]),
    ) as Record<(typeof motionChannels)[number], number[]>;
    return {
      label,
      t: Array.from({ length }, (_, i) => (i * 1000) / 88),
      series,
      tablet: {
        t: steps.map((step) => trajectory.timesMs[step]! + lagMs),
        x: steps.map((step) => 10 * trajectory.x[step]!),
        y: steps.map((step) => 10 * trajectory.y[step]!),
        touch: steps.map((step) => (trajectory.pressure[step]! > 0 ? 1 : 0)),
      },
    };
  });
}
