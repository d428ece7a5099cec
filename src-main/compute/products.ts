import * as tf from '@tensorflow/tfjs-core';
import { findBlas } from './blas.ts';
import { multiplyPlain, type MatrixMultiply } from './matrix.ts';

export interface MatrixProducts {
  readonly multiply: MatrixMultiply;
  /** For people, for example `libopenblas.so.0`. */
  readonly description: string;
  /** Why it is not a system BLAS. */
  readonly reason?: string;
}

/**
 * Where matrix products of a process run: the system's BLAS, else the SIMD product of the wasm
 * backend when that is in use, else plain JavaScript.
 */
export function matrixMultiplyFor(backend: 'wasm' | 'cpu'): MatrixProducts {
  const { blas, reason } = findBlas();
  if (blas !== undefined) return { multiply: blas.multiply, description: blas.library };
  return backend === 'wasm'
    ? { multiply: multiplyThroughWasm, description: 'WebAssembly', reason }
    : { multiply: multiplyPlain, description: 'JavaScript', reason };
}

/** Below this many multiply-adds the way to wasm and back costs more than the product. */
const smallProduct = 30_000;

/** Through TensorFlow.js on wasm, whose product is fast only without transposes. */
export const multiplyThroughWasm: MatrixMultiply = (
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
  if (rows * columns * inner < smallProduct) {
    multiplyPlain(transposeA, transposeB, rows, columns, inner, a, b, c, accumulate);
    return;
  }
  const operand = (values: Float32Array, height: number, width: number, transpose: boolean) => {
    const used = values.length === height * width ? values : values.subarray(0, height * width);
    return transpose
      ? tf.transpose(tf.tensor2d(used, [width, height]))
      : tf.tensor2d(used, [height, width]);
  };
  let product = new Float32Array();
  // Not as the result of tidy, which would look through every element for tensors.
  tf.tidy(() => {
    product = tf
      .matMul(operand(a, rows, inner, transposeA), operand(b, inner, columns, transposeB))
      .dataSync<'float32'>() as typeof product;
  });
  if (!accumulate) c.set(product);
  else for (let i = 0; i < product.length; i++) c[i]! += product[i]!;
};
