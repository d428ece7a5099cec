import { expect, test } from 'vitest';
import { channelCount, maskOf } from '../../../contract/sensors.ts';
import type { LabeledWindow } from '../../samples/sample.ts';
import { blend } from './blend.ts';
import { alignSeries } from '../../../recognizer/templates/time-warping.ts';

function written(...column: number[]): LabeledWindow {
  const length = column.length;
  const values = new Float32Array(length * channelCount);
  column.forEach((value, row) => {
    values[row * channelCount] = value;
  });
  const window = { rateHz: 100, mask: maskOf(['ax']), length, values, startMs: 0 };
  return { text: 'a', window, spans: [] };
}

function firstColumn({ window }: LabeledWindow): number[] {
  return Array.from({ length: window.length }, (_, row) => window.values[row * channelCount]!);
}

function blended(a: LabeledWindow, b: LabeledWindow, share: number): LabeledWindow {
  const series = (one: LabeledWindow) => ({
    length: one.window.length,
    channels: 1,
    values: firstColumn(one),
  });
  return blend(a, b, alignSeries(series(a), series(b), { band: 1 }), share);
}

test('a share of nothing is the first, the whole share the second', () => {
  const a = written(0, 1, 3, 0);
  const b = written(0, 0, 2, 4, 4, 1);
  // Where several places of one meet one of the other, time stands still for it: the last counts.
  expect(blended(a, b, 0).window.length).toBe(4);
  expect(blended(a, b, 1).window.length).toBe(6);
  expect(blended(a, a, 0.3)).toMatchObject({ window: { length: 4 } });
  expect(firstColumn(blended(a, a, 0.3))).toEqual([0, 1, 3, 0]);
});

test('between two lie the mean length, the mean time and the mean height of a peak', () => {
  const early = written(0, 0, 4, 0, 0, 0, 0, 0, 0);
  const late = written(0, 0, 0, 0, 0, 0, 8, 0, 0);
  const between = firstColumn(blended(early, late, 0.5));
  expect(between).toHaveLength(9);
  expect(between.indexOf(Math.max(...between))).toBe(4);
  expect(Math.max(...between)).toBe(6);
});
