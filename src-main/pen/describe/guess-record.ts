import type { DescribedColumn, PenDescription } from '../../contract/pen-description.ts';
import { readField } from './raw-rows.ts';
import type { RawBytes } from './raw-tap.ts';

/** Records are not shorter or longer, bytes. */
const [shortest, longest] = [6, 96];
/** From fewer records nothing is guessed. */
const fewestRecords = 24;

type RecordForm = Pick<PenDescription, 'columns' | 'marker' | 'byteOrder' | 'chunks'>;

/**
 * Finds records of one length in a stream of bytes: their length by what repeats, a marker by bytes
 * that never change, the type of each field by which reading of it moves least from record to record.
 * @returns undefined when nothing repeats
 */
export function guessRecord({ bytes, chunks }: RawBytes): RecordForm | undefined {
  const whole = chunkLength(chunks, bytes.length);
  const length = whole ?? periodOf(bytes);
  if (length === undefined || bytes.length < fewestRecords * length) return undefined;
  const phase = whole === undefined ? phaseOf(bytes, length) : (chunks[0]?.at ?? 0);
  const count = Math.floor((bytes.length - phase) / length);
  const records = bytes.subarray(phase, phase + count * length);
  const markerLength = constantHead(records, length);
  const marker = Buffer.from(records.subarray(0, markerLength)).toString('hex');
  const { columns, byteOrder } = fieldsOf(records, length, markerLength);
  return {
    columns,
    byteOrder,
    ...(marker !== '' && { marker }),
    // Two bytes that stand before every record find it by themselves.
    ...(whole !== undefined && markerLength < 2 && { chunks: true }),
  };
}

/** The length of chunks when all have one: notifications that hold a record each. */
function chunkLength(chunks: RawBytes['chunks'], end: number): number | undefined {
  const lengths = chunks.map(({ at }, i) => (chunks[i + 1]?.at ?? end) - at);
  const [first = 0] = lengths;
  const even = lengths.length >= fewestRecords && lengths.every((length) => length === first);
  return even && first >= shortest && first <= longest ? first : undefined;
}

/** The distance at which bytes are most like one another. */
function periodOf(bytes: Uint8Array): number | undefined {
  const sample = bytes.subarray(-16_384);
  const unlike = (period: number): number => {
    let sum = 0;
    for (let i = period; i < sample.length; i += 1)
      sum += Math.min(16, circular(sample, i, period));
    return sum / (sample.length - period);
  };
  const scores = Array.from({ length: longest + 1 }, (_, period) =>
    period < shortest ? Infinity : unlike(period),
  );
  const least = Math.min(...scores);
  const usual = scores.filter(Number.isFinite).sort((a, b) => a - b)[scores.length >> 1] ?? 0;
  if (!(least < 0.8 * usual)) return undefined;
  // Twice the length is as like: the first that is nearly as good is the record.
  return scores.findIndex((score) => score <= least + 0.1 * (usual - least));
}

function circular(bytes: Uint8Array, at: number, period: number): number {
  const distance = Math.abs(bytes[at]! - bytes[at - period]!);
  return Math.min(distance, 256 - distance);
}

/** Where records begin: at the longest run of bytes that never change, else anywhere. */
function phaseOf(bytes: Uint8Array, length: number): number {
  const constant = Array.from({ length }, (_, at) => isConstant(bytes, at, length));
  let best = { at: 0, run: 0 };
  for (let at = 0; at < length; at += 1) {
    if (constant[(at + length - 1) % length]) continue;
    let run = 0;
    while (run < length && constant[(at + run) % length]) run += 1;
    if (run > best.run) best = { at, run };
  }
  return best.at;
}

function isConstant(bytes: Uint8Array, from: number, step: number): boolean {
  const first = bytes[from];
  let different = 0;
  let count = 0;
  for (let at = from; at < bytes.length; at += step) {
    count += 1;
    if (bytes[at] !== first) different += 1;
  }
  return different <= 0.02 * count;
}

