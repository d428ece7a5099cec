import type { Parser } from 'pickleparser';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What the parser of pickles wants to read from. */
type PickleReader = Parameters<Parser['read']>[0];

/** Longer byte strings stay in the file; numbers and headers are shorter. */
const longestInMemory = 256;
const pageSize = 16 * 1024;
/** Labels are words; a longer string is either damage or numbers in an old form of pickle. */
const longestText = 1024 * 1024 * 1024;

/** A number, a name or a label; arrays of protocol 0 are the longest, and no pen's has more. */
const longestLine = 64 * 1024 * 1024;
/** Lists within lists, each opened by a mark; nothing nests deeper. */
const mostMarks = 1000;
const mark = 0x28;

/**
 * Stands for bytes that were left in the file, itself empty: so the parser can pass it around as
 * the bytes it asked for.
 */
export class StoredBytes extends Uint8Array {
  constructor(
    /** Where they begin in the file. */
    readonly position: number,
    readonly size: number,
  ) {
    super(0);
  }
}

/**
 * Lets a pickle be parsed without reading it into memory: long byte strings, which are what arrays
 * keep their numbers in, are not read but named by their place. Reading is synchronous, as the
 * parser is.
 */
export class FileReader implements PickleReader {
  readonly #handle: number;
  /** Bytes of the file. */
  readonly size: number;
  readonly #page = Buffer.alloc(pageSize);
  #pageStart = 0;
  #pageLength = 0;
  #position = 0;
  #marks = 0;

  /** @throws the system's error when the file cannot be opened */
  constructor(path: string) {
    this.#handle = openSync(path, 'r');
    this.size = fstatSync(this.#handle).size;
  }

  close(): void {
    closeSync(this.#handle);
  }

  hasNext(): boolean {
    return this.#position < this.size;
  }

  skip(count: number): void {
    if (!(count >= 0) || this.#position + count > this.size) {
      throw new RangeError('the file ends too early');
    }
    this.#position += count;
  }

  byte(): number {
    const byte = this.#take(1).readUInt8();
    this.#marks = byte === mark ? this.#marks + 1 : 0;
    if (this.#marks > mostMarks) throw new RangeError('nothing but marks');
    return byte;
  }

  uint16(): number {
    return this.#take(2).readUInt16LE();
  }

  int32(): number {
    return this.#take(4).readInt32LE();
  }

  uint32(): number {
    return this.#take(4).readUInt32LE();
  }

  uint64(): number {
    return Number(this.#take(8).readBigUInt64LE());
  }

  float64(): number {
    return this.#take(8).readDoubleBE();
  }

  bytes(count: number): Uint8Array {
    if (count <= longestInMemory) return Uint8Array.from(this.#take(count));
    const position = this.#position;
    this.skip(count);
    return new StoredBytes(position, count);
  }

  /** Python 2 put bytes where the parser says ASCII: one character each. */
  string(count: number, encoding: 'ascii' | 'utf-8'): string {
    if (count > longestText) throw new RangeError(`a text of ${count} bytes`);
    return this.#take(count).toString(encoding === 'utf-8' ? 'utf8' : 'latin1');
  }

  line(): string {
    const start = this.#position;
    while (this.#take(1)[0] !== 0x0a) {
      if (this.#position - start > longestLine) throw new RangeError('a line without an end');
    }
    const count = this.#position - start - 1;
    this.#position = start;
    const text = this.#take(count).toString('latin1');
    this.skip(1);
    // In texts of protocol 0 what does not fit into a byte, or would end the line, is escaped.
    return text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
      String.fromCharCode(parseInt(code, 16)),
    );
  }

  /** The next bytes, which stay as they are until the next call only. */
  #take(count: number): Buffer {
    const start = this.#position;
    this.skip(count);
    if (count > pageSize) return this.#read(Buffer.alloc(count), start);
    if (start < this.#pageStart || start + count > this.#pageStart + this.#pageLength) {
      this.#pageStart = start;
      this.#pageLength = Math.min(pageSize, this.size - start);
      this.#read(this.#page.subarray(0, this.#pageLength), start);
    }
    return this.#page.subarray(start - this.#pageStart, start - this.#pageStart + count);
  }

  #read(target: Buffer, position: number): Buffer {
    for (let done = 0; done < target.length;) {
      const count = readSync(this.#handle, target, done, target.length - done, position + done);
      if (count === 0) throw new RangeError('the file ends too early');
      done += count;
    }
    return target;
  }
}
