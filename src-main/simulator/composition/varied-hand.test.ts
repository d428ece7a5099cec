import { expect, test } from 'vitest';
import { RandomGenerator } from '../random.ts';
import { boxedCharacters } from './hand.testing.ts';
import { collectHandwriting } from './handwriting-corpus.ts';
import { inkLength } from './ink.ts';
import { type HandVariation, VariedHand } from './varied-hand.ts';
import type { LetterHand } from './writer-hand.ts';

const { writers } = await collectHandwriting([
  ...boxedCharacters('abcdxno', { writer: 'own' }),
  // The lender writes bars for letters.
  ...boxedCharacters('lllllll', { writer: 'lender' }).map((sample, i) => ({
    ...sample,
    label: 'abcdxno'[i]!,
  })),
]);
const own = writers.find(({ name }) => name === 'own')!;
const lender = writers.find(({ name }) => name === 'lender')!;
const unchanged: HandVariation = { strength: 0, donors: [], borrowed: 0, blended: 0 };
const varied = (variation: Partial<HandVariation>, seed = 1) =>
  new VariedHand(own, { ...unchanged, ...variation }, new RandomGenerator(seed));
const lengthOf = (hand: LetterHand, character: string) =>
  inkLength(hand.glyphs(character)[0]!.strokes);

test('a hand that is not varied is the writer’s own', () => {
  const [glyph] = varied({}).glyphs('a');
  const [original] = own.glyphs('a');
  expect(glyph!.marks).toBe(original!.marks);
  expect(glyph!.width).toBeCloseTo(original!.width, 9);
  expect(glyph!.strokes).toHaveLength(original!.strokes.length);
  for (const [index, { x, y, seconds }] of glyph!.strokes.entries()) {
    const { x: ox, y: oy, seconds: times } = original!.strokes[index]!;
    expect(Math.max(...x.map((value, i) => Math.abs(value - ox[i]!)))).toBeLessThan(1e-9);
    expect([...y]).toEqual([...oy]);
    expect(seconds).toEqual(times);
  }
});

test('the same seed makes the same person, and another seed another', () => {
  const letters = (seed: number) =>
    Array.from('abba', (letter) => varied({ strength: 1, blended: 0.5 }, seed).glyphs(letter));
  expect(letters(1)).toEqual(letters(1));
  expect(letters(1)).not.toEqual(letters(2));
});

test('the writer’s samples are left as they were', () => {
  const before = structuredClone(own.glyphs('a'));
  varied({ strength: 2, blended: 1 }).glyphs('a');
  expect(own.glyphs('a')).toEqual(before);
});

test('a letter is bent the same way each time, and begins at its left edge', () => {
  const hand = varied({ strength: 1 });
  const [first] = hand.glyphs('n');
  expect(hand.glyphs('n')[0]).toEqual(first);
  expect(Math.min(...first!.strokes.flatMap(({ x }) => [...x]))).toBeCloseTo(0, 9);
  expect(Math.max(...first!.strokes.flatMap(({ x }) => [...x]))).toBeCloseTo(first!.width, 9);
});

test('borrows letters in the share asked for, for good', () => {
  const isBorrowed = (hand: LetterHand) =>
    Math.abs(lengthOf(hand, 'd') - lengthOf(lender, 'd')) < 1e-6;
  const hands = Array.from({ length: 200 }, (_, seed) =>
    varied({ donors: [lender], borrowed: 0.3 }, seed),
  );
  const share = hands.filter(isBorrowed).length / hands.length;
  expect(share).toBeGreaterThan(0.2);
  expect(share).toBeLessThan(0.4);
  for (const hand of hands) expect(isBorrowed(hand)).toBe(isBorrowed(hand));
});

test('what neither writer has, nobody has', () => {
  expect(varied({ donors: [lender], borrowed: 1 }).glyphs('q')).toEqual([]);
});
