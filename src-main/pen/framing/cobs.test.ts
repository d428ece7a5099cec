import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cobsDecode, cobsEncode, cobsEncodedLimit } from './cobs.ts';

function encode(bytes: readonly number[]): number[] {
  const target = new Uint8Array(cobsEncodedLimit(bytes.length));
  const end = cobsEncode(Uint8Array.from(bytes), bytes.length, target);
  return [...target.subarray(0, end)];
}

function decode(bytes: readonly number[]): number[] | undefined {
  const target = new Uint8Array(bytes.length);
  const length = cobsDecode(Uint8Array.from(bytes), 0, bytes.length, target);
  return length < 0 ? undefined : [...target.subarray(0, length)];
}

const range = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

// The example packet of Cheshire and Baker, section III, and the cases around a full block of 254.
const vectors: readonly (readonly [name: string, plain: number[], stuffed: number[]])[] = [
  ['nothing', [], [0x01]],
  ['a zero', [0x00], [0x01, 0x01]],
  ['two zeros', [0x00, 0x00], [0x01, 0x01, 0x01]],
  [
    'the packet of the paper',
    [0x45, 0x00, 0x00, 0x2c, 0x4c, 0x79, 0x00, 0x00, 0x40, 0x06, 0x4f, 0x37],
    [0x02, 0x45, 0x01, 0x04, 0x2c, 0x4c, 0x79, 0x01, 0x05, 0x40, 0x06, 0x4f, 0x37],
  ],
  ['a zero at the end', [0x11, 0x22, 0x00], [0x03, 0x11, 0x22, 0x01]],
  ['254 bytes without zero', range(1, 254), [0xff, ...range(1, 254)]],
  ['254 bytes behind a zero', range(0, 254), [0x01, 0xff, ...range(1, 254)]],
  ['255 bytes without zero', range(1, 255), [0xff, ...range(1, 254), 0x02, 0xff]],
  ['a zero after 253', [...range(2, 254), 0], [0xfe, ...range(2, 254), 0x01]],
  ['a zero after 254', [...range(1, 254), 0], [0xff, ...range(1, 254), 0x01, 0x01]],
];

test.each(vectors)('%s', (_, plain, stuffed) => {
  expect(encode(plain)).toEqual(stuffed);
  expect(decode(stuffed)).toEqual(plain);
});

test('round trip of anything: no zero inside, and no longer than stated', () => {
  const bytes = fc.oneof(
    fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 1200 }),
    fc.array(fc.constantFrom(0, 1, 255), { maxLength: 1200 }),
    fc.array(fc.constant(7), { minLength: 250, maxLength: 520 }),
  );
  fc.assert(
    fc.property(bytes, (plain) => {
      const stuffed = encode(plain);
      expect(stuffed).not.toContain(0);
      expect(stuffed.length).toBeLessThanOrEqual(cobsEncodedLimit(plain.length));
      expect(decode(stuffed)).toEqual(plain);
    }),
  );
});

test('a block that reaches beyond the end is refused', () => {
  expect(decode([0x05, 0x01])).toBeUndefined();
});
