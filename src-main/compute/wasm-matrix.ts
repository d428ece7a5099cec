import { multiplyPlain, type MatrixMultiply } from './matrix.ts';
import { matrixModule, pageBytes, tile } from './wasm-module.ts';

/** What of it is used here; the types that TypeScript has are those of browsers. */
const { Instance, Module } = (
  globalThis as unknown as {
    readonly WebAssembly: {
      readonly Module: new (bytes: Uint8Array) => object;
      readonly Instance: new (module: object) => { readonly exports: unknown };
    };
  }
).WebAssembly;

interface Machine {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
  readonly multiply: (
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    c: number,
    cRow: number,
    tilesDown: number,
    tilesAcross: number,
    inner: number,
  ) => void;
}

let machine: Machine | undefined;
/** All of the module's memory; made anew when it grows. */
let floats = new Float32Array();

/** @throws CompileError on processors without the SIMD that WebAssembly wants */
export function matrixMachine(): Machine {
  machine ??= new Instance(new Module(matrixModule())).exports as Machine;
  return machine;
}

function withRoomFor(length: number): Machine {
  const own = matrixMachine();
  const lacking = 4 * length - own.memory.buffer.byteLength;
  if (lacking > 0) own.memory.grow(Math.ceil(lacking / pageBytes));
  if (floats.buffer !== own.memory.buffer) floats = new Float32Array(own.memory.buffer);
  return own;
}

/** Below this many multiply-adds copying costs more than the product. */
const smallProduct = 4_000;
/** So many rows of b are worked on at once, and stay in the cache meanwhile. */
const depth = 384;
/** So many rows of c: what the module's memory must hold. A multiple of the tile's. */
const height = 2048;

const roundUp = (value: number, step: number) => Math.ceil(value / step) * step;

/**
 * With SIMD in WebAssembly, part by part: operands are copied to where the module sees them, b in
 * panels, c padded to whole tiles.
 *
 * @throws CompileError as `matrixMachine`
 */
export const multiplyInWasm: MatrixMultiply = (
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
  for (let first = 0; first < rows; first += height) {
    const strip = { transposeA, transposeB, columns, inner, rows, first };
    multiplyStrip({ ...strip, count: Math.min(height, rows - first) }, a, b, c, accumulate);
  }
};

interface Strip {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly rows: number;
  readonly columns: number;
  readonly inner: number;
  /** Rows of c: `count` from `first` on. */
  readonly first: number;
  readonly count: number;
}

function multiplyStrip(
  { transposeA, transposeB, rows, columns, inner, first, count }: Strip,
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  accumulate: boolean,
): void {
  const tilesDown = Math.ceil(count / tile.rows);
  const tilesAcross = Math.ceil(columns / tile.columns);
  const width = tilesAcross * tile.columns;
  const block = Math.min(depth, inner);
  // Tiles that stick out read past a: whatever stands there ends in rows that nobody asked for.
  const lengthOfA = transposeA ? block * rows + tile.rows : tilesDown * tile.rows * inner;
  const atB = roundUp(lengthOfA, 4);
  const atC = atB + block * width;
  const end = atC + tilesDown * tile.rows * width;
  const { multiply } = withRoomFor(end);
  if (!transposeA) floats.set(a.subarray(first * inner, (first + count) * inner));
  floats.fill(0, atC, end);
  for (let from = 0; from < inner; from += block) {
    const to = Math.min(inner, from + block);
    if (transposeA) floats.set(a.subarray(from * rows, to * rows));
    packPanels(b, transposeB, columns, inner, from, to - from, atB);
    const atA = transposeA ? first : from;
    const [aRow, aColumn] = transposeA ? [1, rows] : [inner, 1];
    multiply(
      4 * atA,
      4 * aRow,
      4 * aColumn,
      4 * atB,
      4 * atC,
      4 * width,
      tilesDown,
      tilesAcross,
      to - from,
    );
  }
  takeProduct(count, columns, atC, width, c, first * columns, accumulate);
}

/** Rows `from` … of op(b), in panels of eight columns; what a panel lacks is 0. */
function packPanels(
  b: Float32Array,
  transposed: boolean,
  columns: number,
  inner: number,
  from: number,
  count: number,
  to: number,
): void {
  const memory = floats;
  const whole = columns - (columns % tile.columns);
  const [down, across] = transposed ? [1, inner] : [columns, 1];
  let at = to;
  for (let first = 0; first < whole; first += tile.columns) {
    let source = from * down + first * across;
    // Written out: a loop over the eight takes twice as long.
    for (let k = 0; k < count; k++, at += tile.columns, source += down) {
      memory[at] = b[source]!;
      memory[at + 1] = b[source + across]!;
      memory[at + 2] = b[source + 2 * across]!;
      memory[at + 3] = b[source + 3 * across]!;
      memory[at + 4] = b[source + 4 * across]!;
      memory[at + 5] = b[source + 5 * across]!;
      memory[at + 6] = b[source + 6 * across]!;
      memory[at + 7] = b[source + 7 * across]!;
    }
  }
  if (whole === columns) return;
  memory.fill(0, at, at + count * tile.columns);
  for (let column = whole; column < columns; column++) {
    let source = from * down + column * across;
    for (let k = 0; k < count; k++, source += down) {
      memory[at + k * tile.columns + column - whole] = b[source]!;
    }
  }
}

function takeProduct(
  rows: number,
  columns: number,
  from: number,
  width: number,
  c: Float32Array,
  to: number,
  accumulate: boolean,
): void {
  const memory = floats;
  for (let row = 0; row < rows; row++) {
    const source = from + row * width;
    const target = to + row * columns;
    if (accumulate) {
      for (let i = 0; i < columns; i++) c[target + i]! += memory[source + i]!;
    } else {
      for (let i = 0; i < columns; i++) c[target + i] = memory[source + i]!;
    }
  }
}
