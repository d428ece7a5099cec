import { expect, test } from 'vitest';
import { RandomGenerator } from './random.ts';

test('sequences never change: weights and fixtures depend on them', () => {
  const random = new RandomGenerator(1);
  expect([random.integer(0, 999), random.integer(0, 999), random.integer(0, 999)]).toEqual([
    852, 340, 361,
  ]);
  expect(new RandomGenerator('1').uniform()).toBe(new RandomGenerator(1).uniform());
  expect(new RandomGenerator(2).uniform()).not.toBe(new RandomGenerator(1).uniform());
});

test('distributions have their moments', () => {
  const random = new RandomGenerator(7);
  const count = 40_000;
  let [mean, square, uniform, logarithm, heads] = [0, 0, 0, 0, 0];
  for (let i = 0; i < count; i++) {
    const value = random.normal(2, 3);
    mean += value / count;
    square += (value - 2) ** 2 / count;
    uniform += random.uniform(-1, 3) / count;
    logarithm += Math.log10(random.logUniform(0.01, 100)) / count;
    heads += random.chance(0.2) ? 1 / count : 0;
  }
  expect(mean).toBeCloseTo(2, 1);
  expect(Math.sqrt(square)).toBeCloseTo(3, 1);
  expect(uniform).toBeCloseTo(1, 1);
  expect(logarithm).toBeCloseTo(0, 1);
  expect(heads).toBeCloseTo(0.2, 1);
});

test('every integer of a range is drawn about equally often', () => {
  const random = new RandomGenerator(3);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 20_000; i++) counts[random.integer(0, 9)]!++;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

test('a fork depends on seed and label, not on what was drawn before', () => {
  const one = new RandomGenerator(9);
  const other = new RandomGenerator(9);
  other.normal();
  expect(one.fork('a').uniform()).toBe(other.fork('a').uniform());
  expect(one.fork('a').uniform()).not.toBe(one.fork('b').uniform());
});

test('shuffle keeps all items, and nothing cannot be picked from', () => {
  const items = Array.from({ length: 20 }, (_, i) => i);
  const shuffled = new RandomGenerator(4).shuffle([...items]);
  expect(shuffled).not.toEqual(items);
  expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  expect(() => new RandomGenerator(4).pick([])).toThrow(RangeError);
});

test('what weighs three times as much is drawn three times as often, what weighs nothing never', () => {
  const random = new RandomGenerator(5);
  const drawn = [0, 0, 0];
  for (let i = 0; i < 4000; i += 1) drawn[random.weighted(Float64Array.of(1, 1, 4))]! += 1;
  expect(drawn[1]).toBe(0);
  expect(drawn[2]! / drawn[0]!).toBeGreaterThan(2.6);
  expect(drawn[2]! / drawn[0]!).toBeLessThan(3.4);
});
