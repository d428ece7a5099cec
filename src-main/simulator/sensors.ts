import {
  allChannels,
  channelCount,
  hasChannel,
  standardGravity,
  type SensorMask,
} from '../contract/sensors.ts';
import { CausalLowPass, NoiseBand } from './filters.ts';
import type { PenHardware } from './pen-hardware.ts';
import type { PenMotion } from './pose.ts';
import type { RandomGenerator } from './random.ts';
import { multiply, rotationFromVector, type Matrix3, type Vector3 } from './rotation.ts';
import { innerRateHz } from './trajectory.ts';
import type { SensorErrors } from './sensor-errors.ts';

/** Strength (µT) and direction of the earth's field: central Europe, any heading of the desk. */
export interface MagneticField {
  readonly horizontal: number;
  readonly down: number;
  /** Direction of magnetic north on the page, radians counter-clockwise from x. */
  readonly heading: number;
}

export const centralEurope: Omit<MagneticField, 'heading'> = { horizontal: 20.5, down: 44 };

/**
 * What perfect sensors in this pen would read at every step of the inner grid: inner length × 13,
 * in units of the channel table. Accelerations come from the second difference of each sensor's
 * own path, so that lever arm and centripetal terms need no formula of their own.
 */
export function measure(
  motion: PenMotion,
  pen: PenHardware,
  field: MagneticField,
  random: RandomGenerator,
): Float64Array {
  const { length, rotation, pressure } = motion;
  const truth = new Float64Array(length * channelCount);
  const front = sensorPath(motion, pen.front);
  const rear = sensorPath(motion, pen.rear);
  const shaking = shake(motion, pen, random);
  const earth: Vector3 = [
    field.horizontal * Math.cos(field.heading),
    field.horizontal * Math.sin(field.heading),
    -field.down,
  ];
  for (let i = 0; i < length; i++) {
    const row = i * channelCount;
    const at = Math.min(Math.max(i, 1), length - 2);
    writeSpecificForce(truth, row, front, at, rotation, 9 * i, pen.mounting, shaking, 6 * i, 1);
    writeSpecificForce(
      truth,
      row + 3,
      rear,
      at,
      rotation,
      9 * i,
      pen.rearMounting,
      shaking,
      6 * i,
      0.8,
    );
    writeAngularVelocity(truth, row + 6, rotation, 9 * at, pen.mounting, shaking, 6 * i + 3);
    toSensor(truth, row + 9, earth[0], earth[1], earth[2], rotation, 9 * i, pen.mounting);
    // What the grip presses is felt in the air too.
    const p = pressure[i]! + (pen.force.grip ?? 0);
    truth[row + 12] = p > 0 ? pen.force.gain * (p / 0.44) ** pen.force.exponent : 0;
  }
  takeGravityOff(truth, motion, pen);
  filter(truth, pen);
  return truth;
}

/** As a board does that knows, up to a small rotation, how the pen is held. */
function takeGravityOff(truth: Float64Array, { length, rotation }: PenMotion, pen: PenHardware) {
  const wrong = pen.electronics?.gravityFree;
  if (!wrong) return;
  const estimate = rotationFromVector(...wrong);
  for (const [start, mounting] of [
    [0, pen.mounting],
    [3, pen.rearMounting],
  ] as const) {
    const seen = multiply(mounting, estimate);
    const gravity = new Float64Array(3);
    for (let i = 0; i < length; i++) {
      toSensor(gravity, 0, 0, 0, standardGravity, rotation, 9 * i, seen);
      for (let axis = 0; axis < 3; axis++)
        truth[i * channelCount + start + axis]! -= gravity[axis]!;
    }
  }
}

/** The chip's own low-pass filters, which come too late as real ones do. */
function filter(truth: Float64Array, { electronics = {} }: PenHardware): void {
  const { accelerometerHz, gyroscopeHz } = electronics;
  for (const [from, to, cutoffHz] of [
    [0, 6, accelerometerHz],
    [6, 9, gyroscopeHz],
  ] as const) {
    if (cutoffHz === undefined) continue;
    for (let channel = from; channel < to; channel++) {
      const lowPass = new CausalLowPass(cutoffHz, innerRateHz);
      for (let at = channel; at < truth.length; at += channelCount) {
        truth[at] = lowPass.next(truth[at]!);
      }
    }
  }
}

/** Positions of a point of the pen in the world, metres. */
function sensorPath({ length, tip, rotation }: PenMotion, [x, y, z]: Vector3): Float64Array {
  const path = new Float64Array(3 * length);
  for (let i = 0; i < length; i++) {
    for (let axis = 0; axis < 3; axis++) {
      const r = 9 * i + 3 * axis;
      path[3 * i + axis] =
        tip[3 * i + axis]! + rotation[r]! * x + rotation[r + 1]! * y + rotation[r + 2]! * z;
    }
  }
  return path;
}

