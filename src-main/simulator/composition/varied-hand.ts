import type { RandomGenerator } from '../random.ts';
import { boundsOf } from './ink.ts';
import { drawInkWarp, drawInkWaves, type InkWarp, warpInk } from './ink-warp.ts';
import { blendStrokes } from './blend.ts';
import type { HandGlyph, HandStroke, LetterHand, WriterHand } from './writer-hand.ts';

export interface HandVariation {
  /** 0 leaves the letters as they are; 1 makes the hand of another grown-up of them. */
  readonly strength: number;
  /** Whose letters are borrowed: writers of the same hand. */
  readonly donors: readonly WriterHand[];
  /** Share of the characters that are borrowed. */
  readonly borrowed: number;
  /** Probability of a letter between two of the writer's own instead of one of them. */
  readonly blended: number;
}

/** Beyond the two samples a blend goes on by at most this share of their difference. */
const beyond = 0.25;

/**
 * A person who does not exist but might: letters of one writer, some of them another's, all bent
 * in one way. What a character looks like stays the same for as long as the object lives.
 */
export class VariedHand implements LetterHand {
  readonly characters: readonly string[];
  readonly characterMs: number | undefined;
  readonly #own: WriterHand;
  readonly #variation: HandVariation;
  readonly #random: RandomGenerator;
  readonly #warp: InkWarp;
  readonly #forms = new Map<string, { readonly from: WriterHand; readonly warp: InkWarp }>();

  constructor(own: WriterHand, variation: HandVariation, random: RandomGenerator) {
    this.#own = own;
    this.characters = own.characters;
    this.characterMs = own.characterMs;
    this.#variation = variation;
    this.#random = random;
    this.#warp = drawInkWarp(random, variation.strength);
  }

  /** One way to write a character, another each time; empty when the writer has none. */
  glyphs(character: string): readonly HandGlyph[] {
    const { from, warp } = this.#formOf(character);
    const samples = from.glyphs(character);
    if (samples.length === 0) return [];
    const glyph = this.#sampleOf(samples);
    // A borrowed letter is written at the tempo of the borrower.
    const tempo = from === this.#own ? 1 : (this.characterMs ?? 1) / (from.characterMs ?? 1);
    return [bent(glyph, warp, Number.isFinite(tempo) ? tempo : 1)];
  }

  #sampleOf(samples: readonly HandGlyph[]): HandGlyph {
    const random = this.#random;
    const one = random.pick(samples);
    if (samples.length < 2 || !random.chance(this.#variation.blended)) return one;
    const other = random.pick(samples);
    const strokes =
      other === one
        ? undefined
        : blendStrokes(one.strokes, other.strokes, random.uniform(-beyond, 1 + beyond));
    return strokes && one.marks === other.marks ? { ...one, strokes } : one;
  }

  #formOf(character: string) {
    const known = this.#forms.get(character);
    if (known) return known;
    const { donors, borrowed, strength } = this.#variation;
    const random = this.#random.fork(`form ${character}`);
    const donor = donors.length > 0 && random.chance(borrowed) ? random.pick(donors) : this.#own;
    const from = donor.glyphs(character).length > 0 ? donor : this.#own;
    const form = { from, warp: { ...this.#warp, waves: drawInkWaves(random, 0.05 * strength) } };
    this.#forms.set(character, form);
    return form;
  }
}

function bent(glyph: HandGlyph, warp: InkWarp, tempo: number): HandGlyph {
  const strokes = glyph.strokes.map((stroke): HandStroke => {
    const x = stroke.x.slice();
    const y = stroke.y.slice();
    warpInk(x, y, warp);
    const { seconds } = stroke;
    return { ...stroke, x, y, ...(seconds && { seconds: seconds.map((time) => time * tempo) }) };
  });
  const { left, right } = boundsOf(strokes);
  for (const { x } of strokes) for (let i = 0; i < x.length; i += 1) x[i]! -= left;
  return { ...glyph, strokes, width: right - left };
}
