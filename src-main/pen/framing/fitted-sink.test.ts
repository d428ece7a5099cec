import { expect, test } from 'vitest';
import { channelIndex, channelsIn } from '../../contract/sensors.ts';
import { parsePenProfile } from '../profiles.ts';
import { ascii, collect } from './testing.ts';

const profile = (mounting: unknown) =>
  parsePenProfile(
    JSON.stringify({
      ...{ id: 'turned', title: 'Turned', transport: 'serial', framing: 'text', mounting },
      columns: ['time', 'ax', 'ay', 'az', 'rx', 'ry', 'rz', 'gx', 'gy', 'force'],
    }),
  );

const quarterTurn = [0, -1, 0, 1, 0, 0, 0, 0, 1];

test('a board that sits otherwise is read as if it did not', () => {
  const { decoder, samples } = collect(profile(quarterTurn));
  // The rear axes are (x, −y, −z) of the front ones: it measures the same acceleration.
  decoder.push(ascii('\n10,1,2,3,1,-2,-3,5,6,0.5\n20,4,0,0,4,0,0,0,0,0\n'), 0);
  const [first, second] = samples;
  const of = (name: 'ax') => first!.values[channelIndex(name)];
  expect(['ax', 'ay', 'az'].map((name) => of(name as 'ax'))).toEqual([-2, 1, 3]);
  expect(['rx', 'ry', 'rz'].map((name) => of(name as 'ax'))).toEqual([-2, -1, -3]);
  expect(['gx', 'gy', 'force'].map((name) => of(name as 'ax'))).toEqual([-6, 5, 0.5]);
  expect(first!.timeMs).toBe(10);
  // Turned, what the two axes of the gyroscope measure may lie along any of three.
  expect(channelsIn(first!.mask)).toContain('gz');
  expect(channelsIn(first!.mask)).not.toContain('mx');
  expect(second!.values[channelIndex('ay')]).toBe(4);
});

test.each([
  ['a mirror', [1, 0, 0, 0, 1, 0, 0, 0, -1]],
  ['a stretch', [2, 0, 0, 0, 1, 0, 0, 0, 1]],
  ['a shear', [1, 0.5, 0, 0, 1, 0, 0, 0, 1]],
  ['too few numbers', [1, 0, 0]],
])('%s is no mounting', (_, mounting) => {
  expect(() => profile(mounting)).toThrow(/mounting/u);
});

test('pace stretches the times; of motion at the smoothing frequency half of the amplitude passes', () => {
  const fit = { pace: 0.5, smoothingHz: 10 };
  const smoothed = parsePenProfile(
    JSON.stringify({
      ...{ id: 'slow', title: 'Slow', transport: 'serial', framing: 'text', ...fit },
      columns: ['time', 'ax', 'force'],
    }),
  );
  const { decoder, samples } = collect(smoothed);
  const rows = Array.from({ length: 400 }, (_, i) => {
    const ms = 5 * i;
    return `${ms},${(8 * Math.cos((2 * Math.PI * 10 * ms) / 1000)).toFixed(4)},2`;
  });
  decoder.push(ascii(`\n${rows.join('\n')}\n`), 0);
  expect(samples[2]!.timeMs - samples[1]!.timeMs).toBeCloseTo(2.5, 6);
  const late = samples.slice(200).map(({ values }) => values[channelIndex('ax')]!);
  expect(Math.max(...late)).toBeGreaterThan(3);
  expect(Math.max(...late)).toBeLessThan(4.6);
  // What does not move stays as it is, from the first sample on.
  expect(samples[0]!.values[channelIndex('force')]).toBe(2);
  expect(samples.at(-1)!.values[channelIndex('force')]).toBeCloseTo(2, 5);
});
