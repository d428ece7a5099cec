import { expect, test } from 'vitest';
import { channelCount, maskOf } from '../../contract/sensors.ts';
import { quillwaveProfile } from '../profiles.ts';
import { createDecoder } from './decoder.ts';
import { FrameEncoder } from './encoder.ts';

test('what the encoder writes, the decoder reads', () => {
  const encoder = new FrameEncoder({ channels: ['ax', 'gz', 'force'], rateHz: 100, name: 'test' });
  const samples: { timeMs: number; mask: number; values: number[] }[] = [];
  const information: unknown[] = [];
  const decoder = createDecoder(quillwaveProfile, {
    onSample: (sample) => samples.push({ ...sample, values: [...sample.values] }),
    onInformation: (told) => information.push(told),
  });
  const values = new Float32Array(2 * channelCount);
  values[0] = 9.81;
  values[8] = -1;
  values[12] = 2;
  values[channelCount] = 1e6;
  decoder.push(encoder.information(), 0);
  decoder.push(encoder.samples(values, [10, 20.5], 2), 0);
  decoder.push(encoder.battery(0.5), 0);
  expect(information.at(-1)).toEqual({
    name: 'test',
    rateHz: 100,
    channels: ['ax', 'gz', 'force'],
    battery: 0.5,
  });
  expect(samples.map(({ timeMs }) => timeMs)).toEqual([10, 20.5]);
  expect(samples[0]!.mask).toBe(maskOf(['ax', 'gz', 'force']));
  expect(samples[0]!.values[0]).toBeCloseTo(9.81, 2);
  expect(samples[0]!.values[8]).toBeCloseTo(-1, 3);
  expect(samples[0]!.values[12]).toBeCloseTo(2, 3);
  expect(samples[1]!.values[0]).toBeCloseTo(8 * 9.80665, 2);
  expect(decoder.statistics).toMatchObject({
    samples: 2,
    frames: 3,
    badFrames: 0,
    garbageBytes: 0,
  });
});
