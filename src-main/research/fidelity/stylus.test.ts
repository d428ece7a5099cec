import { expect, test } from 'vitest';
import { join } from 'node:path';
import { repositoryRoot } from '../../learning/recipes/recipe-files.ts';
import { madeStylus, makeStylusSession } from './sessions.testing.ts';
import { readStylusSession, sourcePaths } from './sources.ts';
import { drawWriterStyle } from '../../simulator/writer.ts';
import { stylusCoupling } from './stylus-coupling.ts';
import { stylusFidelity } from './stylus.ts';

test('mounting, lever arm, clocks and gravity of a session that the simulator made come back', () => {
  const { axes, fitted, motion } = stylusFidelity(makeStylusSession());
  for (const [i, entry] of madeStylus.mounting.entries()) {
    expect(fitted.mounting[i]).toBeCloseTo(entry, 1);
  }
  for (const [i, metres] of madeStylus.lever.entries()) {
    expect(Math.abs(fitted.lever[i]! - metres)).toBeLessThan(0.004);
  }
  expect(Math.abs(fitted.shiftMs - madeStylus.lagMs)).toBeLessThanOrEqual(5);
  // In a few seconds the pen hardly tilts: gravity and a bias cannot be told apart well.
  expect(Math.abs(fitted.gravity - 9.81)).toBeLessThan(0.3);
  for (const { correlation, rmsRatio } of axes) {
    expect(correlation).toBeGreaterThan(0.97);
    expect(rmsRatio).toBeGreaterThan(0.85);
    expect(rmsRatio).toBeLessThan(1.15);
  }
  // Of the turning, drift and unrest are no part of the coupling; what moves the tip most is clear.
  const writer = drawWriterStyle(4);
  const held = stylusCoupling(motion);
  expect(Math.abs(held.altitude - writer.altitude)).toBeLessThan(0.12);
  expect(Math.abs(held.azimuth - writer.azimuth)).toBeLessThan(0.25);
  expect(held.coupling[0]![1]! / writer.coupling[0]![1]).toBeGreaterThan(0.75);
  expect(held.coupling[0]![1]! / writer.coupling[0]![1]).toBeLessThan(1.25);
}, 30_000);

const { stylus: path } = sourcePaths(join(repositoryRoot, '..', 'shared', 'data'));

test.skipIf(path === undefined)(
  'a real stylus measured what the simulator makes of its pose (needs ../shared/data)',
  async () => {
    const [session] = await readStylusSession(path!);
    const { axes, fitted } = stylusFidelity(session!);
    expect(fitted.gravity).toBeCloseTo(9.81, 1);
    for (const { axis, correlation, fastCorrelation } of axes) {
      const aim = axis.startsWith('g') ? 0.9 : 0.85;
      expect(correlation).toBeGreaterThan(aim);
      expect(fastCorrelation).toBeGreaterThan(aim);
    }
  },
  30_000,
);
