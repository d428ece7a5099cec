import type { RandomGenerator } from '../../src-main/simulator/random.ts';

/** What readers stumble over where a number is expected. */
const strange = [
  '',
  '-',
  '0',
  '-1',
  '1e308',
  '1e-320',
  'NaN',
  '4294967296',
  '0x10',
  'null',
  '[]',
  '{}',
];
const most = 8;

/** Some bytes, damaged in one to eight places: as lines, disks and people do it. */
export function mutated(seed: Uint8Array, random: RandomGenerator): Uint8Array {
  let bytes = Buffer.from(seed);
  for (let left = random.integer(1, most); left > 0; left -= 1) bytes = damaged(bytes, random);
  return bytes;
}

function damaged(bytes: Buffer<ArrayBuffer>, random: RandomGenerator): Buffer<ArrayBuffer> {
  const at = random.integer(0, Math.max(0, bytes.length - 1));
  const end = Math.min(bytes.length, at + random.integer(1, 64));
  const [head, middle, tail] = [
    bytes.subarray(0, at),
    bytes.subarray(at, end),
    bytes.subarray(end),
  ];
  switch (random.integer(0, 6)) {
    case 0:
      return flipped(bytes, at, random);
    case 1:
      return Buffer.concat([head, tail]);
    case 2:
      return Buffer.concat([head, middle, middle, tail]);
    case 3:
      return Buffer.concat([head, noise(random), tail]);
    case 4:
      return head.length > 0 ? Buffer.from(head) : bytes;
    case 5:
      return withNumber(bytes, at, random);
    default:
      return Buffer.concat([head, tail, middle]);
  }
}

function flipped(bytes: Buffer<ArrayBuffer>, at: number, random: RandomGenerator) {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) copy[at]! ^= 1 << random.integer(0, 7);
  return copy;
}

function noise(random: RandomGenerator): Buffer {
  return Buffer.from(Array.from({ length: random.integer(1, 32) }, () => random.integer(0, 255)));
}

/** Another number in the place of the next one; where there is none, between two bytes. */
function withNumber(bytes: Buffer<ArrayBuffer>, at: number, random: RandomGenerator) {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x2b && byte <= 0x39;
  let start = at;
  while (start < Math.min(bytes.length, at + 256) && !isDigit(bytes[start])) start += 1;
  let end = start;
  while (isDigit(bytes[end])) end += 1;
  const number = Buffer.from(random.pick(strange));
  return Buffer.concat([bytes.subarray(0, start), number, bytes.subarray(end)]);
}
