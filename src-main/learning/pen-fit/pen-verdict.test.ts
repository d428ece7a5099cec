import { expect, test } from 'vitest';
import type { PenRecording } from '../../data/recording.ts';
import { drawPenHardware, type PenHardwareOptions } from '../../simulator/pen-hardware.ts';
import { simulateText } from '../../simulator/simulate.ts';
import { drawWriterStyle } from '../../simulator/writer.ts';
import { judgePen } from './pen-verdict.ts';

function recordings(options: PenHardwareOptions, rateHz = 100): PenRecording[] {
  return ['it is', 'on top', 'hello'].map((text, index) => {
    const pen = drawPenHardware(21, { board: 'icm-20948', ...options });
    const writer = drawWriterStyle(21);
    const { length, values, mask } = simulateText(text, { seed: index, pen, writer, rateHz });
    const timesMs = Float64Array.from({ length }, (_, i) => (1000 * i) / rateHz);
    return { file: 'drawn', index, label: text, mask, timesMs, values };
  });
}
const codes = (options: PenHardwareOptions, rateHz?: number) =>
  judgePen(recordings(options, rateHz)).map(({ code, severity }) => `${code}: ${severity}`);

test('a pen that has everything is not found fault with, however it is mounted and without a magnetometer', () => {
  expect(codes({})).toEqual([]);
  expect(codes({ mounting: 'any', lost: ['mx', 'my', 'mz'] })).toEqual([]);
  expect(codes({ jitterMs: 2 })).toEqual([]);
});

test.each([
  [{ lost: ['gx', 'gy', 'gz'] }, 100, 'no-gyroscope: cannot'],
  [{ lost: ['gz'] }, 100, 'gyroscope-axis: harder'],
  [{ lost: ['az'] }, 100, 'no-accelerometer: cannot'],
  [{ lost: ['force'] }, 100, 'no-force: harder'],
  [{}, 12, 'slow: cannot'],
  [{}, 33, 'slow: harder'],
  [{ gravityFree: true }, 100, 'no-gravity: harder'],
  [{ force: 'stuck' }, 100, 'force-stuck: harder'],
  [{ force: 'gripped' }, 100, 'force-gripped: harder'],
] as const)('%o at %d Hz: %s', (options, rateHz, expected) => {
  expect(codes(options, rateHz)).toContain(expected);
});

test('what stands at the end of a range is clipped, and too much of it is too much', () => {
  const clip = (share: number) =>
    recordings({ lost: [] }).map((one) => {
      const values = one.values.slice();
      for (let row = 0; row < values.length / 13; row += 1) {
        if (row % 40 < 40 * share) values[13 * row] = 2 * 9.80665;
      }
      return { ...one, values };
    });
  expect(judgePen(clip(0.1))).toMatchObject([{ code: 'clipped', severity: 'harder' }]);
  const [worst] = judgePen(clip(0.5));
  expect(worst).toMatchObject({ code: 'clipped', severity: 'cannot' });
  expect(worst!.message).toContain('accelerometer');
  expect(worst!.remedy).toContain('±4 g');
});

test('uneven clocks and unknown units are told; what cannot be comes first', () => {
  const uneven = recordings({ lost: ['gx', 'gy', 'gz'] }).map((one) => ({
    ...one,
    lossyUnits: true,
    timesMs: one.timesMs.map((time, i) => time + (i % 2 === 0 ? 0 : 8)),
  }));
  const found = judgePen(uneven);
  expect(found.map(({ code }) => code)).toEqual(['no-gyroscope', 'uneven', 'unknown-units']);
  for (const { message, remedy } of found) {
    expect(message).not.toBe('');
    expect(remedy).not.toBe('');
  }
});
