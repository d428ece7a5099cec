import { expect, test } from 'vitest';
import { channelCount, standardGravity } from '../contract/sensors.ts';
import { drawPenHardware, idealPen } from './pen-hardware.ts';
import { holdPen, type PenMotion } from './pose.ts';
import { RandomGenerator } from './random.ts';
import { multiply, rotationFromVector } from './rotation.ts';
import { measure, read } from './sensors.ts';
import { simulateText, simulateTrajectory } from './simulate.ts';
import { innerRateHz, type PenTrajectory } from './trajectory.ts';
import { drawWriterStyle, type WriterStyle } from './writer.ts';

const field = { horizontal: 20, down: 45, heading: 0.7 };
const step = 1 / innerRateHz;

/** Holds the pen still but for the tip's shifts. */
const rigid: Partial<WriterStyle> = {
  coupling: [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ],
  regrip: 0,
  drift: 0,
  unrest: 0,
};

function motionOf(length: number, pose: (time: number) => readonly number[]): PenMotion {
  const rotation = new Float64Array(9 * length);
  for (let i = 0; i < length; i++) rotation.set(pose(i * step), 9 * i);
  return {
    length,
    tip: new Float64Array(3 * length),
    rotation,
    pressure: new Float64Array(length),
  };
}

function truthOf(motion: PenMotion) {
  const truth = measure(motion, idealPen, field, new RandomGenerator(1));
  return (i: number, channel: number) => truth[i * channelCount + channel]!;
}

function path(length: number, at: (time: number) => [number, number, number]): PenTrajectory {
  const points = Array.from({ length }, (_, i) => at(i * step));
  return {
    timesMs: Float64Array.from({ length }, (_, i) => i * step * 1000),
    x: Float64Array.from(points, ([x]) => x),
    y: Float64Array.from(points, ([, y]) => y),
    height: Float64Array.from(points, ([, , z]) => z),
    pressure: new Float64Array(length).fill(0.4),
  };
}

test('a resting pen feels gravity alone, in both accelerometers, and the whole earth field', () => {
  const pose = multiply(rotationFromVector(0.3, -0.5, 0.2), rotationFromVector(0, 0, 1));
  const truth = truthOf(motionOf(50, () => pose));
  for (const i of [0, 20, 49]) {
    expect(Math.hypot(truth(i, 0), truth(i, 1), truth(i, 2))).toBeCloseTo(standardGravity, 9);
    expect(Math.hypot(truth(i, 3), truth(i, 4), truth(i, 5))).toBeCloseTo(standardGravity, 9);
    expect(Math.hypot(truth(i, 6), truth(i, 7), truth(i, 8))).toBeCloseTo(0, 9);
    expect(Math.hypot(truth(i, 9), truth(i, 10), truth(i, 11))).toBeCloseTo(Math.hypot(20, 45), 9);
    // Standing upright, the front z axis points up the barrel; the rear sensor sits upside down.
    expect(truth(i, 4)).toBeCloseTo(-truth(i, 1), 9);
    expect(truth(i, 5)).toBeCloseTo(-truth(i, 2), 9);
  }
  const upright = truthOf(motionOf(5, () => [1, 0, 0, 0, 1, 0, 0, 0, 1]));
  expect([upright(2, 0), upright(2, 1), upright(2, 2)]).toEqual([0, 0, standardGravity]);
});

test('turning about the tip adds r·ω² towards it at each sensor, and ω in the gyroscope', () => {
  const omega = 4;
  // Barrel flat on the paper along x: pen z = world x, pen y = world z.
  const flat = [0, 0, 1, 1, 0, 0, 0, 1, 0];
  const truth = truthOf(
    motionOf(200, (time) => multiply(rotationFromVector(0, 0, omega * time), flat)),
  );
  expect(truth(100, 0)).toBeCloseTo(0, 4);
  expect(truth(100, 1)).toBeCloseTo(standardGravity, 6);
  expect(truth(100, 2)).toBeCloseTo(-0.03 * omega ** 2, 4);
  expect(truth(100, 5)).toBeCloseTo(0.12 * omega ** 2, 3);
  expect(truth(100, 6)).toBeCloseTo(0, 9);
  expect(truth(100, 7)).toBeCloseTo(omega, 6);
  expect(truth(100, 8)).toBeCloseTo(0, 9);
});