function constantHead(records: Uint8Array, length: number): number {
  let head = 0;
  while (head < 8 && head < length && isConstant(records, head, length)) head += 1;
  return head;
}

interface Fields {
  readonly columns: DescribedColumn[];
  readonly byteOrder: 'little' | 'big';
}

/** Numbers of 32 bits where they make sense, else of 16; a byte that is left by itself. */
function fieldsOf(records: Uint8Array, length: number, from: number): Fields {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const count = records.length / length;
  const column = (at: number, type: 'int16' | 'float32' | 'uint32', little: boolean) =>
    Float64Array.from({ length: count }, (_, i) => readField(view, i * length + at, type, little));
  const lays = ([true, false] as const).flatMap((little) =>
    // A counter of one byte may stand before or behind numbers of two.
    [0, 1].map((shift) => layOut({ little, from: from + shift, end: length, column, shift })),
  );
  const best = lays.reduce((a, b) => (b.roughness < a.roughness ? b : a));
  return { columns: best.columns, byteOrder: best.little ? 'little' : 'big' };
}

interface Lay {
  readonly little: boolean;
  readonly columns: DescribedColumn[];
  /** How much the numbers jump; the right way to read them is smooth. */
  readonly roughness: number;
}

function layOut(options: {
  readonly little: boolean;
  readonly from: number;
  readonly end: number;
  readonly shift: number;
  readonly column: (
    at: number,
    type: 'int16' | 'float32' | 'uint32',
    little: boolean,
  ) => Float64Array;
}): Lay {
  const { little, from, end, column, shift } = options;
  const columns: DescribedColumn[] = shift === 1 ? [{ to: 'skip', type: 'uint8' }] : [];
  let roughness = 0;
  let numbers = 0;
  for (let at = from; at < end;) {
    if (at + 4 <= end && isClock(column(at, 'uint32', little))) {
      columns.push({ to: 'skip', type: 'uint32' });
      at += 4;
    } else if (at + 4 <= end && isFloat(column(at, 'float32', little))) {
      columns.push({ to: 'skip', type: 'float32' });
      at += 4;
      numbers += 2;
    } else if (at + 2 <= end) {
      roughness += roughnessOf(column(at, 'int16', little));
      columns.push({ to: 'skip', type: 'int16' });
      at += 2;
      numbers += 1;
    } else {
      columns.push({ to: 'skip', type: 'uint8' });
      at += 1;
    }
  }
  return { little, columns, roughness: numbers === 0 ? Infinity : roughness / numbers };
}

/** Steps by the width of all values: 0 for a line, about 0.3 for noise of all bits. */
function roughnessOf(values: Float64Array): number {
  let steps = 0;
  for (let i = 1; i < values.length; i += 1) steps += Math.abs(values[i]! - values[i - 1]!);
  const width = values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
  // Bytes in the wrong order fill all of the 16 bits.
  return steps / values.length / Math.max(1, width) + width / 65_536;
}

/** Sensors read between a millionth and a million, and mostly differ from reading to reading. */
function isFloat(values: Float64Array): boolean {
  const possible = values.filter(
    (value) => value === 0 || (Math.abs(value) > 1e-6 && Math.abs(value) < 1e6),
  );
  const different = new Set(values).size;
  return possible.length > 0.98 * values.length && different > values.length / 8;
}

/** Rises by nearly the same step, which is not nothing and not the whole range. */
function isClock(values: Float64Array): boolean {
  const steps = values.slice(1).map((value, i) => value - values[i]!);
  const sorted = steps.slice().sort();
  const usual = sorted[sorted.length >> 1] ?? 0;
  if (!(usual >= 1 && usual < 1e6)) return false;
  const even = steps.filter((step) => step > 0 && step < 3 * usual);
  return even.length > 0.95 * steps.length && values.every((value) => value < 2 ** 31);
}
