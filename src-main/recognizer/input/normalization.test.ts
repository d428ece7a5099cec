import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allChannels,
  channelCount,
  channelIndex,
  channelNames,
  maskOf,
  type SampleWindow,
} from '../../contract/sensors.ts';
import { normalizeWindow, type Normalization } from './normalization.ts';

function windowOf(values: Float32Array, mask = allChannels): SampleWindow {
  return { rateHz: 100, mask, length: values.length / channelCount, values, startMs: 0 };
}

const windows = fc
  .integer({ min: 0, max: 30 })
  .chain((length) =>
    fc.tuple(
      fc.float32Array({
        minLength: length * channelCount,
        maxLength: length * channelCount,
        min: -500,
        max: 500,
        noNaN: true,
      }),
      fc.integer({ min: 0, max: allChannels }),
    ),
  )
  .map(([values, mask]) => windowOf(values, mask));

describe('normalizeWindow', () => {
  test('a channel has mean 0 and deviation 1, or is exactly 0', () => {
    fc.assert(
      fc.property(windows, (window) => {
        const normalized = normalizeWindow(window, channelNames);
        expect(normalized.length).toBe(window.length * channelCount);
        for (let channel = 0; channel < channelCount; channel++) {
          const column = Array.from(
            { length: window.length },
            (_, index) => normalized[index * channelCount + channel]!,
          );
          if (column.every((value) => value === 0)) continue;
          expect(((window.mask >> channel) & 1) === 1).toBe(true);
          const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
          const variance = column.reduce((sum, value) => sum + value ** 2, 0) / column.length;
          expect(mean).toBeCloseTo(0, 4);
          expect(variance).toBeCloseTo(1, 4);
        }
      }),
    );
  });

  test('offset and gain of a channel do not matter', () => {
    const wave = (gain: number, offset: number) => {
      const values = new Float32Array(50 * channelCount);
      for (let index = 0; index < 50; index++) {
        values[index * channelCount + channelIndex('mz')] = offset + gain * Math.sin(index / 3);
      }
      return normalizeWindow(windowOf(values), ['mz']);
    };
    const [plain, moved] = [wave(1, 0), wave(7, 60)];
    for (const [index, value] of plain.entries()) expect(moved[index]).toBeCloseTo(value, 4);
  });

  test('channels come in the order asked for; what the mask lacks is 0 whatever stands there', () => {
    const values = Float32Array.from({ length: 20 * channelCount }, (_, index) => Math.sin(index));
    const both = normalizeWindow(windowOf(values), ['force', 'ax']);
    const lacking = normalizeWindow(windowOf(values, maskOf(['ax'])), ['force', 'ax']);
    expect(lacking.filter((_, index) => index % 2 === 0).every((value) => value === 0)).toBe(true);
    expect(lacking.filter((_, index) => index % 2 === 1)).toEqual(
      both.filter((_, index) => index % 2 === 1),
    );
  });

  test('a channel that lies still is 0, not amplified quantisation', () => {
    const values = new Float32Array(40 * channelCount);
    for (let index = 0; index < 40; index++) {
      values[index * channelCount + channelIndex('az')] = 9.81 + 1e-4 * (index % 2);
      values[index * channelCount + channelIndex('ax')] = 0.02 * (index % 2);
    }
    const normalized = normalizeWindow(windowOf(values), ['az', 'ax']);
    expect(normalized[0]).toBe(0);
    expect(normalized[1]).toBeCloseTo(-1, 5);
  });

  test('values that are not finite become the mean', () => {
    const values = new Float32Array(4 * channelCount);
    values.set([-1, 0, 0], 0);
    values.set([NaN, 0, 0], channelCount);
    values.set([Infinity, 0, 0], 2 * channelCount);
    values.set([1, 0, 0], 3 * channelCount);
    const window = windowOf(values, maskOf(['ax', 'ay']));
    expect([...normalizeWindow(window, ['ax'])]).toEqual([-1, 0, 0, 1]);
  });

  test('centred: each channel to mean 0, its size by a scale of its own', () => {
    const values = new Float32Array(2 * channelCount);
    values.set([9, 0, 4], 0);
    values.set([11, 0, NaN], channelCount);
    const centred: Normalization = { kind: 'centred', scale: [2, 1, 1] };
    const normalized = normalizeWindow(windowOf(values), ['ax', 'ay', 'az'], centred);
    expect([...normalized]).toEqual([-0.5, 0, 0, 0.5, 0, 0]);
  });

  test('fixed: offset and scale of each channel, and size is kept', () => {
    const values = new Float32Array(3 * channelCount);
    for (const [index, value] of [10, 12, NaN].entries()) {
      values[index * channelCount + channelIndex('ay')] = value;
      values[index * channelCount + channelIndex('gz')] = index;
    }
    const window = windowOf(values, maskOf(['ay', 'gz']));
    const fixed: Normalization = { kind: 'fixed', offset: [10, 0, 5], scale: [2, 0.5, 1] };
    expect([...normalizeWindow(window, ['ay', 'gz', 'force'], fixed)]).toEqual([
      0, 0, 0, 1, 2, 0, 0, 4, 0,
    ]);
    expect(() => normalizeWindow(window, ['ay'], fixed)).toThrow(RangeError);
  });
});
