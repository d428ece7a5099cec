import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RandomGenerator } from '../../simulator/random.ts';
import {
  chooseNegative,
  choosePositives,
  chooseTriplets,
  editDistance,
  negativeBound,
} from './negatives.ts';

const random = () => new RandomGenerator(1);

test('edits between texts', () => {
  expect(editDistance('kitten', 'sitting')).toBe(3);
  expect(editDistance('a\u0308rger', 'ärger')).toBe(0);
});

test('the bound falls to its end and stays there', () => {
  const schedule = { from: 8, to: 2, untilStep: 100 };
  expect([0, 50, 99, 100, 5000].map((step) => negativeBound(step, schedule))).toEqual([
    8, 5, 3, 2, 2,
  ]);
  expect(negativeBound(0, { from: 8, to: 2, untilStep: 0 })).toBe(2);
  const later = { ...schedule, fromStep: 1000, untilStep: 1100 };
  expect([0, 1000, 1050, 1100].map((step) => negativeBound(step, later))).toEqual([8, 8, 5, 2]);
});

describe('a negative', () => {
  const candidates = ['house', 'mouse', 'horse', 'mice', 'zebra'];

  test('is the nearest that is far enough', () => {
    // house → house 0, mouse 1, horse 1, mice 4, zebra 5
    expect(chooseNegative('house', candidates, 2, random())).toBe(3);
    expect(chooseNegative('house', candidates, 5, random())).toBe(4);
    expect([1, 2]).toContain(chooseNegative('house', candidates, 1, random()));
  });

  test('is the farthest when none is far enough', () => {
    expect(chooseNegative('house', candidates, 20, random())).toBe(4);
    expect(chooseNegative('house', ['house', 'horse'], 20, random())).toBe(1);
  });

  test('never has the label of its anchor', () => {
    const labels = fc.stringMatching(/^[ab]{1,3}$/u);
    fc.assert(
      fc.property(
        labels,
        fc.array(labels),
        fc.integer({ min: 1, max: 5 }),
        (label, some, bound) => {
          const index = chooseNegative(label, some, bound, random());
          if (index === undefined) expect(some.every((other) => other === label)).toBe(true);
          else expect(some[index]).not.toBe(label);
        },
      ),
    );
  });
});

test('triplets: those without a positive or a negative are left out', () => {
  const triplets = chooseTriplets(['ab', 'xyz', 'cd'], ['cd', 'ab', 'ab'], {
    bound: 1,
    random: random(),
    margin: (anchor, negative) => editDistance(anchor, negative) / 10,
  });
  expect(triplets.anchors).toEqual([0, 2]);
  expect([1, 2]).toContain(triplets.positives[0]);
  expect(triplets.negatives[0]).toBe(0);
  expect(triplets.positives[1]).toBe(0);
  expect([1, 2]).toContain(triplets.negatives[1]);
  expect(Array.from(triplets.margins)).toEqual([0.2, 0.2]);
  const alone = chooseTriplets(['ab'], ['ab'], { bound: 1, random: random(), margin: () => 1 });
  expect(alone.anchors).toEqual([]);
  expect(choosePositives(['ab'], ['ab'], random())).toEqual({ first: [0], second: [0] });
});
