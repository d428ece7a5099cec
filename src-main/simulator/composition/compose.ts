import { isSpace } from '../layout.ts';
import type { RandomGenerator } from '../random.ts';
import { type TimedStroke, timeStroke } from '../stroke-timing.ts';
import type { WriterStyle } from '../writer.ts';
import { drawHabits } from './habits.ts';
import { canJoin, joinOf } from './join.ts';
import { placeAfter, profileOf, type SideProfile } from './spacing.ts';
import { supplementaryGlyphs } from './supplement.ts';
import type { HandGlyph, HandStroke, LetterHand } from './writer-hand.ts';

export interface Composition {
  readonly characters: readonly string[];
  readonly strokes: readonly TimedStroke[];
  /** Of the hand at the tempo of this text, Hz. */
  readonly bandwidth: number;
}

/** A dot is a touch of the pen that takes this long, seconds. */
export const touchSeconds = 0.05;

/**
 * Writes a text in one writer's hand: own characters on a common line, in the size, tempo and
 * spacing of the style, joined or lifted, dots and bars at once or when the word is done.
 * @throws RangeError for a text without ink, or with a character that the hand has no way to write
 */
export function composeText(
  text: string,
  hand: LetterHand,
  style: WriterStyle,
  random: RandomGenerator,
): Composition {
  const habits = drawHabits(style, hand);
  const characters = Array.from(text.normalize('NFC'));
  const written = characters.filter((character) => !isSpace(character)).length;
  if (written === 0) throw new RangeError('Nothing to write.');
  // On its own a character is written larger, as in the boxes of a form.
  const size = (1 + 1.3 / written ** 2) * Math.exp(random.normal(0, 0.05));
  const unit = style.xHeight * size;
  const pace = habits.pace * Math.exp(random.normal(0, 0.08));
  const wander = random.uniform(0, 2 * Math.PI);
  const jitter = style.unsteadiness;
  const slant = random.normal(0, 0.03 * jitter);
  const strokes: TimedStroke[] = [];
  let waiting: TimedStroke[] = [];
  let cursor = 0;
  let right: SideProfile | undefined;
  /** The last stroke, as long as the next letter may run on from it. */
  let open: TimedStroke | undefined;

  const endWord = () => {
    strokes.push(...waiting);
    waiting = [];
    right = undefined;
    open = undefined;
  };
  for (const [index, character] of characters.entries()) {
    if (isSpace(character)) {
      endWord();
      cursor += style.wordSpacing * Math.exp(random.normal(0, 0.15));
      continue;
    }
    const glyph = deform(random.pick(glyphsOf(hand, character)), slant, jitter, random);
    const spacing = habits.spacing * Math.exp(random.normal(0, 0.2 * jitter));
    const left = profileOf(glyph.strokes, -1);
    const start = right ? placeAfter(right, cursor, left, spacing) : cursor;
    right = profileOf(glyph.strokes, 1).map((reach) => reach + start);
    const baseline =
      unit *
      (style.baselineSlope * start +
        style.baselineWander * Math.sin(0.35 * start + wander) +
        random.normal(0, 0.03 * jitter));
    const timed = glyph.strokes.map((stroke) =>
      timeOf(stroke, { unit, x: unit * start, y: baseline, pace, style, character: index, random }),
    );
    cursor = start + glyph.width;

    const first = timed[0]!;
    const runsOn =
      open !== undefined &&
      /\p{Ll}/u.test(character) &&
      canJoin(open, first, unit, baseline) &&
      random.chance(habits.joining);
    if (runsOn) {
      strokes.push(joinOf(open!, first));
      timed[0] = { ...first, joined: true };
    }
    const body = timed.length - (habits.lateMarks ? glyph.marks : 0);
    strokes.push(...timed.slice(0, body));
    waiting.push(...timed.slice(body).map((mark) => ({ ...mark, afterthought: true })));
    // From a dot above the letter nobody runs on.
    const lifted = glyph.marks > 0 && !habits.lateMarks;
    open = /\p{L}/u.test(character) && !lifted ? timed[body - 1] : undefined;
  }
  endWord();
  return { characters, strokes, bandwidth: habits.bandwidth };
}

function glyphsOf(hand: LetterHand, character: string): readonly HandGlyph[] {
  const own = hand.glyphs(character);
  return own.length > 0 ? own : supplementaryGlyphs(hand, character);
}

/** No letter is written twice alike. */
function deform(
  glyph: HandGlyph,
  slant: number,
  jitter: number,
  random: RandomGenerator,
): HandGlyph {
  const scaleX = Math.exp(random.normal(0, 0.05 * jitter));
  const scaleY = Math.exp(random.normal(0, 0.05 * jitter));
  const angle = random.normal(0, 0.03 * jitter);
  const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
  const strokes = glyph.strokes.map((stroke): HandStroke => {
    const x = new Float64Array(stroke.x.length);
    const y = new Float64Array(stroke.x.length);
    for (let i = 0; i < x.length; i++) {
      const [px, py] = [scaleX * stroke.x[i]!, scaleY * stroke.y[i]!];
      x[i] = px * cosine - py * sine + slant * py;
      y[i] = px * sine + py * cosine;
    }
    return { ...stroke, x, y };
  });
  return { ...glyph, strokes, width: glyph.width * scaleX };
}

interface StrokePlace {
  readonly unit: number;
  readonly x: number;
  readonly y: number;
  readonly pace: number;
  readonly style: WriterStyle;
  readonly character: number;
  readonly random: RandomGenerator;
}

/** A stroke on the page with times: the recorded ones at the pace of a word, or those of the law. */
function timeOf(stroke: HandStroke, place: StrokePlace): TimedStroke {
  const { unit, pace, style, character, random } = place;
  const x = stroke.x.map((value) => place.x + unit * value);
  const y = stroke.y.map((value) => place.y + unit * value);
  if (x.length === 1) return touchOf(x[0]!, y[0]!, character);
  const own = Math.exp(random.normal(0, 0.06 * style.unsteadiness));
  if (!stroke.seconds) {
    const points = Float64Array.from({ length: 2 * x.length }, (_, i) => (i % 2 ? y : x)[i >> 1]!);
    return timeStroke({ points, character, joined: false }, style, own);
  }
  const faster = pace * own;
  const shortest = touchSeconds / stroke.seconds.at(-1)!;
  const times = stroke.seconds.map((time) => time * Math.max(faster, shortest));
  const { pressure } = stroke;
  return { times, x, y, character, joined: false, ...(pressure && { pressure }) };
}

/** A dot: the tip comes down and goes up again where it is. */
export function touchOf(x: number, y: number, character: number): TimedStroke {
  return {
    times: Float64Array.of(0, touchSeconds),
    x: Float64Array.of(x, x + 0.05),
    y: Float64Array.of(y, y - 0.05),
    character,
    joined: false,
  };
}
