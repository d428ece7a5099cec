import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allChannels, channelCount } from '../contract/sensors.ts';
import { resampleUniform } from './resample.ts';
import { UniformResampler } from './uniform-resampler.ts';

function sampled(timesMs: number[], signal: (timeMs: number) => number) {
  const values = new Float32Array(timesMs.length * channelCount);
  timesMs.forEach((time, index) => {
    for (let channel = 0; channel < channelCount; channel += 1) {
      values[index * channelCount + channel] = signal(time) * (channel + 1);
    }
  });
  return resampleUniform(Float64Array.from(timesMs), values, allChannels);
}

function times(rateHz: number, durationMs: number): number[] {
  const count = Math.floor((durationMs * rateHz) / 1000) + 1;
  return Array.from({ length: count }, (_, index) => (index * 1000) / rateHz);
}

test('is the identity for a source that already has the rate', () => {
  const window = sampled(times(100, 500), (time) => Math.sin(time / 30));
  expect(window.length).toBe(51);
  for (let index = 0; index < window.length; index += 1) {
    expect(window.values[index * channelCount]).toBeCloseTo(Math.sin((index * 10) / 30), 6);
  }
});

test.each([25, 33.3, 50, 88, 120, 200, 400])(
  'keeps a straight line and the duration at %d Hz',
  (rateHz) => {
    const source = times(rateHz, 2000);
    const window = sampled(source, (time) => 3 + time / 100);
    expect(window.length).toBeGreaterThanOrEqual(Math.floor(source.at(-1)! / 10));
    // The first and last point of an averaged source lack half their window.
    for (let index = 1; index < window.length - 1; index += 1) {
      expect(window.values[index * channelCount]).toBeCloseTo(3 + index / 10, 3);
    }
  },
);

test('keeps a 5 Hz stroke and removes a 90 Hz rattle of a 400 Hz source', () => {
  const rms = (values: number[]) => Math.hypot(...values) / Math.sqrt(values.length);
  const amplitude = (hertz: number) => {
    const window = sampled(times(400, 3000), (time) =>
      Math.sin((2 * Math.PI * hertz * time) / 1000),
    );
    return rms(Array.from({ length: window.length }, (_, i) => window.values[i * channelCount]!));
  };
  expect(amplitude(5)).toBeGreaterThan(0.69);
  // Unfiltered it would fold back to 10 Hz at full strength (0.707).
  expect(amplitude(90)).toBeLessThan(0.4);
});

test('any jitter gives a uniform grid whose values lie between their neighbours', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.5, max: 80, noNaN: true }), { minLength: 2, maxLength: 80 }),
      (steps) => {
        let now = 0;
        const source = [0, ...steps.map((step) => (now += step))];
        const window = sampled(source, (time) => time);
        expect(window.length).toBe(window.values.length / channelCount);
        for (let index = 1; index < window.length; index += 1) {
          const here = window.values[index * channelCount]!;
          expect(here).toBeGreaterThanOrEqual(window.values[(index - 1) * channelCount]! - 1e-3);
          expect(Math.abs(here - index * 10)).toBeLessThan(5.1);
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('a long hole restarts the grid and is reported, a short one is bridged', () => {
  const gaps: number[] = [];
  const emitted: number[] = [];
  const resampler = new UniformResampler({
    onUniform: (_values, _mask, timeMs) => emitted.push(timeMs),
    onGap: (gap) => gaps.push(gap),
  });
  const values = new Float32Array(channelCount);
  for (const timeMs of [0, 10, 20, 120, 130, 1137, 1147]) {
    resampler.push({ timeMs, mask: allChannels, values });
  }
  expect(gaps).toEqual([1007]);
  expect(emitted.filter((time) => time <= 130)).toHaveLength(14);
  expect(emitted.slice(14)).toEqual([1137, 1147]);
});

test('repeated, reordered and non-finite times are passed over', () => {
  const emitted: number[] = [];
  const resampler = new UniformResampler({
    onUniform: (_values, _mask, timeMs) => emitted.push(timeMs),
    onGap: () => emitted.push(Number.NaN),
  });
  const values = new Float32Array(channelCount);
  for (const timeMs of [0, 10, 10, 5, Number.NaN, Infinity, 20]) {
    resampler.push({ timeMs, mask: allChannels, values });
  }
  expect(emitted).toEqual([0, 10, 20]);
});
