import { describe, expect, test } from 'vitest';
import { findBlas } from './blas.ts';
import { multiplyPlain, type MatrixMultiply } from './matrix.ts';
import { matrixProducts } from './products.ts';
import { multiplyInWasm } from './wasm-matrix.ts';

const { blas, reason } = findBlas();
const implementations: [string, MatrixMultiply][] = [
  ['JavaScript', multiplyPlain],
  ['WebAssembly', multiplyInWasm],
  ...(blas === undefined ? [] : [[blas.library, blas.multiply] as [string, MatrixMultiply]]),
];

function pattern(count: number, step: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(step * (i + 1)));
}

/** By the definition, in float64. */
function expected(
  [transposeA, transposeB, rows, columns, inner]: Parameters<MatrixMultiply>,
  a: Float32Array,
  b: Float32Array,
): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const left = transposeA ? a[k * rows + row]! : a[row * inner + k]!;
      sum += left * (transposeB ? b[column * inner + k]! : b[k * columns + column]!);
    }
    return sum;
  });
}

describe.each(implementations)('matrix product in %s', (_, multiply) => {
  // From the fifth on large enough for the way through wasm, then for several parts of it.
  test.each([
    [1, 1, 1],
    [3, 2, 5],
    [4, 7, 1],
    [9, 5, 6],
    [37, 41, 43],
    [8, 16, 800],
    [2051, 3, 5],
  ])('%i × %i with %i between', (rows, columns, inner) => {
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        // Views into something larger, as scratch buffers are.
        const a = pattern(rows * inner + 5, 0.7).subarray(5);
        const b = pattern(inner * columns + 3, 0.3).subarray(3);
        const c = new Float32Array(rows * columns + 2).fill(1);
        const view = c.subarray(1, -1);
        const sizes = [transposeA, transposeB, rows, columns, inner] as const;
        const sums = expected([...sizes, a, b, view, false], a, b);
        for (const accumulate of [false, true]) {
          view.fill(1);
          multiply(...sizes, a, b, view, accumulate);
          const errors = sums.map((sum, i) => Math.abs(view[i]! - sum - (accumulate ? 1 : 0)));
          expect(errors.reduce((worst, error) => Math.max(worst, error))).toBeLessThan(1e-4);
        }
        expect([c[0], c.at(-1)]).toEqual([1, 1]);
      }
    }
  });
});

test.skipIf(blas === undefined)('a BLAS refuses arrays that are too short', () => {
  expect(() =>
    blas!.multiply(false, false, 2, 2, 2, pattern(4, 1), pattern(4, 1), new Float32Array(3), false),
  ).toThrow(RangeError);
});

test('says where products run, and why not on a BLAS', () => {
  const products = matrixProducts();
  expect(products.description).toBe(blas?.library ?? 'WebAssembly');
  expect(products.reason).toBe(blas === undefined ? reason : undefined);
});
