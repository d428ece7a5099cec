import { expect, test } from 'vitest';
import { allChannels, channelCount, type SampleWindow } from '../../contract/sensors.ts';
import { multiply, rotationFromVector } from '../../simulator/rotation.ts';
import { simulateText } from '../../simulator/simulate.ts';
import { possibleMountings, remounted } from './mountings.ts';

const windows = Array.from({ length: 12 }, (_, seed): SampleWindow => {
  const { values, length } = simulateText('on', { seed: 50 + seed, rateHz: 100 });
  return { values, length, rateHz: 100, mask: allChannels, startMs: 0 };
});

test('one of the possible mountings undoes any turn of the board', () => {
  for (const turn of [
    [0, 0, 0],
    [1.2, -0.7, 2],
    [-2, 2, 0.3],
    [0, 3, 0],
  ] as const) {
    const [x, y, z] = turn;
    const board = rotationFromVector(x, y, z);
    const turned = windows.map((window) => remounted(window, board));
    const angles = possibleMountings(turned).map((mounting) => {
      const left = multiply(mounting, board);
      const cosine = (left[0]! + left[4]! + left[8]! - 1) / 2;
      return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
    });
    // Half of a 24th of a turn about gravity, and what writers differ.
    expect(Math.min(...angles)).toBeLessThan(15);
    // Half of all are far off: which one it is has to be found.
    expect(Math.max(...angles)).toBeGreaterThan(150);
  }
});

test('remounting turns vectors and leaves the original alone', () => {
  const [window] = windows;
  const before = window!.values.slice();
  const { values } = remounted(window!, rotationFromVector(0, 0, Math.PI / 2));
  expect(window!.values).toEqual(before);
  for (let row = 0; row < 5; row += 1) {
    const at = row * channelCount;
    expect(values[at]).toBeCloseTo(-before[at + 1]!, 4);
    expect(values[at + 1]).toBeCloseTo(before[at]!, 4);
    expect(values[at + 2]).toBeCloseTo(before[at + 2]!, 4);
    expect(values[at + 12]).toBe(before[at + 12]);
  }
});
