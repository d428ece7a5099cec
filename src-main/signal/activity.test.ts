import { expect, test } from 'vitest';
import { channelCount, channelIndex } from '../contract/sensors.ts';
import { ForceContact } from './activity.ts';

/** Contact at 100 Hz; `script` lists [readings, force in N]. @returns how many readings show contact */
function contacts(script: readonly (readonly [number, number])[]): number {
  const contact = new ForceContact(100);
  const values = new Float32Array(channelCount);
  let count = 0;
  for (const [readings, force] of script) {
    values[channelIndex('force')] = force;
    for (let i = 0; i < readings; i += 1) count += contact.push(values) ? 1 : 0;
  }
  return count;
}

test('one wrong reading costs no more than itself, however wrong it is', () => {
  const undisturbed = contacts([
    [100, 0],
    [200, 0.8],
    [100, 0],
  ]);
  expect(undisturbed).toBeGreaterThanOrEqual(198);
  for (const wrong of [10, 16, 40, 65_535, -5, -65_535]) {
    const disturbed = contacts([
      [50, 0],
      [1, wrong],
      [49, 0],
      [200, 0.8],
      [100, 0],
    ]);
    expect(Math.abs(disturbed - undisturbed)).toBeLessThanOrEqual(2);
  }
});

test('a level that stands is believed: a pen that reads in counts, a rest that sinks', () => {
  // In counts 20 is no contact once strokes have shown 500.
  expect(
    contacts([
      [100, 0],
      [50, 500],
      [100, 20],
    ]),
  ).toBeLessThanOrEqual(52);
  expect(
    contacts([
      [100, 2],
      [100, -1],
      [50, -0.2],
    ]),
  ).toBeGreaterThanOrEqual(48);
});
