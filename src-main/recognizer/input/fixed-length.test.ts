import { expect, test } from 'vitest';
import { channelCount, channelIndex, maskOf, type SampleWindow } from '../../contract/sensors.ts';
import { toFixedLength } from './fixed-length.ts';

function windowOf(column: readonly number[]): SampleWindow {
  const values = new Float32Array(column.length * channelCount);
  column.forEach((value, row) => {
    values[row * channelCount] = value;
    values[row * channelCount + 1] = 10 * value;
  });
  const mask = maskOf(['ax', 'ay']);
  return { rateHz: 100, mask, length: column.length, values, startMs: 7 };
}

function column({ length, values }: SampleWindow, name: 'ax' | 'ay' | 'az' = 'ax'): number[] {
  return Array.from({ length }, (_, row) => values[row * channelCount + channelIndex(name)]!);
}

test('readings are Gaussian means about equally distant places', () => {
  const fixed = toFixedLength(windowOf([0, 0, 1, 0, 0]), { readings: 3, smoothing: 1 });
  expect(fixed).toMatchObject({ length: 3, rateHz: 100, startMs: 7 });
  const weight = (distance: number) => Math.exp(-0.5 * distance ** 2);
  // At the end half of the Gaussian lies outside and does not count.
  const end = weight(2) / (1 + weight(1) + weight(2) + weight(3) + weight(4));
  const middle = 1 / (1 + 2 * weight(1) + 2 * weight(2));
  const expected = [end, middle, end];
  column(fixed).forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 6));
  column(fixed, 'ay').forEach((value, index) =>
    expect(value).toBeCloseTo(10 * expected[index]!, 5),
  );
  expect(column(fixed, 'az')).toEqual([0, 0, 0]);
});

test('a straight line stays one between its ends, whatever the pace', () => {
  const line = windowOf(Array.from({ length: 50 }, (_, row) => row));
  for (const readings of [30, 120]) {
    const values = column(toFixedLength(line, { readings, smoothing: 1 }));
    for (let index = Math.ceil(readings / 8); index < (readings * 7) / 8; index += 1) {
      expect(values[index]).toBeCloseTo((index * 49) / (readings - 1), 2);
    }
  }
});

test('what is not finite is left out, and stays unknown where nothing else is near', () => {
  const some = toFixedLength(windowOf([1, NaN, 1, 1]), { readings: 4, smoothing: 1 });
  column(some).forEach((value) => expect(value).toBeCloseTo(1, 6));
  const none = toFixedLength(windowOf([NaN, Infinity]), { readings: 2, smoothing: 1 });
  expect(column(none)).toEqual([NaN, NaN]);
});

test('a window without readings stays one, a single reading is repeated', () => {
  expect(toFixedLength(windowOf([]), { readings: 4, smoothing: 1 }).length).toBe(0);
  expect(column(toFixedLength(windowOf([3]), { readings: 4, smoothing: 1 }))).toEqual([3, 3, 3, 3]);
});
