import { describe, expect, test } from 'vitest';
import { channelCount, channelIndex, maskOf, standardGravity } from '../../contract/sensors.ts';
import { RandomGenerator } from '../../simulator/random.ts';
import { joinWindows } from './join.ts';
import type { LabeledWindow } from './sample.ts';

const mask = maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz']);
const gyroscope = channelIndex('gx');

function digit(text: string, length: number, level: number): LabeledWindow {
  const values = new Float32Array(length * channelCount);
  for (let row = 0; row < length; row += 1) {
    for (const channel of [0, 1, 2, gyroscope, gyroscope + 1, gyroscope + 2]) {
      values[row * channelCount + channel] = level + row / 100;
    }
  }
  return {
    text,
    window: { rateHz: 100, mask, length, values, startMs: 0 },
    spans: [{ character: text, start: 0, end: length }],
  };
}

const parts = [digit('4', 30, 3), digit('2', 50, -2), digit('2', 20, 5)];

describe('joinWindows', () => {
  test('keeps every reading of every part under its span', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const joined = joinWindows(parts, new RandomGenerator(seed));
      expect(joined.text).toBe('422');
      expect(joined.window.values).toHaveLength(joined.window.length * channelCount);
      expect(joined.spans.map(({ character }) => character)).toEqual(['4', '2', '2']);
      joined.spans.forEach(({ start, end }, index) => {
        const { values } = joined.window;
        expect(values.slice(start * channelCount, end * channelCount)).toEqual(
          parts[index]!.window.values,
        );
      });
    }
  });

  test('adds nothing when told so', () => {
    const joined = joinWindows(parts, new RandomGenerator(1), {
      gapKinds: ['none'],
      restProbability: 0,
    });
    expect(joined.window.length).toBe(100);
  });

  test('gaps and rests have the lengths asked for, and missing channels stay zero', () => {
    const joined = joinWindows(parts, new RandomGenerator(2), {
      gapKinds: ['move', 'rest'],
      gapMs: [200, 200],
      restProbability: 1,
      restMs: [300, 300],
    });
    expect(joined.window.length).toBe(100 + 2 * 20 + 2 * 30);
    for (let at = 0; at < joined.window.values.length; at += 1) {
      if (((mask >> (at % channelCount)) & 1) === 0) expect(joined.window.values[at]).toBe(0);
    }
  });

  test('a resting hand ends with gravity alone; a frozen interface repeats or sends nothing', () => {
    const kinds = { resting: 0, frozen: 0, silent: 0 };
    for (let seed = 0; seed < 200; seed += 1) {
      const joined = joinWindows([parts[0]!], new RandomGenerator(seed), {
        restProbability: 1,
        restMs: [2000, 2000],
      });
      const last = joined.window.values.subarray(-channelCount);
      const gravity = Math.hypot(last[0]!, last[1]!, last[2]!);
      if (gravity === 0) kinds.silent += 1;
      else if (last[gyroscope] === Math.fround(3.29)) kinds.frozen += 1;
      else {
        kinds.resting += 1;
        expect(Math.abs(gravity - standardGravity)).toBeLessThan(0.6);
        expect(Math.abs(last[gyroscope]!)).toBeLessThan(0.1);
      }
    }
    expect(kinds.resting).toBeGreaterThan(140);
    expect(kinds.frozen).toBeGreaterThan(5);
    expect(kinds.silent).toBeGreaterThan(0);
  });

  test('refuses nothing and unequal rates', () => {
    const random = new RandomGenerator(4);
    expect(() => joinWindows([], random)).toThrow(RangeError);
    const other = { ...parts[1]!, window: { ...parts[1]!.window, rateHz: 50 } };
    expect(() => joinWindows([parts[0]!, other], random)).toThrow(RangeError);
  });
});
