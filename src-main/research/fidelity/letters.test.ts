import { expect, test } from 'vitest';
import { letterRecording, fitGrip } from './letters.ts';
import { madeGrip, makeTabletLetters } from './sessions.testing.ts';

test('grip, coupling and place of the sensor come back from letters that the simulator wrote', () => {
  const recordings = makeTabletLetters(52).flatMap(
    (letter) => letterRecording(letter, madeGrip.lagMs) ?? [],
  );
  expect(recordings.length).toBeGreaterThan(40);
  const { writer, pen, explained } = fitGrip(recordings);
  expect(explained).toBeGreaterThan(0.9);
  for (const [row, wanted] of madeGrip.coupling.entries()) {
    for (const [column, value] of wanted.entries()) {
      expect(Math.abs(writer.coupling[row]![column]! - value)).toBeLessThan(1.5);
    }
  }
  expect(Math.abs(writer.altitude - madeGrip.altitude)).toBeLessThan(0.15);
  expect(Math.abs(writer.azimuth - madeGrip.azimuth)).toBeLessThan(0.15);
  expect(Math.abs(pen.front[2] - madeGrip.sensorHeight)).toBeLessThan(0.015);
}, 30_000);

test('the right lag explains the most', () => {
  const letters = makeTabletLetters(26);
  const explained = (lagMs: number) =>
    fitGrip(letters.flatMap((letter) => letterRecording(letter, lagMs) ?? [])).explained;
  expect(explained(20)).toBeGreaterThan(explained(0));
  expect(explained(20)).toBeGreaterThan(explained(40));
}, 30_000);
