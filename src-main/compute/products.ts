import { findBlas } from './blas.ts';
import { learnsPlainly } from './learning-place.ts';
import { multiplyPlain, type MatrixMultiply } from './matrix.ts';
import { matrixMachine, multiplyInWasm } from './wasm-matrix.ts';

export interface MatrixProducts {
  readonly multiply: MatrixMultiply;
  /** For people, for example `libopenblas.so.0`. */
  readonly description: string;
  /** Why it is not a system BLAS. */
  readonly reason?: string;
}

/**
 * Where matrix products of this process run: the system's BLAS, else SIMD in WebAssembly, else plain
 * JavaScript, where nothing else can be had or it was asked for (`learnOn`).
 */
export function matrixProducts(): MatrixProducts {
  if (learnsPlainly()) {
    return { multiply: multiplyPlain, description: 'JavaScript', reason: 'it was asked for' };
  }
  const { blas, reason } = findBlas();
  if (blas !== undefined) return { multiply: blas.multiply, description: blas.library };
  try {
    matrixMachine();
    return { multiply: multiplyInWasm, description: 'WebAssembly', reason };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { multiply: multiplyPlain, description: 'JavaScript', reason: `${reason}; ${why}` };
  }
}
