/** Pearson's correlation; NaN when one of the signals does not move. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const length = a.length;
  let [meanA, meanB] = [0, 0];
  for (let i = 0; i < length; i++) {
    meanA += a[i]! / length;
    meanB += b[i]! / length;
  }
  let [together, squareA, squareB] = [0, 0, 0];
  for (let i = 0; i < length; i++) {
    together += (a[i]! - meanA) * (b[i]! - meanB);
    squareA += (a[i]! - meanA) ** 2;
    squareB += (b[i]! - meanB) ** 2;
  }
  return together / Math.sqrt(squareA * squareB);
}

/** Value below which a share of the finite values lies, between neighbours interpolated. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

/** Where a value lies among others, percent: 0 below all, 100 above all. */
export function percentileOf(value: number, others: readonly number[]): number {
  const finite = others.filter(Number.isFinite);
  const below = finite.filter((other) => other < value).length;
  const equal = finite.filter((other) => other === value).length;
  return (100 * (below + equal / 2)) / finite.length;
}

export function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

/**
 * Least squares by the normal equations (Cholesky): for a few unknowns of like size.
 * @param rows each as long as there are unknowns
 * @returns the unknowns
 * @throws RangeError when the rows do not determine them
 */
export function leastSquares(rows: readonly ArrayLike<number>[], targets: ArrayLike<number>) {
  const count = rows[0]?.length ?? 0;
  const matrix = Array.from({ length: count }, () => new Float64Array(count));
  const right = new Float64Array(count);
  for (const [index, row] of rows.entries()) {
    for (let i = 0; i < count; i++) {
      right[i]! += row[i]! * targets[index]!;
      for (let j = 0; j <= i; j++) matrix[i]![j]! += row[i]! * row[j]!;
    }
  }
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i]![j]!;
      for (let k = 0; k < j; k++) sum -= matrix[i]![k]! * matrix[j]![k]!;
      if (i !== j) matrix[i]![j] = sum / matrix[j]![j]!;
      else if (sum > 1e-12 * matrix[i]![i]!) matrix[i]![i] = Math.sqrt(sum);
      else throw new RangeError('The measurements do not determine the unknowns.');
    }
  }
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < i; k++) right[i]! -= matrix[i]![k]! * right[k]!;
    right[i]! /= matrix[i]![i]!;
  }
  for (let i = count - 1; i >= 0; i--) {
    for (let k = i + 1; k < count; k++) right[i]! -= matrix[k]![i]! * right[k]!;
    right[i]! /= matrix[i]![i]!;
  }
  return right;
}
