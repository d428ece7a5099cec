/**
 * Product of row-major float32 matrices without gaps: c = op(a) · op(b), or c += with `accumulate`.
 * op(a) is rows × inner, op(b) is inner × columns, c is rows × columns; op transposes when asked.
 */
export type MatrixMultiply = (
  transposeA: boolean,
  transposeB: boolean,
  rows: number,
  columns: number,
  inner: number,
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  accumulate: boolean,
) => void;

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = values[row * columns + column]!;
    }
  }
  return result;
}

/** The product in plain JavaScript: four rows at a time, so that b is read once for four. */
export const multiplyPlain: MatrixMultiply = (
  transposeA,
  transposeB,
  rows,
  columns,
  inner,
  a,
  b,
  c,
  accumulate,
) => {
  const left = transposeA ? transposed(a, inner, rows) : a;
  const right = transposeB ? transposed(b, columns, inner) : b;
  if (!accumulate) c.fill(0, 0, rows * columns);
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    const c0 = row * columns;
    const c1 = c0 + columns;
    const c2 = c1 + columns;
    const c3 = c2 + columns;
    for (let k = 0; k < inner; k++) {
      const a0 = left[row * inner + k]!;
      const a1 = left[(row + 1) * inner + k]!;
      const a2 = left[(row + 2) * inner + k]!;
      const a3 = left[(row + 3) * inner + k]!;
      const offset = k * columns;
      for (let column = 0; column < columns; column++) {
        const value = right[offset + column]!;
        c[c0 + column]! += a0 * value;
        c[c1 + column]! += a1 * value;
        c[c2 + column]! += a2 * value;
        c[c3 + column]! += a3 * value;
      }
    }
  }
  for (; row < rows; row++) {
    for (let k = 0; k < inner; k++) {
      const value = left[row * inner + k]!;
      const offset = k * columns;
      for (let column = 0; column < columns; column++) {
        c[row * columns + column]! += value * right[offset + column]!;
      }
    }
  }
};
