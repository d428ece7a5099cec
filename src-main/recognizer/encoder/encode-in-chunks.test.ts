import { expect, test } from 'vitest';
import { encodeInChunks } from './encode-in-chunks.ts';

const downSampling = 4;
const channels = 2;

/** A network that sees two seconds to either side: its one logit is the sum over that stretch. */
function localEncoder(lengths: number[]) {
  return {
    encode: (values: Float32Array, length: number) => {
      expect(values.length).toBe(length * channels);
      lengths.push(length);
      const frames = Math.ceil(length / downSampling);
      const logits = new Float32Array(frames);
      for (let frame = 0; frame < frames; frame++) {
        const center = frame * downSampling;
        for (let index = Math.max(0, center - 200); index < center + 200; index++) {
          logits[frame]! += values[index * channels] ?? 0;
        }
      }
      return Promise.resolve({ logits, frames, classes: 1 });
    },
  };
}

/** Whole numbers, so that sums do not depend on where they begin. */
const samples = (length: number) =>
  Float32Array.from({ length: length * channels }, (_, index) => (index * index) % 17);

test('up to a minute is one piece', async () => {
  const lengths: number[] = [];
  const shape = { length: 6000, channels, downSampling, rateHz: 100 };
  await encodeInChunks(localEncoder(lengths), samples(6000), shape);
  expect(lengths).toEqual([6000]);
});

test.each([6001, 9000, 9003, 15_600])(
  '%d samples in chunks are those in one piece',
  async (length) => {
    const lengths: number[] = [];
    const values = samples(length);
    const chunked = await encodeInChunks(localEncoder(lengths), values, {
      length,
      channels,
      downSampling,
      rateHz: 100,
    });
    expect(lengths.length).toBe(Math.ceil(Math.ceil(length / downSampling) / 750));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(3600);
    const whole = await localEncoder([]).encode(values, length);
    expect(chunked.frames).toBe(whole.frames);
    expect(chunked.logits).toEqual(whole.logits);
  },
);
