import { expect, test } from 'vitest';
import { contactFigures } from './contact.ts';

/** A pen whose grip keeps pressing the resistor: 200 in the air, about 450 on paper. */
function force() {
  const on = (length: number) => Array.from({ length }, (_, i) => (i % 2 === 0 ? 425 : 475));
  const off = (length: number) => new Array<number>(length).fill(200);
  return [...off(50), ...on(40), ...off(10), ...on(30), ...off(20), ...on(100), ...off(50)];
}

test('contact, lifts and force of a resistor that never reads zero', () => {
  const figures = contactFigures(force(), 100)!;
  expect(figures.contacts).toEqual([0.4, 0.3, 1]);
  expect(figures.airs).toEqual([0.1, 0.2]);
  expect(figures.airShare).toBeCloseTo(0.15, 9);
  expect(figures.forceVariation).toBeCloseTo(25 / 250, 9);
  expect(figures.forceQuantiles).toEqual(
    [0, 0.9, 0.9, 1.1, 1.1].map((share) => expect.closeTo(share, 9) as number),
  );
});

test('readings near a change of contact are on neither side, nor those before and after', () => {
  const { touching, lifted } = contactFigures(force(), 100)!;
  const count = (flags: readonly boolean[]) => flags.filter(Boolean).length;
  expect(count(touching)).toBe(40 - 6 + 30 - 6 + 100 - 6);
  expect(count(lifted)).toBe(10 - 6 + 20 - 6);
});

test('a force that does not move, or never falls, tells nothing', () => {
  expect(contactFigures(new Array<number>(50).fill(3), 100)).toBeUndefined();
  expect(contactFigures([0, 0, 5, 5, 5, 5, 5, 5, 0, 0], 100)).toBeUndefined();
});
