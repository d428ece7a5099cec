import { fontNames, fontsWith, type FontName } from './fonts.ts';
import { RandomGenerator } from './random.ts';

export type Hand = 'left' | 'right';

/**
 * What stays the same while one person writes: letter forms, size, tempo, grip. Drawn once per
 * writer; how one sample differs from the next is drawn anew for each. The ranges are those of
 * adults: grip after the tilt tablets of the literature (altitude 49–61°, within a writer 3° in
 * altitude and 7° in azimuth), coupling after least-squares fits on pens with known tip positions.
 */
export interface WriterStyle {
  readonly seed: number;
  readonly hand: Hand;
  readonly font: FontName;
  /** Digits and some letters are taken from other fonts: few people write one textbook's forms. */
  readonly forms: ReadonlyMap<string, FontName>;
  /** A bar through the stem of the seven, as much of Europe writes it. */
  readonly crossedSeven: boolean;
  /** Runs letters together where the font allows. */
  readonly joined: boolean;
  /** Height of a small x in mm. */
  readonly xHeight: number;
  /** Factor on widths. */
  readonly width: number;
  /** Tangent of the slant; positive leans to the right. */
  readonly slant: number;
  /** Between letters and between words, in x-heights. */
  readonly spacing: number;
  readonly wordSpacing: number;
  /** Rise of the baseline, tangent, and its wander in x-heights. */
  readonly baselineSlope: number;
  readonly baselineWander: number;
  /** How far the writer's letters differ from the font's, in x-heights. */
  readonly ownForm: number;
  /** How far one letter differs from the writer's next of the same kind (1: an average hand). */
  readonly unsteadiness: number;

  /** Gain of the two-thirds power law at an x-height of 2.7 mm, mm^(2/3)/s. */
  readonly tempo: number;
  /** Bandwidth of the hand in Hz. */
  readonly bandwidth: number;
  /** Factor on the bandwidth that a text calls for: some round off what others write sharply. */
  readonly sharpness: number;
  /** Shortest time in the air between two strokes, s, and speed there, mm/s. */
  readonly liftTime: number;
  readonly airSpeed: number;
  /** Height of a long lift, mm. */
  readonly lift: number;
  /** Probability of a hesitation before a word. */
  readonly hesitation: number;
  /** Mean pressure, 0..1, and its relative variation. */
  readonly pressure: number;
  readonly pressureVariation: number;
  /** Rms of the 8–12 Hz tremor of the tip in mm. */
  readonly tremor: number;

  /** Angles of the grip in radians; azimuth of the barrel's upper end, counter-clockwise from x. */
  readonly altitude: number;
  readonly azimuth: number;
  readonly roll: number;
  /** How far the altitude differs from one sample to the next (azimuth and roll twice that), radians. */
  readonly regrip: number;
  /** Rms of the slow drift of each angle, radians. */
  readonly drift: number;
  /** Rms of the unrest of hand and wrist between a third of and one and a half hertz, radians. */
  readonly unrest: number;
  /**
   * Rotation of the pen (about the line, up the page, off the paper; radians) per metre of tip
   * displacement (in the same directions), as a right-hander would have it.
   */
  readonly coupling: readonly (readonly [number, number, number])[];
  /** Below this frequency the arm, not the fingers, carries the motion along the line; Hz. */
  readonly armHz: number;
}

export interface WriterStyleOptions {
  /** Default: one in eight writers is left-handed. */
  readonly hand?: Hand;
  /** Default: any. */
  readonly fonts?: readonly FontName[];
}

const degree = Math.PI / 180;

/** The style of the writer with this number: the same for the same seed and options. */
export function drawWriterStyle(seed: number, options: WriterStyleOptions = {}): WriterStyle {
  const root = new RandomGenerator(seed).fork('writer');
  const form = root.fork('form');
  const font = form.pick(options.fonts ?? fontNames);
  const forms = new Map<string, FontName>();
  for (const digit of '0123456789') {
    if (form.chance(0.5)) forms.set(digit, form.pick(fontsWith(digit)));
  }
  const tempo = root.fork('tempo');
  const grip = root.fork('grip');
  const strength = grip.logUniform(6, 20);
  const hand = options.hand ?? (root.fork('hand').chance(0.125) ? 'left' : 'right');
  const size = Math.exp(form.normal(0, 0.25));
  return {
    seed,
    hand,
    font,
    forms,
    crossedSeven: form.chance(0.3),
    joined: form.chance(0.55),
    xHeight: 2.7 * size,
    width: Math.exp(form.normal(0, 0.13)),
    slant: form.normal(0.12, 0.18),
    spacing: 0.42 * Math.exp(form.normal(0, 0.3)),
    wordSpacing: 1.5 * Math.exp(form.normal(0, 0.25)),
    baselineSlope: form.normal(0, 0.02),
    baselineWander: form.uniform(0.02, 0.12),
    ownForm: form.uniform(0.03, 0.13),
    unsteadiness: form.logUniform(0.5, 1.5),
    tempo: 31 * Math.exp(tempo.normal(0, 0.25)),
    bandwidth: tempo.uniform(9, 14),
    sharpness: root.fork('sharpness').uniform(0.68, 1),
    liftTime: tempo.uniform(0.05, 0.12),
    airSpeed: 110 * Math.exp(tempo.normal(0, 0.3)),
    lift: 2.5 * Math.exp(tempo.normal(0, 0.3)),
    hesitation: tempo.uniform(0, 0.12),
    pressure: Math.min(0.75, 0.44 * Math.exp(tempo.normal(0, 0.25))),
    pressureVariation: tempo.uniform(0.08, 0.25),
    tremor: tempo.logUniform(0.008, 0.04),
    altitude: grip.normal(56, 5) * degree,
    azimuth: grip.normal(-28, 14) * degree,
    roll: grip.normal(0, 18) * degree,
    regrip: 2 * degree,
    drift: grip.logUniform(0.3, 3) * degree,
    unrest: grip.logUniform(0.5, 2.2) * degree,
    coupling: drawCoupling(strength, grip),
    armHz: grip.uniform(0.25, 0.7),
    ...(hand === 'left' && drawLeftGrip(root.fork('left grip'))),
  };
}

/**
 * Up the page the fingers tip the pen about the line; along the line the hand turns about the
 * wrist, and the fingers tip it somewhat the other way. Two pens whose tip was followed gave
 * (rad/m, `experiment simulator-fidelity`) [[-12, 17], [0, -2], [-11, -1]] and
 * [[-2, 8, 0], [-1, 0, 8], [-5, -2, -4]].
 */
function drawCoupling(strength: number, grip: RandomGenerator): WriterStyle['coupling'] {
  return [
    [-strength * grip.uniform(0.1, 0.8), strength, grip.normal(0, 3)],
    [grip.normal(-1, 1.2), grip.normal(-0.3, 1.5), grip.normal(4, 4)],
    [-grip.uniform(4, 13), -grip.uniform(0, 3.5), grip.normal(-2, 2)],
  ];
}

/**
 * Most left hands are the mirror image of a right one. Others hook: the hand lies above the line
 * and the barrel points away from the writer. Left hands differ more, as they have found their own
 * way between smearing and pushing.
 */
function drawLeftGrip(random: RandomGenerator): Partial<WriterStyle> {
  const hooked = random.chance(0.3);
  return {
    altitude: random.normal(hooked ? 52 : 56, 6) * degree,
    azimuth: random.normal(hooked ? 45 : -28, 18) * degree,
    roll: random.normal(0, 24) * degree,
  };
}
