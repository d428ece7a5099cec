import type { PenInformation } from '../../contract/pens.ts';
import { channelCount } from '../../contract/sensors.ts';
import type { PenProfile } from '../profiles.ts';
import { createDecoder, type PenDecoder } from './decoder.ts';

export interface CollectedSample {
  readonly timeMs: number;
  readonly mask: number;
  readonly values: readonly number[];
}

/** A decoder whose samples and information are kept; for tests. */
export function collect(profile: PenProfile): {
  decoder: PenDecoder;
  samples: CollectedSample[];
  information: PenInformation[];
} {
  const samples: CollectedSample[] = [];
  const information: PenInformation[] = [];
  const decoder = createDecoder(profile, {
    onSample: ({ timeMs, mask, values }) => samples.push({ timeMs, mask, values: [...values] }),
    onInformation: (told) => information.push(told),
  });
  return { decoder, samples, information };
}

/** Pseudo-random bytes that are the same every time (xorshift32). */
export function noise(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let index = 0; index < length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** `count` rows of 13 smooth values, within every default full scale. */
export function smoothRows(count: number): { values: Float32Array; timesMs: Float64Array } {
  const values = new Float32Array(count * channelCount);
  const timesMs = new Float64Array(count);
  for (let row = 0; row < count; row += 1) {
    timesMs[row] = 10 * row;
    for (let channel = 0; channel < channelCount; channel += 1) {
      values[row * channelCount + channel] = 9 * Math.sin(row / 20 + channel);
    }
  }
  return { values, timesMs };
}

/** Pushes bytes in pieces of changing length. */
export function pushInPieces(
  decoder: PenDecoder,
  bytes: Uint8Array,
  lengths: readonly number[],
  arrivalMs: (offset: number) => number = () => 0,
): void {
  let offset = 0;
  for (let piece = 0; offset < bytes.length; piece += 1) {
    const length = Math.max(1, lengths[piece % lengths.length] ?? bytes.length);
    decoder.push(bytes.subarray(offset, offset + length), arrivalMs(offset));
    offset += length;
  }
}

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
