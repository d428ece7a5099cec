import { describe, expect, test } from 'vitest';
import { allChannels, channelCount, channelIndex, channelsIn } from '../../contract/sensors.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { augmentSignal } from './augment-signal.ts';
import { turnAxes } from '../../simulator/turn-axes.ts';
import { augmentWriting, randomRotation, warpTime } from './augment-writing.ts';
import type { LabeledWindow } from './sample.ts';

const gyroscope = channelIndex('gx');
const rear = channelIndex('rx');

function sample(length = 200): LabeledWindow {
  const values = new Float32Array(length * channelCount);
  for (let row = 0; row < length; row += 1) {
    for (let channel = 0; channel < channelCount; channel += 1) {
      values[row * channelCount + channel] = 2 + Math.sin(row / 10 + channel);
    }
  }
  return {
    text: '5',
    window: { rateHz: 100, mask: allChannels, length, values, startMs: 0 },
    spans: [{ character: '5', start: 20, end: 180 }],
  };
}

/** Angle that a gyroscope axis has turned through, rad. */
function turned({ window }: LabeledWindow, channel: number): number {
  let sum = 0;
  for (let row = 0; row < window.length; row += 1) {
    sum += window.values[row * channelCount + channel]! / window.rateHz;
  }
  return sum;
}

describe('warpTime', () => {
  test('keeps the angle through which the pen turns, however fast it is done', () => {
    for (let seed = 0; seed < 10; seed += 1) {
      const original = sample();
      const warped = warpTime(
        original,
        { speedChanges: 4, ratio: 1.4, overall: 1.5 },
        new RandomGenerator(seed),
      );
      const before = turned(original, gyroscope);
      expect(Math.abs(turned(warped, gyroscope) / before - 1)).toBeLessThan(0.02);
      expect(warped.window.values).toHaveLength(warped.window.length * channelCount);
    }
  });

  test('the span moves along: it holds the same share of the motion', () => {
    const original = sample();
    const warped = warpTime(
      original,
      { speedChanges: 1, ratio: 1, overall: 2 },
      new RandomGenerator(1),
    );
    const [span] = warped.spans;
    expect(span!.start / warped.window.length).toBeCloseTo(0.1, 1);
    expect(span!.end / warped.window.length).toBeCloseTo(0.9, 1);
  });

  test('at speed 1 nothing changes', () => {
    const original = sample();
    const same = warpTime(
      original,
      { speedChanges: 3, ratio: 1, overall: 1 },
      new RandomGenerator(1),
    );
    expect(same.window.length).toBe(200);
    same.window.values.forEach((value, at) => {
      expect(value).toBeCloseTo(original.window.values[at]!, 4);
    });
  });
});

describe('turning the pen', () => {
  test('rotations keep lengths and do not mirror', () => {
    const rotation = randomRotation(40, new RandomGenerator(2));
    const [a, b, c, d, e, f, g, h, i] = rotation as unknown as number[] as [
      ...[number, number, number, number, number, number, number, number, number],
    ];
    expect(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)).toBeCloseTo(1, 10);
    expect(Math.hypot(a, d, g)).toBeCloseTo(1, 10);
  });

  test('all sensors turn as one: a rear sensor upside down sees what it should', () => {
    const { values } = sample(3).window;
    for (let row = 0; row < values.length; row += channelCount) {
      for (const [axis, sign] of [1, -1, -1].entries()) {
        values[row + rear + axis] = sign * values[row + axis]!;
      }
    }
    turnAxes(values, randomRotation(30, new RandomGenerator(4)));
    for (let row = 0; row < values.length; row += channelCount) {
      for (const [axis, sign] of [1, -1, -1].entries()) {
        expect(values[row + rear + axis]).toBeCloseTo(sign * values[row + axis]!, 4);
      }
    }
  });
});

