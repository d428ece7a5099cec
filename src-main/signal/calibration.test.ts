import { expect, test } from 'vitest';
import { allChannels, channelCount, channelIndex } from '../contract/sensors.ts';
import { applyCalibration, neutralCalibration, removeCalibration } from './calibration.ts';
import { SignalPath } from './signal-path.ts';

const gx = channelIndex('gx');
const calibration = {
  bias: neutralCalibration.bias.with(gx, 0.25),
  scale: neutralCalibration.scale.with(gx, 2),
};

test('bias goes before scale, in every row; other channels stay', () => {
  const values = new Float32Array(2 * channelCount).fill(1);
  applyCalibration(values, calibration);
  expect(values[gx]).toBe(1.5);
  expect(values[channelCount + gx]).toBe(1.5);
  expect(values[0]).toBe(1);
});

test('the live path corrects what it keeps and never what it was given', () => {
  const path = new SignalPath(
    {
      onSegmentStart: () => undefined,
      onSegmentEnd: () => undefined,
    },
    { calibration },
  );
  const values = new Float32Array(channelCount).fill(1);
  for (const timeMs of [0, 10, 20]) path.push({ timeMs, mask: allChannels, values });
  const window = path.window(0, 3);
  expect(window.length).toBe(3);
  expect(window.values[2 * channelCount + gx]).toBe(1.5);
  expect(values[gx]).toBe(1);
});

test('a correction is taken back, and changed while samples come', () => {
  const values = new Float32Array(channelCount).fill(1);
  applyCalibration(values, calibration);
  removeCalibration(values, calibration);
  expect(values).toEqual(new Float32Array(channelCount).fill(1));

  const path = new SignalPath({ onSegmentStart: () => undefined, onSegmentEnd: () => undefined });
  for (const timeMs of [0, 10, 20]) path.push({ timeMs, mask: allChannels, values });
  path.calibrate(calibration);
  for (const timeMs of [30, 40]) path.push({ timeMs, mask: allChannels, values });
  const window = path.window(0, 5);
  expect([2, 4].map((row) => window.values[row * channelCount + gx])).toEqual([1, 1.5]);
});
