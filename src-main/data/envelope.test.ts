import { expect, test } from 'vitest';
import { Envelope } from './envelope.ts';

test('least and most of every column, a gap where nothing was measured', () => {
  const envelope = new Envelope(4);
  envelope.add(0, 3);
  envelope.add(0.5, -1);
  envelope.add(2, 7);
  const { columnSeconds, least, most } = envelope.curve(3);
  expect(columnSeconds).toBe(0.001);
  expect([...least]).toEqual([-1, Number.NaN, 7, Number.NaN]);
  expect([...most]).toEqual([3, Number.NaN, 7, Number.NaN]);
});

test('a curve of any length keeps its extremes in the same room', () => {
  const envelope = new Envelope(100);
  for (let atMs = 0; atMs < 100_000; atMs += 10) envelope.add(atMs, Math.sin(atMs / 500));
  envelope.add(70_000, 5);
  const { columnSeconds, least, most } = envelope.curve(100_000);
  expect(columnSeconds).toBe(1.024);
  expect(most).toHaveLength(98);
  expect(Math.max(...most)).toBe(5);
  expect(most.indexOf(5)).toBe(Math.floor(70 / 1.024));
  expect(Math.min(...least)).toBeLessThan(-0.99);
  expect(envelope.empty).toBe(false);
});
