import { channelCount, channelNames } from '../../contract/sensors.ts';
import { genericProfile, findPenProfile, quillwaveProfile, type PenProfile } from '../profiles.ts';
import { createDecoder } from './decoder.ts';
import { FrameEncoder } from './encoder.ts';

export interface DecoderSpeed {
  readonly what: string;
  readonly bytesPerSecond: number;
  readonly samplesPerSecond: number;
  /** Against 13 channels at 100 Hz. */
  readonly timesRealTime: number;
}

const rateHz = 100;
const seconds = 600;
const chunkBytes = 4096;

/**
 * Decodes ten minutes of 13 channels at 100 Hz, again and again, in chunks as a serial port reads
 * them, and tells the fastest pass.
 * @param passes Default 15.
 */
export function measureDecoders({ passes = 15 } = {}): DecoderSpeed[] {
  const single = frames(1);
  const cases: readonly (readonly [string, PenProfile, Uint8Array])[] = [
    ['frames of 1 sample', quillwaveProfile, single],
    ['frames of 8 samples', quillwaveProfile, frames(8)],
    ['frames of 1 sample, found by itself', genericProfile, single],
    ['OnHW text', findPenProfile('onhw')!, onhwLines()],
  ];
  return cases.map(([what, profile, bytes]) => {
    let fastest = Number.POSITIVE_INFINITY;
    let samples = 0;
    for (let pass = 0; pass < passes; pass += 1) {
      const decoder = createDecoder(profile, { onSample: () => 0, onInformation: () => 0 });
      const start = performance.now();
      for (let offset = 0; offset < bytes.length; offset += chunkBytes) {
        decoder.push(bytes.subarray(offset, offset + chunkBytes), 0);
      }
      fastest = Math.min(fastest, performance.now() - start);
      ({ samples } = decoder.statistics);
    }
    const samplesPerSecond = (1000 * samples) / fastest;
    return {
      what,
      bytesPerSecond: (1000 * bytes.length) / fastest,
      samplesPerSecond,
      timesRealTime: samplesPerSecond / rateHz,
    };
  });
}

function value(row: number, channel: number): number {
  return 5 * Math.sin(row / 17 + channel);
}

function frames(samplesPerFrame: number): Uint8Array {
  const encoder = new FrameEncoder({ channels: channelNames, rateHz, samplesPerFrame });
  const count = rateHz * seconds;
  const rows = Float32Array.from({ length: count * channelCount }, (_, index) =>
    value(Math.floor(index / channelCount), index % channelCount),
  );
  const times = Float64Array.from({ length: count }, (_, row) => (1000 * row) / rateHz);
  return encoder.samples(rows, times, count);
}

function onhwLines(): Uint8Array {
  const lines = Array.from({ length: rateHz * seconds }, (_, row) => {
    const counts = channelNames.map((_name, channel) => Math.round(3000 * value(row, channel)));
    return `${1_600_000_000_000 + 10 * row};${counts.join(';')};${row}\n`;
  });
  return new TextEncoder().encode(`\n${lines.join('')}`);
}
