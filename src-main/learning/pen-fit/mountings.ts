import { channelCount, channelIndex, type SampleWindow } from '../../contract/sensors.ts';
import {
  multiply,
  rotationFromVector,
  type Matrix3,
  type Vector3,
} from '../../simulator/rotation.ts';
import { simulateText } from '../../simulator/simulate.ts';
import { maskOfTurned, turnAxes } from '../../simulator/turn-axes.ts';

const accelerometer = channelIndex('ax');
/** Turns about gravity that are tried. */
const turns = 24;
const fullTurn = 2 * Math.PI;

/** The same writing by a pen whose board sits otherwise in the barrel. */
export function remounted(window: SampleWindow, rotation: Matrix3): SampleWindow {
  const values = window.values.slice();
  turnAxes(values, rotation);
  return { ...window, mask: maskOfTurned(window.mask), values };
}

/**
 * Rotations of the sensors' axes after which the pen is held, on average, as the simulator's: its
 * board may sit in the barrel in any way, but where up is it says itself. About that direction it
 * may be turned at will, so there are several.
 */
export function possibleMountings(windows: readonly SampleWindow[]): Matrix3[] {
  const up = meanDirection(windows.map(({ values }) => values));
  const usual = usualDirection();
  const upright = rotationBetween(up, usual);
  return Array.from({ length: turns }, (_, turn) => {
    const angle = (turn * fullTurn) / turns;
    return multiply(
      rotationFromVector(angle * usual[0], angle * usual[1], angle * usual[2]),
      upright,
    );
  });
}

let usual: Vector3 | undefined;

/** Specific force in the axes of the simulator's pens, on average over writers. */
function usualDirection(): Vector3 {
  usual ??= meanDirection(
    Array.from({ length: 24 }, (_, seed) => simulateText('hand', { seed, rateHz: 100 }).values),
  );
  return usual;
}

function meanDirection(all: readonly Float32Array[]): Vector3 {
  const sum: [number, number, number] = [0, 0, 0];
  for (const values of all) {
    for (let at = accelerometer; at < values.length; at += channelCount) {
      for (let axis = 0; axis < 3; axis += 1) sum[axis]! += values[at + axis]!;
    }
  }
  const size = Math.hypot(...sum);
  return size < 1e-9 ? [0, 0, 1] : [sum[0] / size, sum[1] / size, sum[2] / size];
}

/** The smallest rotation that takes one unit vector to another. */
function rotationBetween(from: Vector3, to: Vector3): Matrix3 {
  const axis: Vector3 = [
    from[1] * to[2] - from[2] * to[1],
    from[2] * to[0] - from[0] * to[2],
    from[0] * to[1] - from[1] * to[0],
  ];
  const sine = Math.hypot(...axis);
  const cosine = from[0] * to[0] + from[1] * to[1] + from[2] * to[2];
  if (sine > 1e-6) {
    const scale = Math.atan2(sine, cosine) / sine;
    return rotationFromVector(scale * axis[0], scale * axis[1], scale * axis[2]);
  }
  if (cosine > 0) return rotationFromVector(0, 0, 0);
  // Opposite: half a turn about any axis across.
  const across: Vector3 = Math.abs(from[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const along = from[0] * across[0] + from[1] * across[1] + from[2] * across[2];
  const other = across.map((value, at) => value - along * from[at]!);
  const scale = Math.PI / Math.hypot(...other);
  return rotationFromVector(scale * other[0]!, scale * other[1]!, scale * other[2]!);
}
