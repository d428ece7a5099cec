import { findBlas } from './blas.ts';
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
 * JavaScript.
 */
export function matrixProducts(): MatrixProducts {
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
