/** Where a sample lies in the plane of the two principal components. */
export interface Projection {
  /** samples × 2. */
  readonly points: Float64Array;
  /** Share of the variance that each of the two axes holds. */
  readonly shares: readonly [number, number];
}

const mostIterations = 500;

/**
 * The first two principal components (Pearson 1901) of samples × width values, found by power
 * iteration on the covariance matrix and deflation. Signs are chosen so that the largest weight of
 * an axis is positive; axes without variance are 0.
 */
export function principalComponents(values: ArrayLike<number>, width: number): Projection {
  const samples = values.length / width;
  const means = new Float64Array(width);
  for (let i = 0; i < values.length; i++) means[i % width]! += values[i]! / samples;
  const centred = Float64Array.from(values, (value, i) => value - means[i % width]!);
  const covariance = covarianceOf(centred, width);
  let total = 0;
  for (let i = 0; i < width; i++) total += covariance[i * width + i]!;
  const axes = [0, 1].map(() => {
    const axis = leadingAxis(covariance, width);
    deflate(covariance, axis);
    return axis;
  });
  const points = new Float64Array(2 * samples);
  for (let sample = 0; sample < samples; sample++) {
    axes.forEach(({ vector }, axis) => {
      for (let i = 0; i < width; i++) {
        points[2 * sample + axis]! += centred[sample * width + i]! * vector[i]!;
      }
    });
  }
  const share = (axis: number) => (total > 0 ? axes[axis]!.value / total : 0);
  return { points, shares: [share(0), share(1)] };
}

function covarianceOf(centred: Float64Array, width: number): Float64Array {
  const samples = centred.length / width;
  const covariance = new Float64Array(width * width);
  for (let start = 0; start < centred.length; start += width) {
    for (let i = 0; i < width; i++) {
      const value = centred[start + i]! / samples;
      for (let j = 0; j < width; j++) covariance[i * width + j]! += value * centred[start + j]!;
    }
  }
  return covariance;
}

interface Axis {
  readonly vector: Float64Array;
  readonly value: number;
}

function leadingAxis(matrix: Float64Array, width: number): Axis {
  // The row with the largest diagonal is not orthogonal to the leading axis but by rare chance.
  let start = 0;
  for (let i = 1; i < width; i++) {
    if (matrix[i * width + i]! > matrix[start * width + start]!) start = i;
  }
  let vector = unit(matrix.slice(start * width, (start + 1) * width)).vector;
  let value = 0;
  for (let i = 0; i < mostIterations; i++) {
    const next = unit(product(matrix, vector));
    const settled = Math.abs(next.length - value) <= 1e-12 * next.length && i > 10;
    [vector, value] = [next.vector, next.length];
    if (settled) break;
  }
  const largest = vector.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
  return { vector: largest < 0 ? vector.map((one) => -one) : vector, value };
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const { length } = vector;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < length; j++) sum += matrix[i * length + j]! * vector[j]!;
    return sum;
  });
}

function unit(vector: Float64Array): { vector: Float64Array; length: number } {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return { vector: length > 0 ? vector.map((value) => value / length) : vector, length };
}

function deflate(matrix: Float64Array, { vector, value }: Axis): void {
  const { length } = vector;
  for (let i = 0; i < matrix.length; i++) {
    matrix[i]! -= value * vector[Math.floor(i / length)]! * vector[i % length]!;
  }
}
