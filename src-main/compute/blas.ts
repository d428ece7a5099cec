import type koffiModule from 'koffi';
import type { MatrixMultiply } from './matrix.ts';

/** Where systems keep a BLAS with the C interface. */
const candidates: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['libopenblas.so.0', 'libopenblas.so'],
  darwin: ['/System/Library/Frameworks/Accelerate.framework/Accelerate'],
  win32: ['libopenblas.dll', 'openblas.dll'],
};

type Koffi = typeof koffiModule;

const rowMajor = 101;
const plain = 111;
const transpose = 112;

export interface Blas {
  readonly library: string;
  readonly multiply: MatrixMultiply;
}

export type BlasSearch =
  | { readonly blas: Blas; readonly reason?: never }
  | { readonly blas?: never; readonly reason: string };

let found: BlasSearch | undefined;

/**
 * The system's BLAS, through the optional package `koffi`, on one thread: every process of ours
 * is one of several on the machine. When there is none, the reason. `QUILLWAVE_BLAS` names a
 * library, or `none`.
 */
export function findBlas(): BlasSearch {
  found ??= search(process.env['QUILLWAVE_BLAS']);
  return found;
}

function search(wanted: string | undefined): BlasSearch {
  if (wanted === 'none') return { reason: 'QUILLWAVE_BLAS=none' };
  const names = wanted === undefined ? (candidates[process.platform] ?? []) : [wanted];
  let koffi: Koffi;
  try {
    // Asked of the process: this file is also in the bundle of a hidden window, which has neither.
    const { createRequire } = process.getBuiltinModule('node:module');
    koffi = createRequire(import.meta.url)('koffi') as Koffi;
  } catch (error) {
    return { reason: `the optional package koffi does not load (${messageOf(error)})` };
  }
  const failures: string[] = [];
  for (const library of names) {
    try {
      const multiply = bind(koffi, library);
      const wrong = selfTest(multiply);
      if (wrong === undefined) return { blas: { library, multiply } };
      failures.push(`${library}: ${wrong}`);
    } catch (error) {
      failures.push(`${library}: ${messageOf(error)}`);
    }
  }
  return {
    reason: `no BLAS library (${failures.join('; ') || `none known for ${process.platform}`})`,
  };
}

function bind(koffi: Koffi, name: string): MatrixMultiply {
  const library = koffi.load(name);
  try {
    library.func('void openblas_set_num_threads(int count)')(1);
  } catch {
    // Not OpenBLAS: Accelerate keeps its own threads.
  }
  const sgemm = library.func(
    'void cblas_sgemm(int order, int transposeA, int transposeB, int rows, int columns, int inner, ' +
      'float alpha, const float *a, int strideA, const float *b, int strideB, float beta, ' +
      'float *c, int strideC)',
  );
  return (transposeA, transposeB, rows, columns, inner, a, b, c, accumulate) => {
    // The library would write past the end without a word.
    if (a.length < rows * inner || b.length < inner * columns || c.length < rows * columns) {
      throw new RangeError(`matrix product ${rows}×${inner}×${columns}: an array is too short`);
    }
    if (rows === 0 || columns === 0) return;
    sgemm(
      rowMajor,
      transposeA ? transpose : plain,
      transposeB ? transpose : plain,
      rows,
      columns,
      inner,
      1,
      a,
      Math.max(1, transposeA ? rows : inner),
      b,
      Math.max(1, transposeB ? inner : columns),
      accumulate ? 1 : 0,
      c,
      columns,
    );
  };
}

/** A library with another calling convention must not be believed. */
function selfTest(multiply: MatrixMultiply): string | undefined {
  const c = new Float32Array([1, 1, 1, 1]);
  multiply(
    false,
    true,
    2,
    2,
    3,
    new Float32Array([1, 2, 3, 4, 5, 6]),
    new Float32Array([1, 0, 1, 0, 1, 0]),
    c,
    true,
  );
  return [5, 3, 11, 6].every((value, i) => c[i] === value)
    ? undefined
    : `self-test gave ${c.join(' ')}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}
