import { expect, test } from 'vitest';
import { allChannels, channelCount, channelNames } from '../../contract/sensors.ts';
import { penProfiles, type PenProfile } from '../profiles.ts';
import { profileEncoder } from '../virtual/profile-encoder.ts';
import { FrameEncoder } from './encoder.ts';
import { createDecoder } from './decoder.ts';
import { ascii, join, noise, smoothRows } from './testing.ts';

const megabyte = 1 << 20;
const total = 10 * megabyte;

function validStream(profile: PenProfile): Uint8Array {
  const { values, timesMs } = smoothRows(2000);
  if (profile.framing === 'text' || profile.framing === 'fixed') {
    const pen = profileEncoder(profile, 100);
    const rows = Array.from({ length: 2000 }, (_, row) =>
      pen.encode({
        timeMs: timesMs[row]!,
        mask: allChannels,
        values: values.subarray(row * channelCount, (row + 1) * channelCount),
      }),
    );
    // Notifications end the rows of some pens; in a stream that is cut anywhere they need an end.
    const lineEnds = profile.framing === 'text' && profile.boundaries === 'chunks';
    return join(...rows.flatMap((row) => (lineEnds ? [row, ascii('\n')] : [row])));
  }
  const encoder = new FrameEncoder({ channels: channelNames, rateHz: 100, name: 'pen' });
  return join(encoder.information(), encoder.samples(values, timesMs, 2000), encoder.battery(1));
}

/** 10 MB made of a valid stream in which about one byte in 200 is changed, left out or doubled. */
function mutated(valid: Uint8Array): Uint8Array {
  const dice = noise(total, 77);
  const bytes = new Uint8Array(total);
  let read = 0;
  for (let write = 0; write < total; write += 1) {
    const byte = valid[read % valid.length]!;
    const die = dice[write]!;
    bytes[write] = die === 0 ? dice[(write * 7) % total]! : byte;
    if (die !== 1) read += die === 2 ? 2 : 1;
  }
  return bytes;
}

/** Pushes 10 MB in pieces of changing length and looks at everything that comes out. */
function run(profile: PenProfile, bytes: Uint8Array) {
  let lastMs = Number.NEGATIVE_INFINITY;
  let samples = 0;
  const decoder = createDecoder(profile, {
    onSample: ({ timeMs, mask, values }) => {
      samples += 1;
      if (!(timeMs >= lastMs)) throw new Error(`time fell from ${lastMs} to ${timeMs}`);
      lastMs = timeMs;
      if (mask <= 0 || mask >= 1 << channelCount) throw new Error(`mask ${mask}`);
      for (const value of values) if (!Number.isFinite(value)) throw new Error(`value ${value}`);
    },
    onInformation: () => undefined,
  });
  let arrivalMs = 0;
  for (let offset = 0, piece = 0; offset < bytes.length; piece += 1) {
    const length = 1 + ((piece * 2_654_435_761) >>> 20);
    decoder.push(bytes.subarray(offset, offset + length), (arrivalMs += 5));
    offset += length;
  }
  expect(decoder.statistics.bytes).toBe(bytes.length);
  expect(decoder.statistics.samples).toBe(samples);
  return { decoder, samples };
}

/** Bytes that an object graph holds in arrays: what could grow. */
function held(value: unknown, seen = new Set<unknown>()): number {
  if (typeof value !== 'object' || value === null || seen.has(value)) return 0;
  seen.add(value);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  const own = Array.isArray(value) ? 8 * value.length : 0;
  return Object.values(value).reduce<number>((sum, inner) => sum + held(inner, seen), own);
}

const random = noise(total, 42);

test.each(penProfiles.map((profile) => [profile.id, profile] as const))(
  '%s: 10 MB of noise and 10 MB of damage pass without a fault, and nothing grows',
  (_, profile) => {
    const before = held(createDecoder(profile, { onSample: () => 0, onInformation: () => 0 }));
    const { decoder } = run(profile, random);
    const damaged = run(profile, mutated(validStream(profile)));
    for (const used of [decoder, damaged.decoder]) expect(held(used)).toBeLessThan(before + 20_000);
    expect(damaged.samples).toBeGreaterThan(1000);
    if (profile.framing !== 'fixed') {
      expect(decoder.statistics.garbageBytes).toBeGreaterThan(0.9 * total);
      expect(decoder.statistics.badFrames).toBeGreaterThan(1000);
    }
  },
  // Twenty megabytes, on a machine that may be busy.
  120_000,
);
