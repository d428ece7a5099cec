import { Parser } from 'pickleparser';
import { UserError } from '../../../contract/alerts.ts';
import { errorCode, fileError } from '../../files/file-errors.ts';
import { FileReader, StoredBytes } from './file-reader.ts';
import { decodeNumbers, elementsOf, type NumberType, type StoredArray } from './stored-array.ts';

/** What lists and arrays of numbers become; anything else in a pickle is refused. */
export type PickleValue =
  number | bigint | string | boolean | null | StoredArray | Uint8Array | readonly PickleValue[];

/**
 * Reads a pickle of lists, numbers, texts and NumPy arrays, of protocol 0 to 5. Nothing in it is
 * run: a pickle may name functions to be called, and all but the few that NumPy makes arrays and
 * numbers with are refused. Arrays stay in the file (`numbersOf`), so a pickle may be larger than
 * memory, but for those of protocol 2 and older, which keep bytes as text.
 * @throws UserError `pickle-damaged`, or when the file cannot be read
 */
export function readPickle(path: string): PickleValue {
  let reader: FileReader | undefined;
  try {
    reader = new FileReader(path);
    const parsed: unknown = new Parser({ nameResolver: { resolve }, ...mapsOnly }).read(reader);
    return new Unwrapping(reader.size).valueOf(parsed, 0);
  } catch (error) {
    if (errorCode(error) !== undefined) throw fileError(error, path, 'read');
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'pickle-damaged',
      `${path} is no pickle of numbers, or is damaged: ${reason.replace(/\.$/, '')}.`,
      'Unpack the archive of the data set again and compare the size of the file.',
      { cause: error },
    );
  } finally {
    reader?.close();
  }
}

/** Keys of a plain object would be names of its properties, `__proto__` among them. */
const mapsOnly = { unpicklingTypeOfDictionary: 'Map' } as const;
const deepest = 16;

/** Turns what the parser made into plain values; what is no such value is refused. */
class Unwrapping {
  /** @param left values at most: each takes a byte of the file, lists that hold themselves take more */
  constructor(private left: number) {}

  valueOf(parsed: unknown, depth: number): PickleValue {
    if (depth > deepest || this.left-- < 0) throw new RangeError('its lists hold one another');
    if (Array.isArray(parsed)) return parsed.map((item) => this.valueOf(item, depth + 1));
    if (parsed instanceof ArrayState) {
      const objects = parsed.objects();
      return objects ? this.valueOf(objects, depth + 1) : parsed.array();
    }
    if (
      parsed === null ||
      parsed instanceof Uint8Array ||
      ['number', 'bigint', 'string', 'boolean'].includes(typeof parsed)
    ) {
      return parsed as PickleValue;
    }
    throw new TypeError(`it holds a ${typeof parsed} where numbers are expected`);
  }
}

type Resolved = ((...args: unknown[]) => unknown) | (new (...args: unknown[]) => unknown);

/** Modules were renamed with NumPy 2. */
function resolve(module: string, name: string): Resolved {
  const key = `${module.replace(/^numpy\._core\./, 'numpy.core.')}.${name}`;
  switch (key) {
    case 'numpy.ndarray':
      // Only named, as an argument of `_reconstruct`.
      return () => refuse('numpy.ndarray');
    case 'numpy.dtype':
      return (text) => new TypeState(text);
    case 'numpy.core.multiarray._reconstruct':
      return () => new ArrayState();
    case 'numpy.core.numeric._frombuffer':
      return (data, type, shape, order) => {
        const array = new ArrayState();
        array.__setstate__([1, shape, type, order === 'F', data]);
        return array;
      };
    case 'numpy.core.multiarray.scalar':
      return (type, data) => scalar(type, data);
    case '_codecs.encode':
      return (text) => Uint8Array.from(Buffer.from(String(text), 'latin1'));
    case 'builtins.bytearray':
    case '__builtin__.bytearray':
    case '__builtin__.bytes':
      return (data = '') => bytesOf(data);
    default:
      return refuse(key);
  }
}

function refuse(name: string): never {
  throw new TypeError(`it wants ${name.slice(0, 80)} to be called, which is not done`);
}

function bytesOf(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (typeof data === 'string') return Uint8Array.from(Buffer.from(data, 'latin1'));
  throw new TypeError('an array has no numbers');
}

/** `numpy.dtype` on its way: the name comes first, the order of bytes afterwards. */
class TypeState {
  readonly #name: string;
  #littleEndian = true;

  constructor(name: unknown) {
    this.#name = String(name);
  }

  __setstate__(state: unknown): void {
    // (version, order, …); '|' where a byte has none.
    if (Array.isArray(state)) this.#littleEndian = state[1] !== '>';
  }

  get isObject(): boolean {
    return /^\|?O8?$/.test(this.#name);
  }

  type(): NumberType {
    const match = /^[<>|=]?([fiub])([1248])$/.exec(this.#name);
    if (!match) throw new TypeError(`numbers of type ${this.#name.slice(0, 20)} are not known`);
    const kind = match[1] as NumberType['kind'];
    return { kind, size: Number(match[2]), littleEndian: this.#littleEndian };
  }
}

/** `numpy.ndarray` on its way: made empty, filled by its state. */
class ArrayState {
  /** version, shape, type, whether in Fortran's order, numbers */
  #state: readonly unknown[] = [];

  __setstate__(state: unknown): void {
    if (Array.isArray(state)) this.#state = state as readonly unknown[];
  }

  /** What an array of anything but numbers holds; undefined when it is one of numbers. */
  objects(): readonly unknown[] | undefined {
    const [, , type, , data] = this.#state;
    return type instanceof TypeState && type.isObject && Array.isArray(data) ? data : undefined;
  }

  array(): StoredArray {
    const [, shape, type, fortran, data] = this.#state;
    if (!isShape(shape) || !(type instanceof TypeState)) {
      throw new TypeError('an array has no shape');
    }
    const number = type.type();
    const bytes = bytesOf(data);
    const size = bytes instanceof StoredBytes ? bytes.size : bytes.length;
    const expected = elementsOf({ shape }) * number.size;
    if (size !== expected) throw new RangeError(`an array has ${size} bytes, not ${expected}`);
    return { shape, type: number, fortranOrder: fortran === true, data: bytes };
  }
}

function isShape(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.every((extent) => Number.isSafeInteger(extent) && extent >= 0)
  );
}

function scalar(type: unknown, data: unknown): number {
  if (!(type instanceof TypeState)) throw new TypeError('a number has no type');
  return decodeNumbers({ shape: [], type: type.type(), fortranOrder: false }, bytesOf(data))[0]!;
}

export function isStoredArray(value: PickleValue | undefined): value is StoredArray {
  return typeof value === 'object' && value !== null && 'shape' in value;
}