function writeSpecificForce(
  out: Float64Array,
  at: number,
  path: Float64Array,
  step: number,
  rotation: Float64Array,
  rotationAt: number,
  mounting: Matrix3,
  shaking: Float64Array,
  shakingAt: number,
  shakingGain: number,
): void {
  const scale = innerRateHz * innerRateHz;
  toSensor(
    out,
    at,
    secondDifference(path, 3 * step) * scale,
    secondDifference(path, 3 * step + 1) * scale,
    secondDifference(path, 3 * step + 2) * scale + standardGravity,
    rotation,
    rotationAt,
    mounting,
    shaking[shakingAt]! * shakingGain,
    shaking[shakingAt + 1]! * shakingGain,
    shaking[shakingAt + 2]! * shakingGain,
  );
}

// Functions of their own, not made anew at every step: that alone took a fifth of the simulation.

/** Of one coordinate of a path of points. */
function secondDifference(path: Float64Array, at: number): number {
  return path[at + 3]! - 2 * path[at]! + path[at - 3]!;
}

/** Entry of Rᵀ₋₁ R₊₁, where R₋₁ and R₊₁ are the rotations before and after the one at `k`. */
function turnEntry(r: Float64Array, k: number, row: number, column: number): number {
  return (
    r[k - 9 + row]! * r[k + 9 + column]! +
    r[k - 6 + row]! * r[k + 12 + column]! +
    r[k - 3 + row]! * r[k + 15 + column]!
  );
}

/** World vector → pen frame (+ an offset there) → sensor frame. */
function toSensor(
  out: Float64Array,
  at: number,
  wx: number,
  wy: number,
  wz: number,
  r: Float64Array,
  k: number,
  mounting: Matrix3,
  ox = 0,
  oy = 0,
  oz = 0,
): void {
  const x = r[k]! * wx + r[k + 3]! * wy + r[k + 6]! * wz + ox;
  const y = r[k + 1]! * wx + r[k + 4]! * wy + r[k + 7]! * wz + oy;
  const z = r[k + 2]! * wx + r[k + 5]! * wy + r[k + 8]! * wz + oz;
  mount(out, at, x, y, z, mounting);
}

function mount(out: Float64Array, at: number, x: number, y: number, z: number, m: Matrix3): void {
  out[at] = m[0]! * x + m[1]! * y + m[2]! * z;
  out[at + 1] = m[3]! * x + m[4]! * y + m[5]! * z;
  out[at + 2] = m[6]! * x + m[7]! * y + m[8]! * z;
}

/** From the rotation between the steps before and after: the skew part of Rᵀ₋₁ R₊₁ over 2 Δt. */
function writeAngularVelocity(
  out: Float64Array,
  at: number,
  r: Float64Array,
  k: number,
  mounting: Matrix3,
  rocking: Float64Array,
  rockingAt: number,
): void {
  const x = (turnEntry(r, k, 2, 1) - turnEntry(r, k, 1, 2)) / 2;
  const y = (turnEntry(r, k, 0, 2) - turnEntry(r, k, 2, 0)) / 2;
  const z = (turnEntry(r, k, 1, 0) - turnEntry(r, k, 0, 1)) / 2;
  const sine = Math.sqrt(x * x + y * y + z * z);
  const scale = ((sine > 1e-9 ? Math.asin(Math.min(1, sine)) / sine : 1) * innerRateHz) / 2;
  mount(
    out,
    at,
    x * scale + rocking[rockingAt]!,
    y * scale + rocking[rockingAt + 1]!,
    z * scale + rocking[rockingAt + 2]!,
    mounting,
  );
}

/**
 * Shaking of the barrel by paper and knocks in the pen frame, length × 6: acceleration (m/s²) of
 * the front sensor, and the angular velocity (rad/s) of the rocking that causes it.
 */
