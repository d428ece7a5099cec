import type { FileHandle } from 'node:fs/promises';
import { StoredBytes } from './file-reader.ts';

/** Numbers as NumPy keeps them: kind (float, signed, unsigned, truth) and bytes of one. */
export interface NumberType {
  readonly kind: 'f' | 'i' | 'u' | 'b';
  readonly size: number;
  readonly littleEndian: boolean;
}

/** An array of NumPy's in a pickle; its numbers usually lie in the file still. */
export interface StoredArray {
  readonly shape: readonly number[];
  readonly type: NumberType;
  /** Columns one after another instead of rows. */
  readonly fortranOrder: boolean;
  readonly data: Uint8Array;
}

/** Number of elements. */
export function elementsOf({ shape }: Pick<StoredArray, 'shape'>): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/**
 * The numbers in row-major order, whatever the order they are stored in.
 * @param file the open pickle
 * @throws RangeError when there are fewer or more bytes than the shape says
 */
export async function numbersOf(array: StoredArray, file: FileHandle): Promise<Float64Array> {
  const { data } = array;
  if (!(data instanceof StoredBytes)) return decodeNumbers(array, data);
  const bytes = Buffer.alloc(data.size);
  const { bytesRead } = await file.read(bytes, 0, data.size, data.position);
  return decodeNumbers(array, bytes.subarray(0, bytesRead));
}

/** The same of an array whose bytes are in memory. */
export function decodeNumbers(
  { shape, type, fortranOrder }: Omit<StoredArray, 'data'>,
  bytes: Uint8Array,
): Float64Array {
  const count = elementsOf({ shape });
  if (bytes.length !== count * type.size) {
    throw new RangeError(`${bytes.length} bytes instead of ${count * type.size}`);
  }
  const read = readerOf(type, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const stored = Float64Array.from({ length: count }, (_, index) => read(index * type.size));
  return fortranOrder && shape.length > 1 ? rowMajor(stored, shape) : stored;
}

function readerOf(
  { kind, size, littleEndian }: NumberType,
  view: DataView,
): (at: number) => number {
  switch (`${kind}${size}`) {
    case 'f4':
      return (at) => view.getFloat32(at, littleEndian);
    case 'f8':
      return (at) => view.getFloat64(at, littleEndian);
    case 'i1':
      return (at) => view.getInt8(at);
    case 'i2':
      return (at) => view.getInt16(at, littleEndian);
    case 'i4':
      return (at) => view.getInt32(at, littleEndian);
    case 'i8':
      return (at) => Number(view.getBigInt64(at, littleEndian));
    case 'b1':
    case 'u1':
      return (at) => view.getUint8(at);
    case 'u2':
      return (at) => view.getUint16(at, littleEndian);
    case 'u4':
      return (at) => view.getUint32(at, littleEndian);
    case 'u8':
      return (at) => Number(view.getBigUint64(at, littleEndian));
    default:
      throw new RangeError(`numbers of type ${kind}${size}`);
  }
}

function rowMajor(stored: Float64Array, shape: readonly number[]): Float64Array {
  const result = new Float64Array(stored.length);
  const strides = shape.map((_, axis) =>
    shape.slice(0, axis).reduce((product, extent) => product * extent, 1),
  );
  const index = new Array<number>(shape.length).fill(0);
  for (let at = 0; at < result.length; at++) {
    result[at] = stored[index.reduce((sum, value, axis) => sum + value * strides[axis]!, 0)]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      if (index[axis]! < shape[axis]!) break;
      index[axis] = 0;
    }
  }
  return result;
}
