/** Row-major 3 × 3 matrices and vectors as plain arrays of 9 and 3 numbers. */
export type Matrix3 = readonly number[];
export type Vector3 = readonly [number, number, number];

export const identity: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export function multiply(a: Matrix3, b: Matrix3): number[] {
  const product = new Array<number>(9);
  for (let row = 0; row < 9; row += 3) {
    for (let column = 0; column < 3; column++) {
      product[row + column] =
        a[row]! * b[column]! + a[row + 1]! * b[column + 3]! + a[row + 2]! * b[column + 6]!;
    }
  }
  return product;
}

/** Rotation by |v| radians about v (Rodrigues). */
export function rotationFromVector(x: number, y: number, z: number): number[] {
  const angle = Math.sqrt(x * x + y * y + z * z);
  const half = angle > 1e-8 ? Math.sin(angle / 2) / angle : 0.5;
  return rotationFromQuaternion(Math.cos(angle / 2), x * half, y * half, z * half);
}

/** @param w the quaternion (w, x, y, z) of unit length */
export function rotationFromQuaternion(w: number, x: number, y: number, z: number): number[] {
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
}
