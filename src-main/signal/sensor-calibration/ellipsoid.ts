/** An ellipsoid whose axes are those of the sensor. */
export interface Ellipsoid {
  readonly center: readonly [number, number, number];
  readonly radii: readonly [number, number, number];
  /** Root mean square distance of the points from it, as a share of the mean radius. */
  readonly residual: number;
}

const unknowns = 6;

/**
 * The ellipsoid through points around it, by least squares on A x² + B y² + C z² + D x + E y + F z = 1.
 * @param points x, y, z, x, y, z, … of a sensor that was turned every way
 * @returns undefined where they describe none: too few, or all on one side
 */
export function fitEllipsoid(points: Float64Array): Ellipsoid | undefined {
  const count = Math.floor(points.length / 3);
  if (count < 2 * unknowns) return undefined;
  const size = Math.sqrt(points.reduce((sum, value) => sum + value * value, 0) / count);
  if (!(size > 0)) return undefined;
  const matrix = Array.from({ length: unknowns }, () => new Float64Array(unknowns + 1));
  const row = new Float64Array(unknowns);
  for (let i = 0; i < count; i += 1) {
    for (let axis = 0; axis < 3; axis += 1) {
      // In units of its size: squares and values weigh alike, and the equations stay well-conditioned.
      const value = points[3 * i + axis]! / size;
      row[axis] = value * value;
      row[3 + axis] = value;
    }
    for (let r = 0; r < unknowns; r += 1) {
      for (let c = 0; c < unknowns; c += 1) matrix[r]![c]! += row[r]! * row[c]!;
      matrix[r]![unknowns]! += row[r]!;
    }
  }
  const solution = solve(matrix);
  if (solution === undefined) return undefined;
  const [a, b, c, d, e, f] = solution as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (!(a > 0 && b > 0 && c > 0)) return undefined;
  const level = 1 + (d * d) / (4 * a) + (e * e) / (4 * b) + (f * f) / (4 * c);
  const center = [-d / (2 * a), -e / (2 * b), -f / (2 * c)].map((value) => value * size);
  const radii = [a, b, c].map((value) => Math.sqrt(level / value) * size);
  return {
    center: center as unknown as Ellipsoid['center'],
    radii: radii as unknown as Ellipsoid['radii'],
    residual: residualOf(points, center, radii),
  };
}

function residualOf(points: Float64Array, center: number[], radii: number[]): number {
  const count = Math.floor(points.length / 3);
  let squares = 0;
  for (let i = 0; i < count; i += 1) {
    let length = 0;
    for (let axis = 0; axis < 3; axis += 1) {
      length += ((points[3 * i + axis]! - center[axis]!) / radii[axis]!) ** 2;
    }
    squares += (Math.sqrt(length) - 1) ** 2;
  }
  return Math.sqrt(squares / count);
}

/** Gauss elimination with pivots; the right side is the last column. */
function solve(matrix: Float64Array[]): Float64Array | undefined {
  const n = matrix.length;
  for (let column = 0; column < n; column += 1) {
    let pivot = column;
    for (let r = column + 1; r < n; r += 1) {
      if (Math.abs(matrix[r]![column]!) > Math.abs(matrix[pivot]![column]!)) pivot = r;
    }
    const top = matrix[pivot]!;
    matrix[pivot] = matrix[column]!;
    matrix[column] = top;
    if (Math.abs(top[column]!) < 1e-9) return undefined;
    for (let r = 0; r < n; r += 1) {
      if (r === column) continue;
      const share = matrix[r]![column]! / top[column]!;
      for (let c = column; c <= n; c += 1) matrix[r]![c]! -= share * top[c]!;
    }
  }
  return Float64Array.from(matrix, (row, r) => row[n]! / row[r]!);
}
