import type { PenDescription } from '../../contract/pen-description.ts';
import { fieldTypes, type FieldType } from '../profiles/schema.ts';
import type { RawBytes } from './raw-tap.ts';

/** Rows of a pen's numbers as they were sent, before any meaning or unit. */
export interface RawRows {
  /** Names of the values where rows name them. */
  readonly keys?: readonly string[];
  /** By column; NaN for what is no number. */
  readonly columns: readonly Float64Array[];
  /** Spread evenly over the stretch in which they came, ms. */
  readonly timesMs: Float64Array;
}

interface Row {
  readonly values: readonly number[];
  readonly keys?: readonly string[];
}

/** More numbers are in no row of a pen. */
const mostColumns = 32;
const named =
  /["']?([A-Za-z_][\w.]*)["']?\s*[:=]\s*(-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|null)/gi;

/** Rows of text: numbers between any separators, or values with their names. */
export function textRows({ bytes, chunks }: RawBytes, boundaries = false): RawRows {
  const text = new TextDecoder('latin1').decode(bytes);
  const lines = boundaries
    ? chunks.map(({ at }, i) => text.slice(at, chunks[i + 1]?.at))
    : wholeLines(text);
  const rows = lines.flatMap((line) => rowOf(line) ?? []);
  return table(rows, spanOf(chunks));
}

/** The lines of a stream that was cut anywhere; the first and the last may lack a part. */
export function wholeLines(text: string): string[] {
  const lines = text.split(/\r\n|\r|\n/);
  return lines.length > 2 ? lines.slice(1, -1) : [];
}

function rowOf(line: string): Row | undefined {
  const trimmed = line.trim();
  const pairs = [...trimmed.matchAll(named)];
  if (pairs.length >= 2) {
    return {
      keys: pairs.map(([, key]) => key!).slice(0, mostColumns),
      values: pairs.map(([, , value]) => numberOf(value!)).slice(0, mostColumns),
    };
  }
  if (!/^[[\s\d.+-]/.test(trimmed) || trimmed === '') return undefined;
  const decimalComma = /[;\t]/.test(trimmed.slice(0, -1)) && /\d,\d/.test(trimmed);
  const plain = decimalComma ? trimmed.replaceAll(',', '.') : trimmed;
  const cells = plain.replace(/^\[|\],?$/g, '').split(/\s*[,;\t]\s*|\s+/);
  if (cells.at(-1) === '') cells.pop();
  const values = cells.map(numberOf);
  if (values.length > mostColumns || values.filter(Number.isFinite).length < 3) return undefined;
  return { values };
}

function numberOf(text: string): number {
  return text === '' ? Number.NaN : Number(text);
}

/** Records of fixed size by their marker, or by the first byte when they have none. */
export function recordRows({ bytes, chunks }: RawBytes, description: PenDescription): RawRows {
  const marker = Uint8Array.from(Buffer.from(description.marker ?? '', 'hex'));
  const types = description.columns.map(({ type }): FieldType => type ?? 'int16');
  const size = types.reduce((sum, type) => sum + fieldTypes[type], marker.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = description.chunks
    ? chunks.map(({ at }) => at)
    : markedStarts(bytes, marker, size);
  const rows = starts
    .filter((at) => at + size <= bytes.length)
    .map((at) => ({
      values: readFields(view, at + marker.length, types, description.byteOrder !== 'big'),
    }));
  return table(rows, spanOf(chunks));
}

function markedStarts(bytes: Uint8Array, marker: Uint8Array, size: number): number[] {
  const starts: number[] = [];
  for (let at = 0; at + size <= bytes.length;) {
    if (marker.every((byte, i) => bytes[at + i] === byte)) {
      starts.push(at);
      at += size;
    } else at += 1;
  }
  return starts;
}

function readFields(
  view: DataView,
  from: number,
  types: readonly FieldType[],
  little: boolean,
): number[] {
  let at = from;
  return types.map((type) => {
    const value = readField(view, at, type, little);
    at += fieldTypes[type];
    return value;
  });
}

/** One number of a record. */
export function readField(view: DataView, at: number, type: FieldType, little: boolean): number {
  switch (type) {
    case 'int8':
      return view.getInt8(at);
    case 'uint8':
      return view.getUint8(at);
    case 'int16':
      return view.getInt16(at, little);
    case 'uint16':
      return view.getUint16(at, little);
    case 'int32':
      return view.getInt32(at, little);
    case 'uint32':
      return view.getUint32(at, little);
    case 'float32':
      return view.getFloat32(at, little);
  }
}

/** Rows of the most frequent form; others are messages or damage. */
function table(rows: readonly Row[], [fromMs, toMs]: readonly [number, number]): RawRows {
  const formOf = ({ keys, values }: Row) => keys?.join() ?? String(values.length);
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(formOf(row), (counts.get(formOf(row)) ?? 0) + 1);
  const [form] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
  const used = rows.filter((row) => formOf(row) === form);
  const width = used[0]?.values.length ?? 0;
  const step = used.length > 1 ? (toMs - fromMs) / (used.length - 1) : 0;
  const keys = used[0]?.keys;
  return {
    ...(keys && { keys }),
    columns: Array.from({ length: width }, (_, i) =>
      Float64Array.from(used, ({ values }) => values[i]!),
    ),
    timesMs: Float64Array.from(used, (_, row) => fromMs + row * step),
  };
}

function spanOf(chunks: RawBytes['chunks']): readonly [number, number] {
  return [chunks[0]?.arrivalMs ?? 0, chunks.at(-1)?.arrivalMs ?? 0];
}
