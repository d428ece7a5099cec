import { expect, test } from 'vitest';
import { allChannels, channelCount, type SampleWindow } from '../../contract/sensors.ts';
import { identity, multiply, rotationFromVector, type Matrix3 } from '../../simulator/rotation.ts';
import { simulateText } from '../../simulator/simulate.ts';
import { readThroughFit } from './fit-recordings.ts';
import { findPenFit } from './find-pen-fit.ts';
import { remounted } from './mountings.ts';
import { asItIs } from './pen-fit.ts';

/** Told apart by when they began. */
const truth = Array.from({ length: 3 }, (_, seed): SampleWindow => {
  const { values, length } = simulateText('on', { seed: 70 + seed, rateHz: 100 });
  return { values, length, rateHz: 100, mask: allChannels, startMs: seed };
});

/** In place of a network: how near what it is shown is to what the pen should have measured. */
function likeness(window: SampleWindow): Promise<number> {
  const known = truth[window.startMs]!;
  let sum = 0;
  for (let t = 0; t < known.length; t += 1) {
    const own = Math.floor((t * window.length) / known.length) * channelCount;
    for (const channel of [0, 1, 2, 6, 7, 8]) {
      sum += (known.values[t * channelCount + channel]! - window.values[own + channel]!) ** 2;
    }
  }
  return Promise.resolve(-sum / known.length - Math.abs(Math.log(window.length / known.length)));
}

function degreesBetween(a: Matrix3, b: Matrix3): number {
  const trace = a.reduce((sum, value, at) => sum + value * b[at]!, 0);
  return (Math.acos(Math.min(1, Math.max(-1, (trace - 1) / 2))) * 180) / Math.PI;
}

test('a board turned in its barrel is found without labels, and better evidence is told', async () => {
  const board = rotationFromVector(0.9, -1.4, 0.6);
  const measured = truth.map((window) => remounted(window, board));
  const steps: number[] = [];
  const { fit, evidence } = await findPenFit(measured, likeness, {
    onProgress: (done) => steps.push(done),
  });
  expect(degreesBetween(multiply(fit.rotation!, board), identity)).toBeLessThan(8);
  expect(Math.abs(fit.tempo - 1)).toBeLessThan(0.1);
  expect(evidence.after).toBeGreaterThan(evidence.before);
  expect(steps.at(-1)).toBe(1);
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
});

test('a pen that is known stays as it is', async () => {
  expect((await findPenFit(truth, likeness)).fit).toEqual(asItIs);
});

test('it ends when it is told to', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(findPenFit(truth, likeness, { signal })).rejects.toThrow('enough');
});

test('words have the times of the pen', async () => {
  const read = readThroughFit(
    {
      manifest: undefined as never,
      recognize: (window) =>
        Promise.resolve({
          text: 'on',
          confidence: 1,
          words: [
            {
              text: 'on',
              startMs: window.startMs,
              endMs: window.startMs + 10 * window.length,
              confidence: 1,
              alternatives: [],
            },
          ],
        }),
    },
    { ...asItIs, tempo: 0.5 },
  );
  const { length } = truth[0]!;
  const { words } = await read.recognize({ ...truth[0]!, startMs: 500 });
  expect(words[0]!.startMs).toBe(500);
  expect(words[0]!.endMs).toBeCloseTo(500 + 10 * length, -2);
});
