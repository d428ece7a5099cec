import { crc32 } from 'node:zlib';

/**
 * The bytes of docs/formats/recordings.md: a file header, then records, each with its own checksum.
 * All numbers are little-endian.
 */
export const journalVersion = { major: 1, minor: 1 } as const;

export const recordType = {
  configuration: 1,
  bytes: 2,
  samples: 3,
  event: 4,
  end: 5,
} as const;

export const fileHeaderLength = 16;
/** sync u16, type u8, reserved u8, payload length u32, arrival f64 */
export const recordHeaderLength = 16;
const recordChecksumLength = 4;
export const recordOverhead = recordHeaderLength + recordChecksumLength;
/** A longer payload is damage. */
export const maximumPayload = 1 << 24;

const fileMagic = Buffer.from('QWJOURNL', 'latin1');
/** 0xF5 never occurs in UTF-8, so no text looks like the start of a record. */
const sync = Buffer.from([0xf5, 0xa5]);

export function fileHeader(): Buffer {
  const header = Buffer.alloc(fileHeaderLength);
  fileMagic.copy(header);
  header.writeUInt16LE(journalVersion.major, 8);
  header.writeUInt16LE(journalVersion.minor, 10);
  header.writeUInt32LE(crc32(header.subarray(0, 12)), 12);
  return header;
}

/** @returns the version, or undefined when these bytes are no intact file header */
export function parseFileHeader(header: Buffer): { major: number; minor: number } | undefined {
  if (header.length < fileHeaderLength) return undefined;
  if (!header.subarray(0, 8).equals(fileMagic)) return undefined;
  if (header.readUInt32LE(12) !== crc32(header.subarray(0, 12))) return undefined;
  return { major: header.readUInt16LE(8), minor: header.readUInt16LE(10) };
}

/**
 * Writes header and checksum around a payload that already stands at `at + recordHeaderLength`.
 * @returns the offset behind the record
 */
export function sealRecord(
  target: Buffer,
  at: number,
  type: number,
  arrivalMs: number,
  payloadLength: number,
): number {
  target[at] = sync[0]!;
  target[at + 1] = sync[1]!;
  target[at + 2] = type;
  target[at + 3] = 0;
  target.writeUInt32LE(payloadLength, at + 4);
  target.writeDoubleLE(arrivalMs, at + 8);
  const end = at + recordHeaderLength + payloadLength;
  target.writeUInt32LE(crc32(target.subarray(at + 2, end)), end);
  return end + recordChecksumLength;
}

export interface JournalRecord {
  readonly type: number;
  readonly arrivalMs: number;
  /** A view into the scanner's buffer: copy what is kept. */
  readonly payload: Buffer;
  /** Where the record starts in the file. */
  readonly offset: number;
  /** Where the next one starts. */
  readonly end: number;
}

/** A stretch of the file that belongs to no intact record. */
export interface JournalDamage {
  readonly offset: number;
  readonly length: number;
}

/**
 * Finds the intact records in a journal that comes in pieces. After damage it takes up again at
 * the next record whose checksum is right, so nothing behind the damage is lost.
 */
export class JournalScanner {
  #buffer: Buffer = Buffer.alloc(0);
  /** File offset of the first byte in the buffer. */
  #start: number;
  #damageStart: number | undefined;
  readonly #waste: Waste = { bytes: 0 };
  /** End of the last intact record. */
  goodEnd: number;

  constructor(
    startOffset: number,
    private readonly onDamage: (damage: JournalDamage) => void,
  ) {
    this.#start = startOffset;
    this.goodEnd = startOffset;
  }

  /** @returns the records that are complete now; they are valid until the next call */
  push(chunk: Buffer): JournalRecord[] {
    this.#buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    return this.#scan(false);
  }

  /** Call when the file has ended. */
  finish(): JournalRecord[] {
    const records = this.#scan(true);
    const rest = this.#start + this.#buffer.length;
    if (this.#buffer.length > 0) this.#damageStart ??= this.#start;
    this.#buffer = Buffer.alloc(0);
    this.#endDamage(rest);
    return records;
  }

  #scan(atEnd: boolean): JournalRecord[] {
    const records: JournalRecord[] = [];
    const buffer = this.#buffer;
    let at = 0;
    for (;;) {
      const size = recordSize(buffer, at, this.#waste);
      if (size === 'more' && !atEnd) break;
      if (typeof size === 'number') {
        const offset = this.#start + at;
        this.#endDamage(offset);
        records.push({
          type: buffer[at + 2]!,
          arrivalMs: buffer.readDoubleLE(at + 8),
          payload: buffer.subarray(at + recordHeaderLength, at + size - recordChecksumLength),
          offset,
          end: offset + size,
        });
        at += size;
        this.goodEnd = offset + size;
        continue;
      }
      if (at >= buffer.length) break;
      this.#damageStart ??= this.#start + at;
      const next = buffer.indexOf(sync, at + 1);
      // The last byte may be the first half of a sync.
      at = next >= 0 ? next : atEnd ? buffer.length : Math.max(at + 1, buffer.length - 1);
      if (next < 0) break;
    }
    this.#buffer = buffer.subarray(at);
    this.#start += at;
    return records;
  }

  #endDamage(end: number): void {
    const offset = this.#damageStart;
    if (offset === undefined) return;
    this.#damageStart = undefined;
    this.onDamage({ offset, length: end - offset });
  }
}

/** Checksums over what was no record, bytes; beyond it only short records are looked for in damage. */
const wasteLimit = 1 << 28;
const shortRecord = 4096;

interface Waste {
  bytes: number;
}

/**
 * @param waste what such calls have checked in vain so far: a file of nothing but headers must not cost
 *   its length squared
 * @returns the size of the intact record at `at`; `more` when it may be one that is not all there
 */
function recordSize(buffer: Buffer, at: number, waste: Waste): number | 'more' | undefined {
  const available = buffer.length - at;
  if (available >= 1 && buffer[at] !== sync[0]) return undefined;
  if (available >= 2 && buffer[at + 1] !== sync[1]) return undefined;
  if (available < recordHeaderLength) return 'more';
  const length = buffer.readUInt32LE(at + 4);
  if (length > maximumPayload) return undefined;
  if (length > shortRecord && waste.bytes > wasteLimit) return undefined;
  if (available < recordOverhead + length) return 'more';
  const end = at + recordHeaderLength + length;
  if (buffer.readUInt32LE(end) !== crc32(buffer.subarray(at + 2, end))) {
    waste.bytes += length;
    return undefined;
  }
  return recordOverhead + length;
}
