import { crc16 } from './crc16.ts';

export interface Checksum {
  /** Bytes it takes. */
  readonly size: 1 | 2;
  /** Of the bytes from `start` up to `end`. */
  compute(bytes: Uint8Array, start: number, end: number): number;
}

function folded(fold: (sum: number, byte: number) => number, mask: number): Checksum['compute'] {
  return (bytes, start, end) => {
    let sum = 0;
    for (let at = start; at < end; at += 1) sum = fold(sum, bytes[at]!) & mask;
    return sum;
  };
}

const xor = (sum: number, byte: number) => sum ^ byte;
const add = (sum: number, byte: number) => sum + byte;

/** Checksums by the names that profiles use. */
export const checksums = {
  /** All bytes by exclusive or. */
  xor8: { size: 1, compute: folded(xor, 0xff) },
  /** All bytes added, modulo 256. */
  sum8: { size: 1, compute: folded(add, 0xff) },
  /** All bytes added, modulo 65536. */
  sum16: { size: 2, compute: folded(add, 0xffff) },
  /** Polynomial 0x1021, initial value 0xFFFF ("CCITT-FALSE"). */
  crc16: { size: 2, compute: crc16 },
} as const satisfies Record<string, Checksum>;

export type ChecksumName = keyof typeof checksums;
export const checksumNames = Object.keys(checksums) as ChecksumName[];