test('an angular acceleration pulls at the lever arm', () => {
  const alpha = 30;
  const flat = [0, 0, 1, 1, 0, 0, 0, 1, 0];
  const truth = truthOf(
    motionOf(41, (time) => multiply(rotationFromVector(0, 0, (alpha / 2) * time * time), flat)),
  );
  // Tangential, along world y at the start, which is the pen's x.
  expect(truth(1, 0)).toBeCloseTo(0.03 * alpha, 3);
  expect(truth(1, 3)).toBeCloseTo(0.12 * alpha, 2);
});

test('a pen that only shifts feels the second derivative of its path', () => {
  const amplitude = 2;
  const omega = 2 * Math.PI * 3;
  const writer = {
    ...drawWriterStyle(1, { hand: 'right' }),
    ...rigid,
    altitude: Math.PI / 2,
    azimuth: -Math.PI / 2,
    roll: 0,
  };
  const { values } = simulateTrajectory(
    path(401, (time) => [
      amplitude * Math.sin(omega * time),
      amplitude * Math.cos(omega * time),
      0,
    ]),
    { seed: 1, writer, pen: idealPen, rateHz: 100 },
  );
  const peak = (amplitude / 1000) * omega ** 2;
  for (let i = 2; i < 98; i++) {
    const phase = (omega * i) / 100;
    expect(values[i * channelCount]).toBeCloseTo(-peak * Math.sin(phase), 2);
    expect(values[i * channelCount + 1]).toBeCloseTo(-peak * Math.cos(phase), 2);
    expect(values[i * channelCount + 2]).toBeCloseTo(standardGravity, 4);
    expect(values[i * channelCount + 7]).toBeCloseTo(0, 6);
  }
});

test('integrating the gyroscope leads from the first pose to the last', () => {
  const { trajectory } = simulateText('Quick 359', { seed: 3 });
  const motion = holdPen(trajectory, drawWriterStyle(3), new RandomGenerator(5));
  const truth = truthOf(motion);
  let pose: readonly number[] = Array.from(motion.rotation.subarray(9, 18));
  for (let i = 1; i < motion.length - 2; i++) {
    const mean = (axis: number) => ((truth(i, 6 + axis) + truth(i + 1, 6 + axis)) / 2) * step;
    pose = multiply(pose, rotationFromVector(mean(0), mean(1), mean(2)));
  }
  const last = motion.rotation.subarray(9 * (motion.length - 2), 9 * (motion.length - 1));
  let moved = 0;
  for (let entry = 0; entry < 9; entry++) {
    expect(pose[entry]).toBeCloseTo(last[entry]!, 2);
    moved = Math.max(moved, Math.abs(last[entry]! - motion.rotation[9 + entry]!));
  }
  expect(moved).toBeGreaterThan(0.02);
});

test('writing turns the pen: tilt is not fixed', () => {
  const { values, length } = simulateText('minimum', { seed: 11, pen: idealPen });
  let square = 0;
  for (let i = 0; i < length; i++) square += values[i * channelCount + 6]! ** 2 / length;
  expect(Math.sqrt(square)).toBeGreaterThan(0.05);
});

test('a left hand is the mirror image of a right hand writing the mirrored page', () => {
  const right = { ...drawWriterStyle(4), hand: 'right' as const };
  const sine = (sign: number) =>
    path(400, (time) => [sign * 3 * Math.sin(9 * time), 2 * Math.cos(13 * time), 0]);
  const options = { seed: 2, pen: { ...idealPen, rearMounting: idealPen.mounting } };
  const one = simulateTrajectory(sine(1), { ...options, writer: right });
  const other = simulateTrajectory(sine(-1), { ...options, writer: { ...right, hand: 'left' } });
  // Vectors flip x, rotations (axial) flip y and z.
  const signs = [-1, 1, 1, -1, 1, 1, 1, -1, -1];
  for (let i = 0; i < one.length; i += 7) {
    for (const [channel, sign] of signs.entries()) {
      const at = i * channelCount + channel;
      expect(other.values[at]).toBeCloseTo(sign * one.values[at]!, 5);
    }
  }
});

