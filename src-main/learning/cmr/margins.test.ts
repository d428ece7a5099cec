import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClassDistances, sequenceMargin } from './margins.ts';

test('means per pair of classes, whichever way round, moved by every batch', () => {
  const distances = new ClassDistances({ decay: 0.75 });
  distances.observe([
    { first: 'b', second: 'a', distance: 2 },
    { first: 'a', second: 'b', distance: 4 },
    { first: 'a', second: 'c', distance: 9 },
  ]);
  expect(distances.mean('a', 'b')).toBe(3);
  distances.observe([{ first: 'a', second: 'b', distance: 7 }]);
  // 0.75 · 3 + 0.25 · 7
  expect(distances.mean('b', 'a')).toBe(4);
  expect(distances.margin('a', 'b', 0.1)).toBeCloseTo(0.4, 12);
  expect(distances.mean('a', 'c')).toBe(9);
});

test('pairs not seen yet are taken for average ones, and before anything is seen there is no margin', () => {
  const distances = new ClassDistances();
  expect(distances.margin('a', 'b', 1)).toBe(0);
  distances.observe([
    { first: 'a', second: 'b', distance: 1 },
    { first: 'a', second: 'c', distance: 3 },
  ]);
  expect(distances.mean('x', 'y')).toBe(2);
});

test('equal labels have no margin, and distances within a class change nothing', () => {
  fc.assert(
    fc.property(fc.string(), fc.double({ min: 0, max: 10, noNaN: true }), (label, distance) => {
      const distances = new ClassDistances();
      distances.observe([
        { first: label, second: label, distance },
        { first: 'p', second: 'q', distance: 5 },
      ]);
      expect(distances.margin(label, label, 1)).toBe(0);
      expect(distances.state).toEqual([['p', 'q', 5]]);
    }),
  );
});

test('a checkpoint goes on where the other was', () => {
  const observe = (distances: ClassDistances, from: number, to: number) => {
    for (let i = from; i < to; i++) {
      distances.observe([
        { first: '"', second: `${i % 3}`, distance: i * i },
        { first: '\u0000', second: '1', distance: 1 / (i + 1) },
      ]);
    }
  };
  const whole = new ClassDistances();
  observe(whole, 0, 9);
  const half = new ClassDistances();
  observe(half, 0, 5);
  const state = JSON.parse(JSON.stringify(half.state)) as typeof half.state;
  const resumed = new ClassDistances({ state });
  observe(resumed, 5, 9);
  expect(resumed.state).toEqual(whole.state);
});

test('the margin of sequences grows with the edits between them', () => {
  expect(sequenceMargin(3, 0.5, 0.1)).toBeCloseTo(0.15, 12);
  expect(sequenceMargin(0, 0.5, 0.1)).toBe(0);
  expect(sequenceMargin(3, undefined, 0.1)).toBe(0);
});
