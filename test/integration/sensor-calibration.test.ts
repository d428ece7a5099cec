import { expect, test } from 'vitest';
import { allChannels, channelCount, channelIndex } from '../../src-main/contract/sensors.ts';
import { CalibrationRun } from '../../src-main/signal/sensor-calibration/calibration-run.ts';
import { simulateGesture } from '../../src-main/simulator/gestures.ts';
import { drawPenHardware } from '../../src-main/simulator/pen-hardware.ts';
import { RandomGenerator } from '../../src-main/simulator/random.ts';

test.each([1, 2, 3, 4, 5])('the errors of simulated pen %i are found', (seed) => {
  const pen = drawPenHardware(seed);
  const random = new RandomGenerator(seed);
  const run = new CalibrationRun(allChannels);
  let timeMs = 0;
  for (const step of run.steps) {
    run.begin(step);
    const values = simulateGesture(step, { pen, rateHz: 100, random });
    for (let at = 0; at < values.length; at += channelCount) {
      timeMs += 10;
      run.push({ timeMs, mask: allChannels, values: values.slice(at, at + channelCount) });
    }
    expect(run.state.feedback).toMatchObject({ step, good: true });
  }
  const { bias, scale, forceThreshold } = run.result()!;
  const found = (first: 'ax' | 'gx' | 'mx', axis: number) => ({
    bias: bias[channelIndex(first) + axis]!,
    scale: scale[channelIndex(first) + axis]!,
  });
  for (const axis of [0, 1, 2]) {
    expect(found('gx', axis).bias).toBeCloseTo(pen.gyroscope.bias[axis]!, 2);
    expect(Math.abs(found('ax', axis).bias - pen.accelerometer.bias[axis]!)).toBeLessThan(0.06);
    expect(Math.abs(found('ax', axis).scale * pen.accelerometer.gain[axis]! - 1)).toBeLessThan(
      0.01,
    );
    expect(Math.abs(found('mx', axis).bias - pen.magnetometer.bias[axis]!)).toBeLessThan(1.5);
  }
  expect(forceThreshold).toBeGreaterThan(0.08);
  expect(forceThreshold).toBeLessThan(0.16);
});
