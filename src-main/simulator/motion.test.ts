import { expect, test } from 'vitest';
import { lowPass, NoiseBand } from './filters.ts';
import { fontNames, findGlyph } from './fonts.ts';
import { minimumJerk, moveThrough } from './motion.ts';
import { RandomGenerator } from './random.ts';
import { simulateText } from './simulate.ts';
import { timeStroke } from './stroke-timing.ts';
import { onInnerGrid } from './trajectory.ts';
import { drawWriterStyle } from './writer.ts';

test('a minimum-jerk move starts and ends at rest', () => {
  const slope = (at: number) => (minimumJerk(at + 1e-4) - minimumJerk(at - 1e-4)) / 2e-4;
  expect([minimumJerk(0), minimumJerk(0.5), minimumJerk(1)]).toEqual([0, 0.5, 1]);
  expect(slope(0.0002)).toBeCloseTo(0, 5);
  expect(slope(0.9998)).toBeCloseTo(0, 5);
  // Peak speed of a minimum-jerk move is 15/8 of the mean (Flash and Hogan 1985).
  expect(slope(0.5)).toBeCloseTo(1.875, 5);
});

test('between strokes the pen takes the way that was recorded, else the shortest', () => {
  const style = { ...drawWriterStyle(1), tremor: 0, bandwidth: 60, sharpness: 1 };
  const line = (from: number) => ({
    ...{ times: Float64Array.of(0, 0.2), y: Float64Array.of(0, 0), character: 0, joined: false },
    x: Float64Array.of(from, from + 1),
  });
  const air = {
    times: Float64Array.of(0.1, 0.2, 0.3),
    x: Float64Array.of(2, 3, 4),
    y: Float64Array.of(5, 8, 5),
  };
  const between = (way: object) => {
    const strokes = [line(0), { ...line(5), gap: 0.4, ...way }];
    const { trajectory } = moveThrough(strokes, ['l'], style, new RandomGenerator(1), {
      ...{ leadMs: 500, trailMs: 300 },
    });
    // Touch at 0.5 s, lift at 0.7 s, touch again at 1.1 s; 400 moments a second.
    const at = (seconds: number) =>
      [trajectory.x, trajectory.y].map((axis) => axis[400 * seconds]!);
    expect(trajectory.pressure[400 * 0.9]).toBe(0);
    expect(trajectory.height[400 * 0.9]).toBeGreaterThan(0);
    return at(0.9);
  };
  const [x, y] = between({ air });
  expect(x).toBeCloseTo(3, 0);
  expect(y).toBeGreaterThan(6.5);
  expect(between({})[1]).toBeCloseTo(0, 1);
});

test('speed falls with the cube root of curvature', () => {
  const style = drawWriterStyle(1);
  const points = new Float64Array(2 * 721);
  const [a, b] = [6, 2.5];
  for (let i = 0; i <= 720; i++) {
    points[2 * i] = a * Math.cos((i * Math.PI) / 180);
    points[2 * i + 1] = b * Math.sin((i * Math.PI) / 180);
  }
  const { times, x, y } = timeStroke({ points, character: 0, joined: false }, style, 1);
  const logs: [number, number][] = [];
  for (let i = 100; i < times.length - 100; i++) {
    const speed =
      Math.hypot(x[i + 1]! - x[i - 1]!, y[i + 1]! - y[i - 1]!) / (times[i + 1]! - times[i - 1]!);
    const curvature = a * b * (b * b * (x[i]! / a) ** 2 + a * a * (y[i]! / b) ** 2) ** -1.5;
    logs.push([Math.log(curvature), Math.log(speed)]);
  }
  const mean = (index: 0 | 1) => logs.reduce((sum, log) => sum + log[index], 0) / logs.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  let [xy, xx] = [0, 0];
  for (const [lx, ly] of logs) {
    xy += (lx - meanX) * (ly - meanY);
    xx += (lx - meanX) ** 2;
  }
  expect(xy / xx).toBeGreaterThan(-0.37);
  expect(xy / xx).toBeLessThan(-0.26);
});

test('digits stand on the line, equally tall, and start where a hand starts', () => {
  for (const font of fontNames) {
    for (const digit of '0123456789') {
      const { strokes } = findGlyph(font, digit)!;
      const ys = strokes.flatMap((stroke) => stroke.filter((_, i) => i % 2 === 1));
      expect(Math.min(...ys)).toBeCloseTo(0, 6);
      expect(Math.max(...ys)).toBeCloseTo(1.5, 6);
      // Some write 8 from its waist; every other digit begins in the upper half.
      if (digit !== '8') expect(strokes[0]![1]).toBeGreaterThan(0.7);
    }
    expect(findGlyph(font, '4')!.strokes).toHaveLength(2);
  }
});

