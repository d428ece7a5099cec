import { expect, test } from 'vitest';
import { frameOf, pathOf, yOf, goOn } from './curve.ts';

const points = [
  { step: 0, trainingLoss: 4, loss: 3, cer: 0.4 },
  { step: 50, trainingLoss: 2, loss: 2, cer: 0.2 },
  { step: 100, trainingLoss: 1, loss: 1.5, cer: 0.1 },
];

test('the curve runs from the left to the right edge and stays inside, with the line before', () => {
  const frame = frameOf(points, ({ cer }) => cer, { width: 200, height: 100, before: 0.5 });
  expect(frame.top).toBeCloseTo(0.54, 9);
  const path = pathOf(points, ({ cer }) => cer, frame);
  expect(path).toBe('M0.0 25.9L100.0 63.0L200.0 81.5');
  expect(yOf(0, frame)).toBe(100);
  expect(yOf(0.5, frame)).toBeGreaterThan(0);
});

test('nothing yet, or nothing but zeros, is drawn without harm', () => {
  const frame = frameOf([], () => 0, { width: 200, height: 100, before: 0 });
  expect(pathOf([], () => 0, frame)).toBe('');
  expect(Number.isFinite(yOf(0, frame))).toBe(true);
});

test('between two reports the time counts down and the bar goes on, never to its end', () => {
  const heard = { fraction: 0.05, secondsLeft: 30 };
  expect(goOn(heard, 0)).toEqual(heard);
  expect(goOn(heard, 15)).toEqual({ fraction: 0.05 + 0.95 / 2, secondsLeft: 15 });
  expect(goOn(heard, 1000).fraction).toBeLessThan(1);
  expect(goOn(heard, 1000).secondsLeft).toBe(0);
  expect(goOn({ fraction: 0.99, secondsLeft: 0 }, 9)).toEqual({ fraction: 0.99, secondsLeft: 0 });
});
