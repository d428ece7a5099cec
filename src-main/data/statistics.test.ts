import { expect, test } from 'vitest';
import { allChannels, channelCount, channelIndex, maskOf } from '../contract/sensors.ts';
import type { PenRecording } from './formats/pen-recording.ts';
import { StatisticsBuilder } from './statistics.ts';

function recording(
  changes: Partial<PenRecording>,
  force: readonly number[] = [0, 1],
): PenRecording {
  const values = new Float32Array(force.length * channelCount);
  force.forEach((value, row) => {
    values[row * channelCount] = 2 * value;
    values[row * channelCount + channelIndex('force')] = value;
  });
  return {
    file: 'a',
    index: 0,
    mask: maskOf(['ax', 'force']),
    timesMs: Float64Array.from(force, (_, row) => row * 10),
    values,
    ...changes,
  };
}

function statisticsOf(...recordings: readonly PenRecording[]) {
  const builder = new StatisticsBuilder();
  for (const one of recordings) builder.add(one);
  return builder.statistics();
}

test('who wrote what, how long and with which pen', () => {
  const statistics = statisticsOf(
    recording({ writer: 'anna', hand: 'left', label: 'aba' }),
    recording({ writer: 'bert', label: 'a\u0308' }, [1, 1, 1, 1, 1]),
    recording({ writer: 'anna', givenPart: 'held-out' }),
    recording({ label: 'aba', mask: allChannels, lossyUnits: true }),
  );
  expect(statistics).toMatchObject({
    recordings: 4,
    labeled: 3,
    unknownUnits: 1,
    givenParts: { 'held-out': 1 },
    hands: { left: 1, right: 0, unknown: 1 },
    labels: [
      { label: 'aba', count: 2 },
      { label: 'ä', count: 1 },
    ],
    characters: [
      { character: 'a', count: 4 },
      { character: 'b', count: 2 },
      { character: 'ä', count: 1 },
    ],
    rates: [{ rateHz: 100, recordings: 4 }],
    sensors: [
      { mask: maskOf(['ax', 'force']), recordings: 3 },
      { mask: allChannels, recordings: 1 },
    ],
  });
  expect(statistics.writers.map(({ writer, recordings }) => [writer, recordings])).toEqual([
    ['anna', 2],
    ['bert', 1],
    [undefined, 1],
  ]);
  expect(statistics.seconds.total).toBeCloseTo(0.07, 9);
  expect(statistics.seconds).toMatchObject({ shortest: 0.01, median: 0.01, longest: 0.04 });
});

test('mean and deviation are those of all readings together', () => {
  const { channels } = statisticsOf(recording({}, [1, 2, 3]), recording({}, [4, 5]));
  expect(channels.map(({ name }) => name)).toEqual(['ax', 'force']);
  expect(channels[0]!.mean).toBeCloseTo(6, 9);
  expect(channels[0]!.deviation).toBeCloseTo(2 * Math.SQRT2, 9);
  expect(channels[1]).toMatchObject({ recordings: 2, smallest: 1, largest: 5, unit: 'N' });
});

test('saturation: three and more in a row at the edge of all, zero force aside', () => {
  const { channels } = statisticsOf(
    recording({}, [0, 0, 0, 0, 3, 3, 3, 1, 4, 4]),
    recording({}, [4, 4, 4, 4, 2, 1, 4, 2, 1, 1]),
  );
  // The front accelerometer stays at its smallest value four times as well.
  expect(channels[0]!.saturated).toBeCloseTo(8 / 20, 12);
  expect(channels[1]!.saturated).toBeCloseTo(4 / 20, 12);
});

test('a channel that never moves is not saturated, and nothing at all is nothing', () => {
  expect(statisticsOf(recording({}, [1, 1, 1, 1])).channels[0]!.saturated).toBe(0);
  expect(statisticsOf()).toMatchObject({ recordings: 0, channels: [], seconds: { total: 0 } });
});
