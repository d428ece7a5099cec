import type { Matrix3, Vector3 } from '../../simulator/rotation.ts';

export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function lengthOf(a: Vector3): number {
  return Math.sqrt(dot(a, a));
}

export function scaled(a: Vector3, factor: number): Vector3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

export function plus(a: Vector3, b: Vector3): Vector3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

export function unit(a: Vector3): Vector3 {
  return scaled(a, 1 / lengthOf(a));
}

export function transposed(m: Matrix3): number[] {
  return [m[0]!, m[3]!, m[6]!, m[1]!, m[4]!, m[7]!, m[2]!, m[5]!, m[8]!];
}

export function applied(m: Matrix3, v: Vector3): Vector3 {
  const [a, b, c] = rowsOf(m);
  return [dot(a, v), dot(b, v), dot(c, v)];
}

export function rowsOf(m: Matrix3): [Vector3, Vector3, Vector3] {
  return [
    [m[0]!, m[1]!, m[2]!],
    [m[3]!, m[4]!, m[5]!],
    [m[6]!, m[7]!, m[8]!],
  ];
}

/** The rotation nearest to a matrix with a positive determinant (Newton's polar iteration). */
export function nearestRotation(m: Matrix3): number[] {
  let rotation = [...m];
  for (let step = 0; step < 50; step++) {
    const [a, b, c] = rowsOf(rotation);
    const determinant = dot(a, cross(b, c));
    // The rows of the inverse transpose are cross products of the rows.
    const inverse = [...cross(b, c), ...cross(c, a), ...cross(a, b)];
    const next = rotation.map((value, i) => (value + inverse[i]! / determinant) / 2);
    const moved = next.reduce((sum, value, i) => sum + Math.abs(value - rotation[i]!), 0);
    rotation = next;
    if (moved < 1e-12) break;
  }
  return rotation;
}

/** Any right-handed frame whose third axis is `up`: rows are its axes. */
export function frameWithUp(up: Vector3): number[] {
  const z = unit(up);
  const help: Vector3 = Math.abs(z[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0];
  const y = unit(cross(z, help));
  return [...cross(y, z), ...y, ...z];
}
