/**
 * Solves `a` x = `b` for a small symmetric matrix, row by row, by elimination with pivots.
 * @returns undefined when it cannot be solved
 */
export function solve(a: readonly number[], b: readonly number[]): number[] | undefined {
  const n = b.length;
  const rows = b.map((value, i) => [...a.slice(n * i, n * i + n), value]);
  for (let column = 0; column < n; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < n; row += 1) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    const head = rows[column]![column]!;
    if (!(Math.abs(head) > 1e-12)) return undefined;
    for (let row = 0; row < n; row += 1) {
      if (row === column) continue;
      const factor = rows[row]![column]! / head;
      for (let i = column; i <= n; i += 1) rows[row]![i]! -= factor * rows[column]![i]!;
    }
  }
  return rows.map((row, i) => row[n]! / row[i]!);
}

export type Vector = readonly [number, number, number];

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export const scaled = (a: Vector, factor: number): Vector => [
  a[0] * factor,
  a[1] * factor,
  a[2] * factor,
];

export const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];

export function unit(a: Vector): Vector {
  const length = Math.hypot(...a);
  return length > 0 ? scaled(a, 1 / length) : [0, 0, 1];
}

/** The direction in which points differ least, by inverse iteration on their covariance. */
export function leastDirection(points: readonly Vector[]): Vector {
  const mean = scaled(
    points.reduce<Vector>((sum, p) => [sum[0] + p[0], sum[1] + p[1], sum[2] + p[2]], [0, 0, 0]),
    1 / points.length,
  );
  const covariance = Array.from({ length: 9 }, () => 0);
  for (const point of points) {
    const d = minus(point, mean);
    for (let i = 0; i < 3; i += 1) {
      for (let j = 0; j < 3; j += 1) covariance[3 * i + j]! += d[i]! * d[j]!;
    }
  }
  const trace = covariance[0]! + covariance[4]! + covariance[8]!;
  for (const i of [0, 4, 8]) covariance[i]! += 1e-6 * trace + 1e-12;
  let direction: Vector = unit([0.3, 0.5, 0.8]);
  for (let round = 0; round < 60; round += 1) {
    const next = solve(covariance, [...direction]);
    if (!next) break;
    direction = unit(next as unknown as Vector);
  }
  return direction;
}
