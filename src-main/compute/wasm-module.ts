/**
 * The inner loop of a matrix product as a WebAssembly module with SIMD, written out byte by byte:
 * `multiply(a, aRow, aColumn, b, c, cRow, tilesDown, tilesAcross, inner)` adds a · b to c. Addresses
 * and steps in bytes. a is read in any order (a transpose is a swap of its steps); b stands in panels
 * of eight columns, row after row of eight. Each tile of c stays in registers while `inner` runs.
 */
export const tile = { rows: 4, columns: 8 } as const;

/** Of one page of memory. */
export const pageBytes = 65_536;

type Bytes = readonly number[];

function unsigned(value: number): Bytes {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Bytes {
  return value >= -64 && value < 64
    ? [value & 0x7f]
    : [(value & 0x7f) | 0x80, ...signed(value >> 7)];
}

function list(items: readonly Bytes[]): Bytes {
  return [...unsigned(items.length), ...items.flat()];
}

function section(id: number, content: Bytes): Bytes {
  return [id, ...unsigned(content.length), ...content];
}

function text(value: string): Bytes {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
}

const i32 = 0x7f;
const v128 = 0x7b;
const simd = 0xfd;

const get = (local: number): Bytes => [0x20, ...unsigned(local)];
const set = (local: number): Bytes => [0x21, ...unsigned(local)];
const constant = (value: number): Bytes => [0x41, ...signed(value)];
const add = [0x6a];
const subtract = [0x6b];
const loadVector = (offset: number): Bytes => [simd, 0x00, 4, ...unsigned(offset)];
const loadSpread = [simd, 0x09, 2, 0];
const storeVector = (offset: number): Bytes => [simd, 0x0b, 4, ...unsigned(offset)];
const multiplyVectors = [simd, ...unsigned(0xe6)];
const addVectors = [simd, ...unsigned(0xe4)];

/** local += step */
const advance = (local: number, step: Bytes): Bytes => [
  ...get(local),
  ...step,
  ...add,
  ...set(local),
];

/** Runs `body` until `counter`, which it lowers by one each time, is 0. */
const repeat = (counter: number, body: Bytes): Bytes => [
  ...[0x03, 0x40],
  ...body,
  ...[...get(counter), ...constant(1), ...subtract, 0x22, ...unsigned(counter)],
  ...[0x0d, 0, 0x0b],
];

function multiplyBody(): Bytes {
  const [a, aRow, aColumn, b, c, cRow, tilesDown, tilesAcross, inner] = [0, 1, 2, 3, 4, 5, 6, 7, 8];
  const [panel, place, across, k] = [9, 10, 11, 12];
  const rows = Array.from({ length: tile.rows }, (_, row) => row);
  const pointer = (row: number) => 13 + row;
  const halves = [0, 1];
  const vectors = 13 + tile.rows;
  const sum = (row: number, half: number) => vectors + 2 * row + half;
  const right = (half: number) => vectors + 2 * tile.rows + half;
  const left = vectors + 2 * tile.rows + 2;
  const wide = 4 * tile.columns;

  /** Address of a row of the tile in c, in `place`. */
  const eachRowOfC = (body: (row: number) => Bytes): Bytes => [
    ...[...get(c), ...set(place)],
    ...rows.flatMap((row) => [...body(row), ...advance(place, get(cRow))]),
  ];
  const step = [
    ...halves.flatMap((half) => [...get(panel), ...loadVector(16 * half), ...set(right(half))]),
    ...advance(panel, constant(wide)),
    ...rows.flatMap((row) => [
      ...[...get(pointer(row)), ...loadSpread, ...set(left)],
      ...advance(pointer(row), get(aColumn)),
      ...halves.flatMap((half) => [
        ...[...get(left), ...get(right(half)), ...multiplyVectors],
        ...[...get(sum(row, half)), ...addVectors, ...set(sum(row, half))],
      ]),
    ]),
  ];
  const oneTile = [
    ...eachRowOfC((row) =>
      halves.flatMap((half) => [...get(place), ...loadVector(16 * half), ...set(sum(row, half))]),
    ),
    ...rows.flatMap((row) => [
      ...(row === 0 ? get(a) : [...get(pointer(row - 1)), ...get(aRow), ...add]),
      ...set(pointer(row)),
    ]),
    ...[...get(inner), ...set(k)],
    ...repeat(k, step),
    ...eachRowOfC((row) =>
      halves.flatMap((half) => [...get(place), ...get(sum(row, half)), ...storeVector(16 * half)]),
    ),
    ...advance(c, constant(wide)),
  ];
  const code = [
    ...repeat(tilesDown, [
      ...[...get(b), ...set(panel)],
      ...[...get(tilesAcross), ...set(across)],
      ...repeat(across, oneTile),
      // c stands behind the last tile of this row of tiles, a at its first row still.
      ...advance(c, [...get(tilesAcross), ...constant(-wide), 0x6c]),
      ...rows.flatMap(() => [...advance(a, get(aRow)), ...advance(c, get(cRow))]),
    ]),
    0x0b,
  ];
  const locals = list([
    [...unsigned(4 + tile.rows), i32],
    [...unsigned(2 * tile.rows + 3), v128],
  ]);
  const body = [...locals, ...code];
  return [...unsigned(body.length), ...body];
}

/** The module; it exports `memory` and `multiply`. */
export function matrixModule(): Uint8Array<ArrayBuffer> {
  const signature = [0x60, ...list(Array.from({ length: 9 }, () => [i32])), 0];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([signature])),
    ...section(3, list([[0]])),
    ...section(5, list([[0, 1]])),
    ...section(
      7,
      list([
        [...text('memory'), 2, 0],
        [...text('multiply'), 0, 0],
      ]),
    ),
    ...section(10, list([multiplyBody()])),
  ]);
}