test('dots are touches after the body, and a comma is no dot', () => {
  const length = (stroke: readonly number[]) =>
    Math.hypot(stroke.at(-2)! - stroke[0]!, stroke.at(-1)! - stroke[1]!);
  for (const font of fontNames) {
    for (const [character, dots] of Object.entries({ i: 1, j: 1, ä: 2, Ö: 2, '!': 1 })) {
      const { strokes, marks } = findGlyph(font, character)!;
      expect(marks, `${font} ${character}`).toBe(dots);
      for (const dot of strokes.slice(-dots)) expect(length(dot)).toBeLessThan(0.1);
    }
    const comma = findGlyph(font, ',')!
      .strokes.flat()
      .filter((_, i) => i % 2 === 1);
    expect(Math.max(...comma) - Math.min(...comma)).toBeGreaterThan(0.15);
  }
});

test('writers differ, and one writer stays the same', () => {
  expect(drawWriterStyle(3)).toEqual(drawWriterStyle(3));
  const styles = Array.from({ length: 200 }, (_, seed) => drawWriterStyle(seed));
  expect(new Set(styles.map(({ font }) => font)).size).toBe(fontNames.length);
  const left = styles.filter(({ hand }) => hand === 'left').length;
  expect(left).toBeGreaterThan(10);
  expect(left).toBeLessThan(45);
  const altitudes = styles.map(({ altitude }) => (altitude * 180) / Math.PI);
  expect(altitudes.reduce((sum, value) => sum + value, 0) / 200).toBeCloseTo(56, -0.5);
  const { altitude, azimuth, roll } = drawWriterStyle(3, { hand: 'left' });
  expect(drawWriterStyle(3, { hand: 'left' })).toEqual({
    ...drawWriterStyle(3),
    ...{ hand: 'left', altitude, azimuth, roll },
  });
});

test('the tip is on the paper exactly while it presses, and rests before and after', () => {
  const { trajectory } = simulateText('7 up', { seed: 21, leadMs: 300, trailMs: 200 });
  const { timesMs, height, pressure, x } = trajectory;
  expect(pressure.findIndex((value) => value > 0)).toBe(120);
  expect(timesMs.length - 1 - pressure.findLastIndex((value) => value > 0)).toBeGreaterThan(75);
  for (let i = 0; i < height.length; i++) {
    if (pressure[i]! > 0) expect(height[i]).toBe(0);
    else if (i !== 0) expect(height[i]).toBeGreaterThanOrEqual(0);
    if (i > 0) expect(Math.abs(x[i]! - x[i - 1]!)).toBeLessThan(1.5);
  }
});

test('a trajectory of any times comes onto the inner grid; contact is never invented', () => {
  const timesMs = Float64Array.from([0, 7, 20, 33, 41, 60]);
  const trajectory = {
    timesMs,
    x: timesMs.map((time) => 0.1 * time),
    y: timesMs.map((time) => 5 - 0.2 * time),
    height: Float64Array.from([2, 1, 0, 0, 0, 1]),
    pressure: Float64Array.from([0, 0, 0.4, 0.4, 0.4, 0]),
  };
  const grid = onInnerGrid(trajectory);
  expect(grid.timesMs).toHaveLength(25);
  for (const [i, time] of grid.timesMs.entries()) {
    expect(time).toBeCloseTo(2.5 * i, 9);
    expect(grid.x[i]).toBeCloseTo(0.1 * time, 9);
    expect(grid.y[i]).toBeCloseTo(5 - 0.2 * time, 9);
    expect(grid.pressure[i]! > 0).toBe(time >= 20 && time <= 41);
  }
  expect(() => onInnerGrid({ ...trajectory, timesMs: timesMs.map(() => 3) })).toThrow(RangeError);
});

test('the low-pass keeps what is slow, without delay, and halves power at its edge twice', () => {
  const rate = 400;
  const gain = (frequency: number) => {
    const sine = Float64Array.from({ length: 4000 }, (_, i) =>
      Math.sin((2 * Math.PI * frequency * i) / rate),
    );
    const filtered = lowPass(sine.slice(), 12, rate);
    let [same, power] = [0, 0];
    for (let i = 1000; i < 3000; i++) {
      same += filtered[i]! * sine[i]!;
      power += sine[i]! ** 2;
    }
    return same / power;
  };
  expect(gain(2)).toBeCloseTo(1, 2);
  expect(gain(12)).toBeCloseTo(0.5, 2);
  expect(gain(60)).toBeCloseTo(0, 2);
});

test('a noise band has rms 1', () => {
  const band = new NoiseBand(new RandomGenerator(2), 25, { bandwidthHz: 10, rateHz: 400 });
  let square = 0;
  for (let i = 0; i < 40_000; i++) square += band.next() ** 2 / 40_000;
  expect(Math.sqrt(square)).toBeCloseTo(1, 1);
});
