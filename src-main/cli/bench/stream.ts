import type { PenSample } from '../../contract/sensors.ts';
import { channelCount, channelNames } from '../../contract/sensors.ts';
import { createDecoder } from '../../pen/framing/decoder.ts';
import { FrameEncoder } from '../../pen/framing/encoder.ts';
import { quillwaveProfile } from '../../pen/profiles.ts';
import { SignalPath } from '../../signal/signal-path.ts';
import { simulateText } from '../../simulator/simulate.ts';
import type { Measurement } from './measurement.ts';

const rateHz = 100;
const minimumMs = 1500;

/** Bytes a second through the frame decoder, in chunks as a serial line gives them. */
export function benchDecoder(): Measurement[] {
  const { stream, samples } = encodedWriting();
  const decoder = createDecoder(quillwaveProfile, {
    onSample: () => undefined,
    onInformation: () => undefined,
  });
  const { rounds, seconds } = repeat(() => {
    for (let start = 0; start < stream.length; start += 256) {
      decoder.push(stream.subarray(start, start + 256), 0);
    }
  });
  return [
    {
      name: 'decoder, 13 channels',
      value: (rounds * stream.length) / seconds / 1e6,
      unit: 'MB/s',
    },
    realTime('decoder', (rounds * samples) / seconds),
  ];
}

/** Samples a second through resampling, contact, segmentation and ring. */
export function benchSignal(): Measurement[] {
  const { values, length } = simulateText('2718281828', { seed: 5, rateHz });
  const path = new SignalPath({
    onSegmentStart: () => undefined,
    onSegmentEnd: () => undefined,
  });
  const sample: PenSample = { timeMs: 0, mask: 0x1fff, values: new Float32Array(channelCount) };
  const { rounds, seconds } = repeat(() => {
    for (let index = 0; index < length; index += 1) {
      for (let channel = 0; channel < channelCount; channel += 1) {
        sample.values[channel] = values[index * channelCount + channel]!;
      }
      sample.timeMs += 1000 / rateHz;
      path.push(sample);
    }
  });
  return [realTime('signal path', (rounds * length) / seconds)];
}

function realTime(name: string, samplesPerSecond: number): Measurement {
  return {
    name: `${name}, times real time at ${rateHz} Hz`,
    value: samplesPerSecond / rateHz,
    unit: '×',
    target: 'at least 1,000',
  };
}

function encodedWriting(): { stream: Uint8Array; samples: number } {
  const { values, length } = simulateText('3141592653589793', { seed: 3, rateHz });
  const encoder = new FrameEncoder({ channels: channelNames, rateHz });
  const parts: Uint8Array[] = [encoder.information()];
  for (let start = 0; start < length; start += 2) {
    const count = Math.min(2, length - start);
    const times = [start * 10, start * 10 + 10];
    parts.push(encoder.samples(values.subarray(start * channelCount), times, count));
  }
  return { stream: new Uint8Array(Buffer.concat(parts)), samples: length };
}

function repeat(work: () => void): { rounds: number; seconds: number } {
  work();
  const start = performance.now();
  let rounds = 0;
  while (performance.now() - start < minimumMs) {
    work();
    rounds += 1;
  }
  return { rounds, seconds: (performance.now() - start) / 1000 };
}