describe('augmentation', () => {
  const always = { probability: 1 };

  test('leaves the recording that it varies untouched', () => {
    const original = sample();
    const copy = original.window.values.slice();
    augmentWriting(
      original,
      {
        timeWarp: { ...always, speedChanges: 2, ratio: 1.2, overall: 1.2 },
        rotation: { ...always, degrees: 10 },
        gain: { ...always, deviation: 0.2 },
        crop: { ...always, start: 0.1, end: 0.1 },
      },
      new RandomGenerator(1),
    );
    augmentWriting(original, { gain: { ...always, deviation: 0.2 } }, new RandomGenerator(2));
    expect(original.window.values).toEqual(copy);
  });

  test('cropping cuts at most its shares and keeps spans inside', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const { window, spans } = augmentWriting(
        sample(),
        { crop: { ...always, start: 0.2, end: 0.1 } },
        new RandomGenerator(seed),
      );
      expect(window.length).toBeGreaterThanOrEqual(140);
      expect(spans[0]!.start).toBeGreaterThanOrEqual(0);
      expect(spans[0]!.end).toBeLessThanOrEqual(window.length);
    }
  });

  test('a pen of six axes has exactly those, the others zero', () => {
    const { window } = augmentSignal(
      sample(),
      { sensors: { sixAxisProbability: 1, missingProbability: 0 } },
      new RandomGenerator(1),
    );
    expect(channelsIn(window.mask)).toEqual(['ax', 'ay', 'az', 'gx', 'gy', 'gz']);
    for (let at = 0; at < window.values.length; at += 1) {
      if (((window.mask >> (at % channelCount)) & 1) === 0) expect(window.values[at]).toBe(0);
    }
  });

  test('a lost axis of the gyroscope is one direction about which nothing is measured', () => {
    const { values } = augmentSignal(sample(), { lostAxis: always }, new RandomGenerator(3)).window;
    const original = sample().window.values;
    // What was taken away points the same way in every reading, and nothing of it is left.
    const rows = Array.from({ length: 200 }, (_, row) => row * channelCount + gyroscope);
    const taken = rows.map((at) => [0, 1, 2].map((i) => original[at + i]! - values[at + i]!));
    const length = (one: readonly number[]) => Math.hypot(...one);
    const longest = taken.toSorted((a, b) => length(b) - length(a))[0]!;
    const axis = longest.map((one) => one / length(longest));
    const along = (one: readonly number[]) =>
      one.reduce((sum, value, i) => sum + value * axis[i]!, 0);
    rows.forEach((at, row) => {
      expect(Math.abs(along(taken[row]!))).toBeCloseTo(length(taken[row]!), 4);
      expect(along([...values.subarray(at, at + 3)])).toBeCloseTo(0, 4);
    });
    expect(values[0]).toBe(original[0]);
  });

  test('smoothing takes away what is fast and leaves what is slow', () => {
    const original = sample();
    const { window } = original;
    for (let row = 0; row < 200; row += 1) {
      window.values[row * channelCount + 12] = Math.sin(row * 1.9);
    }
    const slow = window.values[100 * channelCount]!;
    augmentSignal(original, { smoothing: { ...always, hz: [7, 14] } }, new RandomGenerator(1));
    expect(Math.abs(window.values[100 * channelCount + 12]!)).toBeLessThan(0.1);
    expect(window.values[100 * channelCount]).toBeCloseTo(slow, 0);
  });

  test('noise, drift and drop-out change values a little and never break them', () => {
    const original = sample();
    const changed = augmentSignal(
      augmentWriting(original, {}, new RandomGenerator(0)),
      {
        noise: { ...always, acceleration: 0.1, rotation: 0.1 },
        multiplicativeNoise: { ...always, deviation: 0.05 },
        drift: { ...always, maximum: 0.1, knots: 40 },
        dropOut: { ...always, share: 0.05, block: [5, 9] },
      },
      new RandomGenerator(5),
    );
    let squares = 0;
    changed.window.values.forEach((value, at) => {
      expect(Number.isFinite(value)).toBe(true);
      squares += (value - original.window.values[at]!) ** 2;
    });
    const rms = Math.sqrt(squares / changed.window.values.length);
    expect(rms).toBeGreaterThan(0.01);
    expect(rms).toBeLessThan(0.6);
  });
});
