import { channelCount, standardGravity } from '../contract/sensors.ts';
import type { PenHardware } from './pen-hardware.ts';
import type { RandomGenerator } from './random.ts';
import { multiply, rotationFromVector, type Matrix3, type Vector3 } from './rotation.ts';
import { centralEurope } from './sensors.ts';
import type { SensorErrors } from './sensor-errors.ts';

/** What a pen is put through when its sensors are calibrated. */
export type Gesture = 'rest' | 'turn' | 'light' | 'firm';

const seconds: Readonly<Record<Gesture, number>> = { rest: 2.6, turn: 14, light: 2.4, firm: 2.4 };
/** Newton at the tip. */
const pressing: Readonly<Record<Gesture, number>> = { rest: 0, turn: 0, light: 0.25, firm: 1.3 };
/** Turns about the barrel while the tip goes from straight down to straight up. */
const turns = 5;

export interface GestureOptions {
  readonly pen: PenHardware;
  readonly rateHz: number;
  readonly random: RandomGenerator;
}

/** Readings of a pen that is laid down, turned slowly every way, or pressed on paper: n × 13. */
export function simulateGesture(
  gesture: Gesture,
  { pen, rateHz, random }: GestureOptions,
): Float32Array {
  const length = Math.round(seconds[gesture] * rateHz);
  const values = new Float32Array(length * channelCount);
  const earth: Vector3 = [centralEurope.horizontal, 0, -centralEurope.down];
  const rear = pen.rearMounting;
  let before = orientation(gesture, 0);
  for (let i = 0; i < length; i += 1) {
    const row = i * channelCount;
    const now = orientation(gesture, i / length);
    const gravity = apply(now, [0, 0, standardGravity]);
    const spin = between(before, now, rateHz);
    before = now;
    write(values, row, apply(pen.mounting, gravity), pen.accelerometer, random);
    write(values, row + 3, apply(rear, gravity), pen.rearAccelerometer, random);
    write(values, row + 6, apply(pen.mounting, spin), pen.gyroscope, random);
    write(values, row + 9, apply(pen.mounting, apply(now, earth)), pen.magnetometer, random);
    const wave = 1 + 0.15 * Math.sin((5 * i) / rateHz);
    const force = pressing[gesture] * wave + pen.force.offset + pen.force.noise * random.normal();
    values[row + 12] = Math.min(pen.force.range, Math.max(0, force));
  }
  return values;
}

/** World to pen frame. @param share of the gesture that is over */
function orientation(gesture: Gesture, share: number): Matrix3 {
  if (gesture !== 'turn') return rotationFromVector(0, gesture === 'rest' ? 1.5 : 0.6, 0);
  const tilt = rotationFromVector(0, Math.PI * share, 0);
  const about = rotationFromVector(0, 0, 2 * Math.PI * turns * share);
  return multiply(about, multiply(tilt, rotationFromVector(0, 0, 4 * share)));
}

function apply(m: Matrix3, [x, y, z]: Vector3): Vector3 {
  const entry = (row: number) => m[3 * row]! * x + m[3 * row + 1]! * y + m[3 * row + 2]! * z;
  return [entry(0), entry(1), entry(2)];
}

/** Angular velocity in the pen frame from two orientations one after the other; rad/s. */
function between(before: Matrix3, now: Matrix3, rateHz: number): Vector3 {
  const entry = (row: number, column: number) =>
    now[3 * row]! * before[3 * column]! +
    now[3 * row + 1]! * before[3 * column + 1]! +
    now[3 * row + 2]! * before[3 * column + 2]!;
  // World vectors seem to turn against the pen.
  return [
    (-(entry(2, 1) - entry(1, 2)) / 2) * rateHz,
    (-(entry(0, 2) - entry(2, 0)) / 2) * rateHz,
    (-(entry(1, 0) - entry(0, 1)) / 2) * rateHz,
  ];
}

function write(
  values: Float32Array,
  at: number,
  truth: Vector3,
  { bias, gain, noise, range }: SensorErrors,
  random: RandomGenerator,
): void {
  for (let axis = 0; axis < 3; axis += 1) {
    const value = truth[axis]! * gain[axis]! + bias[axis]! + noise * random.normal();
    values[at + axis] = Math.min(range, Math.max(-range, value));
  }
}
