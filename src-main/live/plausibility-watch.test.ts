import { expect, test } from 'vitest';
import { channelCount, maskOf, type PenSample } from '../contract/sensors.ts';
import { PlausibilityWatch } from './plausibility-watch.ts';

const mask = maskOf(['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'force']);

/** A pen at rest: each reading told apart by its noise. */
function reading(i: number, gravity: number): PenSample {
  const values = new Float32Array(channelCount);
  const noise = (channel: number) => 0.02 * Math.sin(i * (channel + 1.3));
  values.set([noise(0), noise(1), gravity + noise(2)], 0);
  values.set([noise(3), noise(4), noise(5)], 6);
  return { timeMs: 10 * i, mask, values };
}

/** Codes that stand after so many seconds of such a pen, looked at as the session does. */
function watched(watch: PlausibilityWatch, from: number, seconds: number, gravity: number) {
  let codes: string[] = [];
  for (let i = from; i < from + 100 * seconds; i += 1) {
    watch.push(reading(i, gravity));
    const alerts = i % 10 === 0 ? watch.look(10 * i) : undefined;
    if (alerts) codes = alerts.map(({ code }) => code);
  }
  return codes;
}

test('a pen that is well raises nothing', () => {
  expect(watched(new PlausibilityWatch(), 0, 6, 9.8)).toEqual([]);
});

test('readings that cannot be right are told within three seconds, and taken back when they can', () => {
  const watch = new PlausibilityWatch();
  expect(watched(watch, 0, 3, 1)).toEqual(['pen-gravity']);
  // The columns were put right: what was before says nothing any more.
  watch.restart();
  expect(watched(watch, 300, 4, 9.8)).toEqual([]);
});

test('half the scale of a clone is told with its factor', () => {
  const watch = new PlausibilityWatch();
  for (let i = 0; i < 300; i += 1) {
    watch.push(reading(i, 4.9));
    watch.look(10 * i);
  }
  const [alert] = watch.look(10_000)!;
  expect(alert).toMatchObject({ code: 'pen-scale', severity: 'warning' });
  expect(alert!.message).toContain('by a factor of 2');
});

test('a second that is missing is told for a while, and stays counted', () => {
  const watch = new PlausibilityWatch();
  watched(watch, 0, 3, 9.8);
  expect(watched(watch, 400, 1, 9.8)).toEqual(['pen-gap']);
  expect(watched(watch, 500, 12, 9.8)).toEqual([]);
  expect(watch.faults).toMatchObject({
    gaps: 1,
    missingSeconds: expect.closeTo(1.01, 2) as number,
  });
});
