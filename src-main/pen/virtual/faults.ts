import { UserError } from '../../contract/alerts.ts';
import type { RandomGenerator } from '../../simulator/random.ts';

/** What goes wrong between a pen and a computer. */
export interface Faults {
  /** Share of packets that are lost, 0..1. */
  readonly loss?: number;
  /** Packets are gathered for so long and arrive at once, ms. */
  readonly burstMs?: number;
  /** Probability that a bit is turned over. */
  readonly bitErrors?: number;
  /** The pen is away for so long in the middle of its text, ms. */
  readonly offMs?: number;
}

/** Bytes as they leave the pen, and when; `awayMs`: the pen is gone for so long instead. */
export type VirtualPacket =
  | { readonly atMs: number; readonly bytes: Uint8Array }
  | { readonly atMs: number; readonly awayMs: number };

const remedy =
  'Give for example --faults loss=1%,burst=30ms,bit-errors=1e-6,off=10s; each part may be left out.';

/** @throws UserError `virtual-faults` */
export function parseFaults(text: string): Faults {
  const faults: { -readonly [K in keyof Faults]: Faults[K] } = {};
  for (const part of text.split(',').filter((entry) => entry.trim() !== '')) {
    const [name, value = ''] = part.trim().split('=');
    if (name === 'loss') faults.loss = share(value, part);
    else if (name === 'bit-errors') faults.bitErrors = share(value, part);
    else if (name === 'burst') faults.burstMs = duration(value, part);
    else if (name === 'off') faults.offMs = duration(value, part);
    else throw new UserError('virtual-faults', `There is no fault “${part}”.`, remedy);
  }
  return faults;
}

function share(text: string, part: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text === '' || !(value >= 0 && value <= 1)) {
    throw new UserError('virtual-faults', `“${part}” is no share from 0 to 1 (100 %).`, remedy);
  }
  return value;
}

function duration(text: string, part: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(text) ?? [];
  if (number === undefined) {
    throw new UserError('virtual-faults', `“${part}” is no time in ms or s.`, remedy);
  }
  return Number(number) * (unit === 's' ? 1000 : 1);
}

/**
 * The same packets with what goes wrong on the way.
 * @param lengthMs how long the packets last: the pen goes away in the middle
 */
export function* withFaults(
  packets: Iterable<{ atMs: number; bytes: Uint8Array }>,
  { loss = 0, burstMs = 0, bitErrors = 0, offMs = 0 }: Faults,
  random: RandomGenerator,
  lengthMs = 0,
): Generator<VirtualPacket> {
  let leavesMs = offMs > 0 ? lengthMs / 2 : Number.POSITIVE_INFINITY;
  let returnsMs = Number.NEGATIVE_INFINITY;
  for (const { atMs, bytes } of packets) {
    if (atMs >= leavesMs) {
      yield { atMs, awayMs: offMs };
      returnsMs = atMs + offMs;
      leavesMs = Number.POSITIVE_INFINITY;
    }
    // What a pen measures while it is away is heard by nobody.
    if (atMs < returnsMs || random.uniform(0, 1) < loss) continue;
    yield {
      atMs: burstMs > 0 ? Math.ceil(atMs / burstMs) * burstMs : atMs,
      bytes: bitErrors > 0 ? turned(bytes, bitErrors, random) : bytes,
    };
  }
}

function turned(bytes: Uint8Array, probability: number, random: RandomGenerator): Uint8Array {
  const damaged = Uint8Array.from(bytes);
  for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
    if (random.uniform(0, 1) < probability) damaged[bit >> 3]! ^= 1 << (bit & 7);
  }
  return damaged;
}
