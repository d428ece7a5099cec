import { expect, test } from 'vitest';
import {
  allChannels,
  channelCount,
  channelsIn,
  channelIndex,
  standardGravity,
  type ChannelName,
} from '../contract/sensors.ts';
import { boardNames, sensorBoards } from './boards.ts';
import { CausalLowPass } from './filters.ts';
import {
  drawPenHardware,
  idealPen,
  type PenHardware,
  type PenHardwareOptions,
} from './pen-hardware.ts';
import { simulateText, type SimulatedWriting } from './simulate.ts';
import { drawWriterStyle } from './writer.ts';

const degree = Math.PI / 180;

function column({ values, length }: SimulatedWriting, name: ChannelName): number[] {
  const channel = channelIndex(name);
  return Array.from({ length }, (_, i) => values[i * channelCount + channel]!);
}
const mean = (list: readonly number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
const deviation = (list: readonly number[]) =>
  Math.sqrt(mean(list.map((one) => (one - mean(list)) ** 2)));

function write(pen: PenHardware, text = 'minimum', rateHz = 100) {
  return simulateText(text, { seed: 5, writer: drawWriterStyle(5), pen, rateHz });
}

test('without options a pen is, to the bit, the pen that recipes have always drawn', () => {
  for (const seed of [1, 7, 40]) {
    const plain = drawPenHardware(seed);
    expect(plain.electronics).toBeUndefined();
    expect(drawPenHardware(seed, { lost: [] })).toEqual(plain);
    const { force, electronics, ...rest } = drawPenHardware(seed, { force: 'stuck', jitterMs: 2 });
    const { force: plainForce, ...same } = plain;
    expect(rest).toEqual(same);
    expect(force.gain).toBe(plainForce.gain);
    expect(electronics).toEqual({ jitterMs: 2 });
  }
});

test('a filter of a chip halves the power at its bandwidth and delays as the data sheet says', () => {
  const rate = 1000;
  const gainAt = (hertz: number, cutoff: number) => {
    const filter = new CausalLowPass(cutoff, rate);
    const out = Array.from({ length: 4000 }, (_, i) =>
      filter.next(Math.sin((2 * Math.PI * hertz * i) / rate)),
    );
    return deviation(out.slice(2000)) / Math.SQRT1_2;
  };
  expect(gainAt(42, 42)).toBeCloseTo(Math.SQRT1_2, 3);
  expect(gainAt(2, 42)).toBeCloseTo(1, 3);
  expect(gainAt(200, 42)).toBeLessThan(0.05);
  // A slow ramp comes out late by the delay at 0 Hz. MPU-6050: 4.8 ms with 42 Hz, 8.3 ms with 20 Hz.
  const delay = (cutoff: number) => {
    const filter = new CausalLowPass(cutoff, rate);
    let late = 0;
    for (let i = 0; i < 2000; i += 1) late = i - filter.next(i);
    return late;
  };
  expect(Math.abs(delay(42) - 4.8)).toBeLessThan(0.7);
  expect(Math.abs(delay(98) - 2.8)).toBeLessThan(0.7);
  // At or above half the rate nothing can be filtered.
  expect(new CausalLowPass(500, rate).next(3)).toBe(3);
});

test.each(boardNames)('%s: channels, range and steps are those of the board', (board) => {
  const writing = write(drawPenHardware(3, { board }), 'Computer');
  const description = sensorBoards[board];
  const names = channelsIn(writing.mask);
  expect(names).not.toContain('rx');
  expect(names.includes('gx')).toBe('gyroscope' in description);
  expect(names.includes('mx')).toBe('magnetometer' in description);
  for (const name of ['rx', 'ry', 'rz'] as const) {
    expect(column(writing, name).every((value) => value === 0)).toBe(true);
  }
  const { range, resolution } = description.accelerometer;
  for (const value of column(writing, 'ax')) {
    expect(Math.abs(value)).toBeLessThanOrEqual(range + 1e-4);
    expect(Math.abs(value / resolution - Math.round(value / resolution))).toBeLessThan(0.02);
  }
});

test('±2 g and ±250 °/s clip what a lively hand does, and leave the rest', () => {
  const options = { board: 'mpu-6050', looseBoard: true } as const;
  const narrow = write({
    ...drawPenHardware(9, options),
    vibration: { rms: 12, air: 1, frequency: 30, bandwidth: 20, arm: 0.02 },
  });
  const limit = 2 * standardGravity;
  const all = (['ax', 'ay', 'az'] as const).flatMap((name) => column(narrow, name));
  expect(Math.max(...all.map(Math.abs))).toBeCloseTo(limit, 3);
  expect(all.filter((value) => Math.abs(value) > limit - 1e-3).length).toBeGreaterThan(2);
  const turning = (['gx', 'gy', 'gz'] as const).flatMap((name) => column(narrow, name));
  expect(Math.max(...turning.map(Math.abs))).toBeLessThanOrEqual(250 * degree + 1e-4);
  // Full scales other than the board's.
  const wide = drawPenHardware(9, { ...options, rangeG: 4, rangeDegrees: 500 });
  expect(wide.accelerometer.range).toBeCloseTo(4 * standardGravity, 6);
  expect(wide.accelerometer.range / wide.accelerometer.resolution).toBeCloseTo(32768, 3);
  expect(wide.gyroscope.range).toBeCloseTo(500 * degree, 6);
});

test('gravity that is taken off leaves the motion, and the little that the estimate is wrong', () => {
  const writer = drawWriterStyle(5);
  const options = { seed: 5, writer } as const;
  const felt = simulateText('on', { ...options, pen: idealPen });
  const free = (wrong: number) =>
    simulateText('on', {
      ...options,
      pen: { ...idealPen, electronics: { gravityFree: [wrong, 0, 0] } },
    });
  const size = (writing: SimulatedWriting) =>
    Math.hypot(...(['ax', 'ay', 'az'] as const).map((name) => mean(column(writing, name))));
  expect(size(felt)).toBeGreaterThan(9);
  expect(size(free(0))).toBeLessThan(0.3);
  expect(size(free(0.1))).toBeGreaterThan(0.4);
  expect(deviation(column(free(0), 'ax'))).toBeGreaterThan(0.1);
  const rear = Math.hypot(
    ...(['rx', 'ry', 'rz'] as const).map((name) => mean(column(free(0), name))),
  );
  expect(rear).toBeLessThan(0.3);
});

test('jitter moves moments, not values at rest; a lost axis is 0 and not in the mask', () => {
  const plain = write(idealPen);
  const jittered = write({ ...idealPen, electronics: { jitterMs: 3 } });
  expect(jittered.length).toBe(plain.length);
  const difference = column(jittered, 'ay').map((value, i) => value - column(plain, 'ay')[i]!);
  expect(deviation(difference)).toBeGreaterThan(0.01);
  expect(deviation(difference)).toBeLessThan(deviation(column(plain, 'ay')));

  const lost = write(drawPenHardware(4, { lost: ['gz'] }));
  expect(channelsIn(lost.mask)).toEqual(channelsIn(allChannels).filter((name) => name !== 'gz'));
  expect(column(lost, 'gz').every((value) => value === 0)).toBe(true);
  const whole = write(drawPenHardware(4));
  expect(column(lost, 'gy')).toEqual(column(whole, 'gy'));
});

test('a gripped resistor hardly falls in the air; a stuck one never moves', () => {
  const ratio = (force: PenHardwareOptions['force']) => {
    const writing = write(drawPenHardware(4, force ? { force } : {}), 'it is on');
    const all = column(writing, 'force');
    const on = all.filter((_, i) => writing.contact[i] === 1);
    const off = all.filter((_, i) => writing.contact[i] === 0);
    return mean(off) / mean(on);
  };
  expect(ratio(undefined)).toBeLessThan(0.1);
  expect(ratio('gripped')).toBeGreaterThan(0.6);
  expect(ratio('gripped')).toBeLessThan(0.99);
  expect(deviation(column(write(drawPenHardware(4, { force: 'stuck' })), 'force'))).toBe(0);
});
