/** An array as NumPy would hold it, for `pickle`. */
export interface NumpyArray {
  readonly shape: readonly [number, number];
  readonly type: 'f4' | 'f8' | 'i4' | 'i8';
  /** Row by row. */
  readonly numbers: readonly number[];
  /** Stored column by column. Default false. */
  readonly fortranOrder?: boolean;
}

export type Picklable = number | NumpyArray | readonly Picklable[];

/** CPython closes a frame once it holds so much, and puts longer bytes between frames. */
const frameSize = 64 * 1024;
/** Items of a list that CPython appends at once. */
const batchSize = 1000;

/**
 * What `pickle.dumps(value, protocol=4)` of CPython with NumPy 1 gives, byte for byte: lists of
 * numbers and of arrays, as the OnHW files hold them.
 */
export function pickle(value: Picklable): Buffer {
  const pickler = new Pickler();
  pickler.value(value);
  return pickler.finish();
}

class Pickler {
  readonly #chunks: Buffer[] = [Buffer.of(0x80, 4)];
  #frame: Buffer[] = [];
  #frameLength = 0;
  #memoized = 0;
  readonly #memo = new Map<string, number>();

  finish(): Buffer {
    this.#write('.');
    this.#closeFrame();
    return Buffer.concat(this.#chunks);
  }

  value(value: Picklable): void {
    this.#boundary();
    if (typeof value === 'number') this.#integer(value);
    else if ('shape' in value) this.#array(value);
    else this.#list(value);
  }

  #list(items: readonly Picklable[]): void {
    this.#write(']');
    this.#memoize();
    for (let start = 0; start < items.length; start += batchSize) {
      const batch = items.slice(start, start + batchSize);
      if (batch.length > 1) this.#write('(');
      for (const item of batch) this.value(item);
      this.#write(batch.length > 1 ? 'e' : 'a');
    }
  }

  #integer(value: number): void {
    this.#boundary();
    if (value >= 0 && value < 0x100) this.#write('K', Buffer.of(value));
    else if (value >= 0 && value < 0x1_0000) this.#write('M', Buffer.of(value & 0xff, value >> 8));
    else {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32LE(value);
      this.#write('J', bytes);
    }
  }

  #array({ shape, type, numbers, fortranOrder = false }: NumpyArray): void {
    this.#global('numpy.core.multiarray', '_reconstruct');
    this.#global('numpy', 'ndarray');
    this.#integer(0);
    this.#tuple('\x85');
    this.#shared('bytes b', () => {
      this.#bytes(Buffer.from('b'));
      return undefined;
    });
    this.#tuple('\x87');
    this.#tuple('R');
    this.#write('(');
    this.#integer(1);
    for (const extent of shape) this.#integer(extent);
    this.#tuple('\x86');
    this.#type(type);
    this.#write(fortranOrder ? '\x88' : '\x89');
    this.#bytes(numpyBytes(shape, type, numbers, fortranOrder));
    this.#memoize();
    this.#tuple('t');
    this.#write('b');
  }

  #type(name: string): void {
    this.#shared(`type ${name}`, () => {
      this.#global('numpy', 'dtype');
      this.#text(name);
      this.#write('\x89\x88');
      this.#tuple('\x87');
      this.#write('R');
      // Its own state follows, but the object is remembered before it.
      const memoized = this.#memoized++;
      this.#write('\x94(');
      this.#integer(3);
      this.#text('<');
      this.#write('NNN');
      for (let i = 0; i < 2; i++) this.#write('J', Buffer.of(0xff, 0xff, 0xff, 0xff));
      this.#integer(0);
      this.#tuple('t');
      this.#write('b');
      return memoized;
    });
  }

  #global(module: string, name: string): void {
    this.#shared(`${module}.${name}`, () => {
      this.#text(module);
      this.#text(name);
      this.#write('\x93');
      return undefined;
    });
  }

  #text(text: string): void {
    this.#shared(`text ${text}`, () => {
      this.#write('\x8c', Buffer.of(text.length), Buffer.from(text));
      return undefined;
    });
  }

  #bytes(bytes: Buffer): void {
    this.#boundary();
    if (bytes.length < 0x100) this.#write('C', Buffer.of(bytes.length), bytes);
    else {
      const header = Buffer.alloc(5);
      header.write('B');
      header.writeUInt32LE(bytes.length, 1);
      if (bytes.length < frameSize) this.#write(header, bytes);
      else {
        this.#closeFrame();
        this.#chunks.push(header, bytes);
      }
    }
  }

  #tuple(operation: string): void {
    this.#write(operation);
    this.#memoize();
  }

  /**
   * Writes what is new, or fetches what was written before.
   * @param write returns where the object is remembered, if it sees to that itself
   */
  #shared(key: string, write: () => number | undefined): void {
    this.#boundary();
    const known = this.#memo.get(key);
    if (known !== undefined) {
      this.#write('h', Buffer.of(known));
      return;
    }
    const memoized = write();
    if (memoized === undefined) this.#memoize();
    this.#memo.set(key, memoized ?? this.#memoized - 1);
  }

  #memoize(): void {
    this.#write('\x94');
    this.#memoized++;
  }

  #write(...parts: readonly (string | Buffer)[]): void {
    for (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
      this.#frame.push(bytes);
      this.#frameLength += bytes.length;
    }
  }

  /** A frame that is full is closed before the next object. */
  #boundary(): void {
    if (this.#frameLength >= frameSize) this.#closeFrame();
  }

  #closeFrame(): void {
    // A frame of fewer than four bytes is written without a header.
    if (this.#frameLength >= 4) {
      const header = Buffer.alloc(9);
      header[0] = 0x95;
      header.writeBigUInt64LE(BigInt(this.#frameLength), 1);
      this.#chunks.push(header);
    }
    this.#chunks.push(...this.#frame);
    this.#frame = [];
    this.#frameLength = 0;
  }
}

function numpyBytes(
  [rows, columns]: NumpyArray['shape'],
  type: NumpyArray['type'],
  numbers: readonly number[],
  fortranOrder: boolean,
): Buffer {
  const size = Number(type[1]);
  const bytes = Buffer.alloc(numbers.length * size);
  numbers.forEach((value, index) => {
    const row = Math.floor(index / columns);
    const column = index % columns;
    const at = size * (fortranOrder ? column * rows + row : index);
    if (type === 'f4') bytes.writeFloatLE(value, at);
    else if (type === 'f8') bytes.writeDoubleLE(value, at);
    else if (type === 'i4') bytes.writeInt32LE(value, at);
    else bytes.writeBigInt64LE(BigInt(value), at);
  });
  return bytes;
}
