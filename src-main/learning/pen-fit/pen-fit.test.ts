import { expect, test } from 'vitest';
import { allChannels, channelCount, type SampleWindow } from '../../contract/sensors.ts';
import { rotationFromVector } from '../../simulator/rotation.ts';
import { asItIs, fitted } from './pen-fit.ts';

function windowOf(valueAt: (t: number, channel: number) => number, length = 400): SampleWindow {
  const values = Float32Array.from({ length: length * channelCount }, (_, i) =>
    valueAt(Math.floor(i / channelCount), i % channelCount),
  );
  return { values, length, rateHz: 100, mask: allChannels, startMs: 0 };
}

const amplitude = ({ values, length }: SampleWindow, channel: number) =>
  Math.max(
    ...Array.from({ length: length / 2 }, (_, t) =>
      Math.abs(values[(length / 4 + t) * channelCount + channel]!),
    ),
  );

test('nothing is done to a pen as it is', () => {
  const window = windowOf((t, channel) => Math.sin(t * channel));
  const { values, ...rest } = fitted(window, asItIs);
  expect({ ...rest, values: window.values }).toEqual(window);
  expect(values.every((value, i) => value === window.values[i])).toBe(true);
});

test('smoothing keeps what is slow and halves the limit', () => {
  const smoothed = (hz: number) =>
    amplitude(
      fitted(
        windowOf((t) => Math.cos((2 * Math.PI * hz * t) / 100)),
        {
          ...asItIs,
          smoothingHz: 10,
        },
      ),
      3,
    );
  expect(smoothed(0)).toBeCloseTo(1, 5);
  expect(smoothed(1)).toBeGreaterThan(0.98);
  expect(smoothed(10)).toBeCloseTo(0.5, 2);
  expect(smoothed(30)).toBeLessThan(0.01);
});

test('time is stretched, and every sensor turned', () => {
  const window = windowOf((t, channel) => (channel < 3 ? (channel + 1) * t : 0), 100);
  const { length, values } = fitted(window, {
    ...asItIs,
    tempo: 1.5,
    rotation: rotationFromVector(0, 0, Math.PI / 2),
  });
  expect(length).toBe(150);
  // A quarter turn about z: x becomes y, y becomes −x.
  const at = 60 * channelCount;
  expect(Array.from(values.subarray(at, at + 3), (value) => Math.round(value))).toEqual([
    -80, 40, 120,
  ]);
});
