import { expect, test } from 'vitest';
import { allChannels, channelCount, channelIndex } from '../contract/sensors.ts';
import { findTakeFaults, type TakeSamples } from './take-checks.ts';

/** A second of writing at 100 Hz: everything moves and nothing stands still. */
function take(count = 100): TakeSamples {
  const values = new Float32Array(count * channelCount);
  for (let i = 0; i < values.length; i += 1) values[i] = 5 * Math.sin(i * 1.7) + 0.01 * (i % 7);
  return {
    mask: allChannels,
    timesMs: Float64Array.from({ length: count }, (_, i) => i * 10),
    values,
  };
}

const word = { characters: 5 };

test('good writing has no fault', () => {
  expect(findTakeFaults(take(), word)).toEqual([]);
});

test('samples that are missing are found, a single late one is not', () => {
  const good = take();
  const late = { ...good, timesMs: good.timesMs.map((time, i) => (i > 50 ? time + 15 : time)) };
  expect(findTakeFaults(late, word)).toEqual([]);
  const holed = { ...good, timesMs: good.timesMs.map((time, i) => (i > 50 ? time + 80 : time)) };
  expect(findTakeFaults(holed, word)).toEqual(['lost-samples']);
  const thin = { ...good, timesMs: good.timesMs.map((time, i) => time + 12 * Math.floor(i / 25)) };
  expect(findTakeFaults(thin, word)).toEqual(['lost-samples']);
});

test('a sensor at the end of its range is found, a level within it is not', () => {
  const { timesMs, values } = take();
  const hold = (name: 'ax' | 'gx' | 'force', level: number, readings: number) => {
    const held = values.slice();
    for (let i = 20; i < 20 + readings; i += 1) held[i * channelCount + channelIndex(name)] = level;
    return findTakeFaults({ mask: allChannels, timesMs, values: held }, word);
  };
  expect(hold('ax', 19.6, 4)).toEqual(['saturated']);
  expect(hold('ax', -19.6, 5)).toEqual(['saturated']);
  expect(hold('ax', 19.6, 3)).toEqual([]);
  expect(hold('ax', 9.8, 10)).toEqual([]);
  expect(hold('gx', 17.45, 6)).toEqual(['saturated']);
  expect(hold('force', 5.32, 6)).toEqual([]);
  expect(hold('force', 5.32, 12)).toEqual(['saturated']);
});

test('what is far too short for its text is found', () => {
  expect(findTakeFaults(take(45), { characters: 5 })).toEqual(['too-short']);
  expect(findTakeFaults(take(45), { characters: 2 })).toEqual([]);
  expect(findTakeFaults(take(100), { characters: 30 })).toEqual(['too-short']);
});