function shake(motion: PenMotion, pen: PenHardware, random: RandomGenerator): Float64Array {
  const { length, tip, pressure } = motion;
  const shaking = new Float64Array(6 * length);
  if (pen.vibration.rms === 0 && pen.impact === 0) return shaking;
  const { rms, air, frequency, bandwidth, arm } = pen.vibration;
  const bands = [0, 1, 2].map(
    () => new NoiseBand(random, frequency, { bandwidthHz: bandwidth, rateHz: innerRateHz }),
  );
  const knock = [0, 0, 0];
  const decay = Math.exp((-Math.PI * bandwidth) / innerRateHz);
  // Integrates acceleration to velocity but forgets slowly, so that nothing drifts away.
  const leak = Math.exp(-(2 * Math.PI * 4) / innerRateHz);
  let [phase, rockX, rockY, rockZ] = [0, 0, 0, 0];
  for (let i = 1; i < length; i++) {
    const touching = pressure[i]! > 0;
    if (touching && pressure[i - 1] === 0) {
      phase = 0;
      knock[0] = pen.impact * random.normal(0, 0.4);
      knock[1] = pen.impact * random.normal(0, 0.4);
      knock[2] = pen.impact * random.uniform(0.6, 1);
    }
    const dx = tip[3 * i]! - tip[3 * i - 3]!;
    const dy = tip[3 * i + 1]! - tip[3 * i - 2]!;
    const dz = tip[3 * i + 2]! - tip[3 * i - 1]!;
    const speed = Math.sqrt(dx * dx + dy * dy + dz * dz) * innerRateHz;
    const level = rms * (touching ? 1 : air) * Math.min(2, Math.sqrt(speed / 0.05));
    const ringing = Math.sin(phase);
    phase += (2 * Math.PI * frequency) / innerRateHz;
    const at = 6 * i;
    for (let axis = 0; axis < 3; axis++) {
      const vibration = level === 0 ? 0 : level * bands[axis]!.next();
      shaking[at + axis] = vibration + knock[axis]! * ringing;
      knock[axis]! *= decay;
    }
    const toRate = 1 / (arm * innerRateHz);
    rockX = leak * rockX - shaking[at + 1]! * toRate;
    rockY = leak * rockY + shaking[at]! * toRate;
    rockZ = leak * rockZ + 0.5 * shaking[at + 2]! * toRate;
    shaking[at + 3] = rockX;
    shaking[at + 4] = rockY;
    shaking[at + 5] = rockZ;
  }
  return shaking;
}

/**
 * Readings of the pen's real sensors at any rate: the inner grid interpolated, then gain, bias,
 * noise, clipping and rounding of each sensor.
 */
export function read(
  truth: Float64Array,
  motion: PenMotion,
  pen: PenHardware,
  rateHz: number,
  random: RandomGenerator,
): { values: Float32Array; contact: Uint8Array; length: number; mask: SensorMask } {
  const inner = motion.length;
  const { mask = allChannels, jitterMs = 0 } = pen.electronics ?? {};
  const moments = random.fork('moments');
  const length = Math.floor(((inner - 1) / innerRateHz) * rateHz + 1e-9) + 1;
  const values = new Float32Array(length * channelCount);
  const contact = new Uint8Array(length);
  const sensors: readonly SensorErrors[] = [
    pen.accelerometer,
    pen.rearAccelerometer,
    pen.gyroscope,
    pen.magnetometer,
  ];
  const { force } = pen;
  for (let i = 0; i < length; i++) {
    const late = jitterMs > 0 ? (moments.normal(0, jitterMs) * innerRateHz) / 1000 : 0;
    const position = Math.min(inner - 1, Math.max(0, (i * innerRateHz) / rateHz + late));
    const at = Math.min(inner - 1, Math.floor(position + 1e-9));
    const fraction = Math.max(0, position - at);
    const row = i * channelCount;
    for (let channel = 0; channel < channelCount - 1; channel++) {
      const { bias, gain, noise, range, resolution } = sensors[Math.floor(channel / 3)]!;
      const axis = channel % 3;
      let value = interpolate(truth, at, fraction, channel, inner) * gain[axis]! + bias[axis]!;
      if (noise > 0) value += noise * random.normal();
      values[row + channel] = convert(value, -range, range, resolution);
    }
    contact[i] = motion.pressure[at]! > 0 ? 1 : 0;
    const felt = contact[i] === 1 || force.grip !== undefined;
    let newton = felt ? truth[at * channelCount + channelCount - 1]! : 0;
    newton += force.offset;
    if (force.stuck !== undefined) newton = force.stuck;
    if (force.noise > 0) newton += force.noise * random.normal();
    values[row + channelCount - 1] = convert(newton, 0, force.range, force.resolution);
    for (let channel = 0; channel < channelCount; channel++) {
      if (!hasChannel(mask, channel)) values[row + channel] = 0;
    }
  }
  return { values, contact, length, mask };
}

function convert(value: number, low: number, high: number, resolution: number): number {
  const clipped = Math.min(high, Math.max(low, value));
  return resolution > 0 ? Math.round(clipped / resolution) * resolution : clipped;
}

/** Cubic (Catmull–Rom) between steps of the inner grid; exact on the grid. */
function interpolate(
  truth: Float64Array,
  at: number,
  fraction: number,
  channel: number,
  inner: number,
): number {
  const v1 = truth[at * channelCount + channel]!;
  if (fraction < 1e-9) return v1;
  const v0 = truth[Math.max(0, at - 1) * channelCount + channel]!;
  const v2 = truth[Math.min(inner - 1, at + 1) * channelCount + channel]!;
  const v3 = truth[Math.min(inner - 1, at + 2) * channelCount + channel]!;
  return (
    v1 +
    0.5 *
      fraction *
      (v2 - v0 + fraction * (2 * v0 - 5 * v1 + 4 * v2 - v3 + fraction * (3 * (v1 - v2) + v3 - v0)))
  );
}
