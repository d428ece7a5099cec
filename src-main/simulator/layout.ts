import { UserError } from '../contract/alerts.ts';
import { findGlyph, type Glyph } from './fonts.ts';
import { RandomGenerator } from './random.ts';
import type { WriterStyle } from './writer.ts';

/** One stroke of ink on the page, before it has times. */
export interface PageStroke {
  /** x, y, x, y, … in mm. */
  readonly points: Float64Array;
  /** Index into the characters of the text. */
  readonly character: number;
  /** The pen runs on from the stroke before without lifting. */
  readonly joined: boolean;
}

export interface PageLayout {
  /** The characters as written, composed (NFC). */
  readonly characters: readonly string[];
  /** How large this sample is beside the writer's running text. */
  readonly size: number;
  readonly strokes: readonly PageStroke[];
}

const lineWidth = 150;
/** In x-heights. */
const lineHeight = 3.6;

/**
 * Writes text onto the page in a writer's hand: size, slant, spacing, baseline, letter forms, and
 * the variation of this one sample. White space moves on; lines wrap at spaces.
 * @throws UserError `simulator-character` for a character that no hand-like font draws,
 * `simulator-empty` when nothing is to be written
 */
export function layOut(text: string, style: WriterStyle, sample: RandomGenerator): PageLayout {
  const characters = Array.from(text.normalize('NFC'));
  if (characters.every((character) => isSpace(character))) {
    throw new UserError(
      'simulator-empty',
      'There is no text for the simulated pen to write.',
      'Give at least one letter or digit.',
    );
  }
  const unknown = [
    ...new Set(characters.filter((c) => !isSpace(c) && glyphOf(c, style) === undefined)),
  ];
  if (unknown.length > 0) {
    throw new UserError(
      'simulator-character',
      `The simulated pen cannot write ${unknown.map((c) => `“${c}”`).join(', ')}.`,
      'Use letters of western European languages, digits and the punctuation of a keyboard.',
    );
  }
  const random = sample.fork('layout');
  // A character on its own is written larger (and slower) than in running text.
  const written = characters.filter((character) => !isSpace(character)).length;
  const size = (1 + 1.3 / written) * Math.exp(random.normal(0, 0.04));
  const unit = style.xHeight * size;
  const slant = style.slant + random.normal(0, 0.03 * style.unsteadiness);
  const wander = random.uniform(0, 2 * Math.PI);
  const strokes: PageStroke[] = [];
  let x = 0;
  let baseline = 0;
  let previous: Glyph | undefined;
  for (const [index, character] of characters.entries()) {
    if (isSpace(character)) {
      previous = undefined;
      const word = characters.slice(index + 1).findIndex((c) => isSpace(c));
      const ahead = word < 0 ? characters.length - index - 1 : word;
      if (character === '\n' || (x + ahead * 1.1) * unit > lineWidth) {
        x = 0;
        baseline -= lineHeight;
      } else {
        x += style.wordSpacing * Math.exp(random.normal(0, 0.15));
      }
      continue;
    }
    const glyph = glyphOf(character, style)!;
    const meets = previous?.cursive === true && glyph.cursive;
    // A mark above the letter before takes the pen off the line.
    const joined = style.joined && meets && previous?.marks === 0;
    const jitter = style.unsteadiness;
    if (previous && !meets) x += style.spacing * Math.exp(random.normal(0, 0.15 * jitter));
    const form = formOf(character, style);
    const scaleX = style.width * Math.exp(random.normal(0, 0.05 * jitter));
    const scaleY = Math.exp(random.normal(0, 0.05 * jitter));
    const angle = random.normal(0, 0.035 * jitter);
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const rise =
      baseline +
      style.baselineSlope * x +
      style.baselineWander * Math.sin(0.35 * x + wander) +
      random.normal(0, 0.03 * jitter);
    const deformation = drawDeformation(random, 0.025 * jitter);
    for (const [strokeIndex, stroke] of glyph.strokes.entries()) {
      const points = new Float64Array(stroke.length);
      for (let i = 0; i < stroke.length; i += 2) {
        const [fontX, fontY] = [stroke[i]!, stroke[i + 1]!];
        const gx = fontX - glyph.left + form(fontX, fontY, 0) + deformation(fontX, fontY, 0);
        const gy = fontY + form(fontX, fontY, 1) + deformation(fontX, fontY, 1);
        const px = scaleX * (gx * cosine - gy * sine);
        const py = scaleY * (gx * sine + gy * cosine);
        points[i] = unit * (x + px + slant * py);
        points[i + 1] = unit * (rise + py);
      }
      strokes.push({ points, character: index, joined: joined && strokeIndex === 0 });
    }
    x += (glyph.right - glyph.left) * scaleX;
    previous = glyph;
  }
  return { characters, size, strokes };
}

export function isSpace(character: string): boolean {
  return /\s/u.test(character);
}

function glyphOf(character: string, style: WriterStyle): Glyph | undefined {
  const glyph = findGlyph(style.forms.get(character) ?? style.font, character);
  if (character !== '7' || !style.crossedSeven || glyph === undefined) return glyph;
  const middle = (glyph.left + glyph.right) / 2;
  return { ...glyph, strokes: [...glyph.strokes, [middle - 0.25, 0.72, middle + 0.35, 0.76]] };
}

type Deformation = (x: number, y: number, axis: 0 | 1) => number;

/** How this writer's letter differs from the font's, always the same for the same writer. */
function formOf(character: string, style: WriterStyle): Deformation {
  return drawDeformation(new RandomGenerator(style.seed).fork(`form ${character}`), style.ownForm);
}

/** A smooth displacement field of about one wave over a letter. */
function drawDeformation(random: RandomGenerator, amplitude: number): Deformation {
  const waves = [0, 1].map(() => ({
    amplitude: amplitude * random.normal(),
    kx: random.uniform(1, 3.2),
    ky: random.uniform(1, 3.2),
    phase: random.uniform(0, 2 * Math.PI),
  }));
  return (x, y, axis) => {
    const wave = waves[axis]!;
    return wave.amplitude * Math.sin(wave.kx * x + wave.ky * y + wave.phase);
  };
}
