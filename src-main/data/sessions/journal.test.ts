import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fileHeader,
  JournalScanner,
  parseFileHeader,
  recordHeaderLength,
  recordOverhead,
  sealRecord,
  type JournalDamage,
} from './journal.ts';

interface Plain {
  type: number;
  arrivalMs: number;
  payload: Uint8Array;
}

const record: fc.Arbitrary<Plain> = fc.record({
  type: fc.integer({ min: 0, max: 255 }),
  arrivalMs: fc.double({ noNaN: true }),
  // Payloads that look like the start of a record are the hard ones.
  payload: fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.array(fc.constantFrom(0xf5, 0xa5, 0, 2), { maxLength: 60 }).map((b) => Uint8Array.from(b)),
  ),
});

function encode({ type, arrivalMs, payload }: Plain): Buffer {
  const bytes = Buffer.alloc(recordOverhead + payload.length);
  bytes.set(payload, recordHeaderLength);
  expect(sealRecord(bytes, 0, type, arrivalMs, payload.length)).toBe(bytes.length);
  return bytes;
}

function scan(bytes: Buffer, cuts: number[] = []) {
  const damages: JournalDamage[] = [];
  const scanner = new JournalScanner(0, (damage) => damages.push(damage));
  const records: Plain[] = [];
  const keep = (found: ReturnType<JournalScanner['push']>) => {
    for (const { type, arrivalMs, payload } of found) {
      records.push({ type, arrivalMs, payload: Uint8Array.from(payload) });
    }
  };
  let start = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    keep(scanner.push(bytes.subarray(start, cut)));
    start = cut;
  }
  keep(scanner.push(bytes.subarray(start)));
  keep(scanner.finish());
  return { records, damages, goodEnd: scanner.goodEnd };
}

const records = fc.array(record, { maxLength: 8 });
const cutting = fc.array(fc.nat(400), { maxLength: 6 });

describe('records', () => {
  test('come back as they were, however the file is cut into reads', () => {
    fc.assert(
      fc.property(records, cutting, (plain, cuts) => {
        const bytes = Buffer.concat(plain.map(encode));
        const found = scan(
          bytes,
          cuts.filter((cut) => cut <= bytes.length),
        );
        expect(found.records).toEqual(plain);
        expect(found.damages).toEqual([]);
        expect(found.goodEnd).toBe(bytes.length);
      }),
    );
  });

  test('a file cut anywhere gives the records that are whole', () => {
    fc.assert(
      fc.property(records, fc.nat(), (plain, position) => {
        const parts = plain.map(encode);
        const bytes = Buffer.concat(parts);
        const cut = position % (bytes.length + 1);
        let end = 0;
        const whole = parts.filter((part) => (end += part.length) <= cut).length;
        const found = scan(bytes.subarray(0, cut));
        expect(found.records).toEqual(plain.slice(0, whole));
        expect(found.damages.reduce((sum, { length }) => sum + length, 0)).toBe(
          cut - found.goodEnd,
        );
      }),
    );
  });

  test('damage costs the records it hits, and its bytes are counted', () => {
    const damaged = fc.tuple(fc.array(record, { minLength: 3, maxLength: 8 }), fc.nat(), cutting);
    fc.assert(
      fc.property(damaged, ([plain, position, cuts]) => {
        const parts = plain.map(encode);
        const bytes = Buffer.concat(parts);
        const hit = position % bytes.length;
        bytes[hit]! ^= 0x40;
        let end = 0;
        const index = parts.findIndex((part) => (end += part.length) > hit);
        const found = scan(
          bytes,
          cuts.filter((cut) => cut <= bytes.length),
        );
        // The reserved byte and every other one are under the checksum.
        expect(found.records).toEqual(plain.filter((_, i) => i !== index));
        expect(found.damages).toEqual([
          { offset: end - parts[index]!.length, length: parts[index]!.length },
        ]);
      }),
    );
  });

  test('a length beyond all measure does not make the scanner wait for it', () => {
    const lie = encode({ type: 2, arrivalMs: 1, payload: new Uint8Array(8) });
    lie.writeUInt32LE(0xffff_fff0, 4);
    const good = { type: 2, arrivalMs: 2, payload: Uint8Array.of(1, 2, 3) };
    const scanner = new JournalScanner(0, () => undefined);
    expect(scanner.push(Buffer.concat([lie, encode(good)]))).toHaveLength(1);
  });

  test('noise gives no record and no exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (noise) => {
        const found = scan(Buffer.from(noise));
        expect(found.records).toEqual([]);
      }),
    );
  });
});

test('the file header carries version and checksum', () => {
  const header = fileHeader();
  expect(header.subarray(0, 8).toString('latin1')).toBe('QWJOURNL');
  expect(parseFileHeader(header)).toEqual({ major: 1, minor: 1 });
  for (let i = 0; i < header.length; i++) {
    const damaged = Buffer.from(header);
    damaged[i]! ^= 1;
    expect(parseFileHeader(damaged)).toBeUndefined();
    expect(parseFileHeader(header.subarray(0, i))).toBeUndefined();
  }
});