test.each([25, 50, 80, 100, 160, 200, 400])('%d Hz says the same at common times', (rateHz) => {
  const writer = drawWriterStyle(8);
  const reference = simulateText('58', { seed: 8, writer, pen: idealPen, rateHz: 400 });
  const { values, length } = simulateText('58', { seed: 8, writer, pen: idealPen, rateHz });
  let [worst, compared] = [0, 0];
  for (let i = 0; i < length; i++) {
    const at = (i * 400) / rateHz;
    if (Math.abs(at - Math.round(at)) > 1e-6) continue;
    compared++;
    for (let channel = 0; channel < channelCount; channel++) {
      const expected = reference.values[Math.round(at) * channelCount + channel]!;
      worst = Math.max(worst, Math.abs(values[i * channelCount + channel]! - expected));
    }
  }
  expect(compared).toBeGreaterThan(20);
  expect(worst).toBeLessThan(1e-4);
});

test('between steps of the inner grid readings follow the motion', () => {
  const smooth = path(401, (time) => [3 * Math.sin(20 * time), 0, 0]);
  const writer = { ...drawWriterStyle(1), ...rigid };
  const { values } = simulateTrajectory(smooth, { seed: 1, writer, pen: idealPen, rateHz: 130 });
  const still = simulateTrajectory(
    path(401, () => [0, 0, 0]),
    {
      seed: 1,
      writer,
      pen: idealPen,
      rateHz: 130,
    },
  ).values;
  for (let i = 3; i < 127; i++) {
    const felt = Math.hypot(
      ...[0, 1, 2].map(
        (axis) => values[i * channelCount + axis]! - still[i * channelCount + axis]!,
      ),
    );
    expect(felt).toBeCloseTo(Math.abs(0.003 * 400 * Math.sin((20 * i) / 130)), 2);
  }
});

test('real sensors clip, round and err as their description says', () => {
  const pen = drawPenHardware(12);
  const violent = path(200, (time) => [20 * Math.sin(60 * time), 0, 0]);
  const { values, length } = simulateTrajectory(violent, { seed: 1, pen });
  const { range, resolution } = pen.accelerometer;
  let peak = 0;
  for (let i = 0; i < length; i++) {
    for (let axis = 0; axis < 3; axis++) {
      const value = values[i * channelCount + axis]!;
      peak = Math.max(peak, Math.abs(value));
      const steps = value / resolution;
      expect(Math.abs(steps - Math.round(steps))).toBeLessThan(0.01);
    }
  }
  expect(peak).toBeCloseTo(range, 3);

  const resting = motionOf(4000, () => [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  const plain = { ...pen, mounting: idealPen.mounting };
  const truth = measure(resting, plain, field, new RandomGenerator(1));
  const readings = read(truth, resting, plain, 400, new RandomGenerator(2)).values;
  const column = (channel: number) =>
    Array.from({ length: 4000 }, (_, i) => readings[i * channelCount + channel]!);
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  const gyroscope = column(6);
  const bias = mean(gyroscope);
  expect(bias).toBeCloseTo(pen.gyroscope.bias[0], 3);
  const deviation = Math.sqrt(mean(gyroscope.map((value) => (value - bias) ** 2)));
  expect(deviation / pen.gyroscope.noise).toBeCloseTo(1, 0);
});

test('force follows the curve of the resistor', () => {
  const pen = { ...idealPen, force: { ...idealPen.force, gain: 1, exponent: 0.5 } };
  const trajectory = { ...path(50, () => [0, 0, 0]), pressure: new Float64Array(50).fill(0.11) };
  const { values } = simulateTrajectory(trajectory, { seed: 1, pen });
  expect(values[channelCount - 1]).toBeCloseTo(0.5, 6);
});
