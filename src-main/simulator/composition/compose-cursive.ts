import type { Polyline } from '../stroke-order.ts';
import { findGlyph } from '../fonts.ts';
import { isSpace } from '../layout.ts';
import type { RandomGenerator } from '../random.ts';
import { type TimedStroke, timeStroke } from '../stroke-timing.ts';
import type { WriterStyle } from '../writer.ts';
import type { Composition } from './compose.ts';
import {
  type CursiveFont,
  cursiveFonts,
  type CursiveLetter,
  cursiveLetter,
} from './cursive-letters.ts';
import { curveBetween } from './join.ts';
import { drawInkWarp, drawInkWaves, type InkWarp, warpInk } from './ink-warp.ts';
import { splitTimed } from './split-timed.ts';

/** How one person joins: drawn with the seed of the style, the same for the same style. */
interface CursiveHabits {
  readonly fonts: ReadonlyMap<string, CursiveFont>;
  readonly main: CursiveFont;
  readonly warp: InkWarp;
  /** Between exit and entry, x-heights. */
  readonly spacing: number;
  /** Probability of running on to the next letter. */
  readonly joining: number;
  readonly lateMarks: boolean;
  /** Beside the style's. */
  readonly tempo: number;
  readonly bandwidth: number;
}

/** A stroke on the page while it is put together: one run of the pen. */
interface Run {
  readonly points: number[];
  /** Where each further letter begins, in points. */
  readonly letters: { readonly character: number; readonly at: number }[];
}

const small = Array.from('abcdefghijklmnopqrstuvwxyzäöü');

/**
 * Writes a text in a joined hand: the letters of script fonts, bent to the hand of one writer and
 * run together from exit to entry. Which character is under the pen is known exactly.
 * @throws RangeError for a text without ink, or with a character that no font draws
 */
export function composeCursive(
  text: string,
  style: WriterStyle,
  random: RandomGenerator,
): Composition {
  const characters = Array.from(text.normalize('NFC'));
  if (characters.every(isSpace)) throw new RangeError('Nothing to write.');
  const habits = drawCursiveHabits(random.fork('hand'));
  const page = new Page(style, habits, random);
  for (const [index, character] of characters.entries()) {
    if (isSpace(character)) page.space();
    else page.write(character, index);
  }
  return { characters, strokes: page.finish(), bandwidth: habits.bandwidth };
}

function drawCursiveHabits(random: RandomGenerator): CursiveHabits {
  const main = random.pick(cursiveFonts);
  const fonts = new Map<string, CursiveFont>();
  for (const letter of small) {
    fonts.set(letter, random.chance(0.25) ? random.pick(cursiveFonts) : main);
  }
  return {
    main,
    fonts,
    warp: drawInkWarp(random, 1),
    spacing: random.uniform(-0.1, 0.35),
    joining: random.chance(0.7) ? 1 : random.uniform(0.6, 0.98),
    lateMarks: random.chance(0.7),
    tempo: random.logUniform(0.7, 1.3),
    bandwidth: random.uniform(10, 16),
  };
}

class Page {
  readonly #strokes: TimedStroke[] = [];
  readonly #size: number;
  readonly #slant: number;
  readonly #wander: number;
  readonly #forms = new Map<string, InkWarp>();
  #waiting: { readonly points: Polyline; readonly character: number }[] = [];
  #run: Run | undefined;
  /** Where the last letter ended, x-heights, and how far ink has come. */
  #exit = { x: 0, y: 0 };
  #edge = 0;

  constructor(
    private readonly style: WriterStyle,
    private readonly habits: CursiveHabits,
    private readonly random: RandomGenerator,
  ) {
    this.#size = style.xHeight * Math.exp(random.normal(0, 0.05));
    this.#slant = style.slant + random.normal(0, 0.03 * style.unsteadiness);
    this.#wander = random.uniform(0, 2 * Math.PI);
  }

  space(): void {
    this.#endWord();
    this.#edge += this.style.wordSpacing * Math.exp(this.random.normal(0, 0.15));
  }

  write(character: string, index: number): void {
    const { habits } = this;
    const font = habits.fonts.get(character) ?? habits.main;
    const other = cursiveFonts.find((one) => one !== font)!;
    const letter = cursiveLetter(font, character) ?? cursiveLetter(other, character);
    if (letter) this.#writeLetter(letter, character, index);
    else this.#print(character, index);
  }

  finish(): TimedStroke[] {
    this.#endWord();
    return this.#strokes;
  }

  #writeLetter(letter: CursiveLetter, character: string, index: number): void {
    const { random, habits, style } = this;
    const [first, ...rest] = letter.body.map((stroke) => this.#bend(stroke, character));
    const runsOn = this.#run !== undefined && random.chance(habits.joining);
    const spacing = habits.spacing * Math.exp(random.normal(0, 0.15 * style.unsteadiness));
    const ahead = runsOn ? spacing : Math.max(0.15, spacing + 0.15);
    // Round letters begin at their right: the pen goes over the top of what they will enclose.
    const enclosed = Math.max(0, -leftOf(first!) - 0.1);
    let x = this.#exit.x + ahead + enclosed;
    if (!runsOn) x = Math.max(this.#edge + (this.#edge > 0 ? ahead : 0) - leftOf(first!), 0);
    const placed = shifted(first!, x);
    if (runsOn) this.#runOn(placed, index);
    else this.#begin(placed, index);
    this.#leave(placed);
    for (const stroke of rest) {
      const further = shifted(stroke, x);
      this.#begin(further, index);
      this.#leave(further);
    }
    for (const mark of letter.marks) {
      const points = shifted(this.#bend(mark, character), x);
      this.#edge = Math.max(this.#edge, rightOf(points) - 0.3);
      if (habits.lateMarks) this.#waiting.push({ points, character: index });
      else this.#mark(points, index, false);
    }
  }

  /** Capitals, digits and marks stand on their own. */
  #print(character: string, index: number): void {
    const glyph = findGlyph(character === 'ß' ? 'sans' : this.habits.main, character);
    if (!glyph) throw new RangeError(`No font draws “${character}”.`);
    this.#endRun();
    const strokes = glyph.strokes.map((stroke) => this.#bend(stroke, character));
    const left = Math.min(...strokes.map(leftOf));
    const x = this.#edge + (this.#edge > 0 ? 0.25 : 0) - left;
    for (const stroke of strokes) {
      const placed = shifted(stroke, x);
      this.#begin(placed, index);
      this.#leave(placed);
    }
    // From a capital the pen runs on where it has come out at the right and near the line.
    const { x: exit, y: height } = this.#exit;
    const out = exit > this.#edge - 0.3 && height > -0.2 && height < 0.8;
    if (!out || !/\p{Lu}/u.test(character)) this.#endRun();
  }

  #bend(stroke: Polyline, character: string): number[] {
    let form = this.#forms.get(character);
    if (!form) {
      form = { ...this.habits.warp, waves: drawInkWaves(this.random, 0.05) };
      this.#forms.set(character, form);
    }
    const count = stroke.length / 2;
    const x = Float64Array.from({ length: count }, (_, i) => stroke[2 * i]!);
    const y = Float64Array.from({ length: count }, (_, i) => stroke[2 * i + 1]!);
    // The slant leans the whole page, or letters would not meet.
    warpInk(x, y, { ...form, slant: 0 });
    return Array.from({ length: stroke.length }, (_, i) => (i % 2 === 0 ? x : y)[i >> 1]!);
  }

  #begin(points: readonly number[], character: number): void {
    this.#endRun();
    this.#run = { points: [...points], letters: [{ character, at: 0 }] };
  }

  #runOn(points: readonly number[], character: number): void {
    const run = this.#run!;
    const join = curveBetween(run.points, points);
    run.letters.push({ character, at: (run.points.length + join.length / 2) >> 1 });
    run.points.push(...join, ...points);
  }

  #leave(points: readonly number[]): void {
    this.#exit = { x: points.at(-2)!, y: points.at(-1)! };
    this.#edge = Math.max(this.#edge, rightOf(points));
  }

  #mark(points: Polyline, character: number, afterthought: boolean): void {
    this.#endRun();
    this.#lay({ points: [...points], letters: [{ character, at: 0 }] }, afterthought);
  }

  #endRun(): void {
    if (this.#run) this.#lay(this.#run, false);
    this.#run = undefined;
  }

  #endWord(): void {
    this.#endRun();
    for (const { points, character } of this.#waiting) this.#mark(points, character, true);
    this.#waiting = [];
  }

  /** In mm and with times. */
  #lay({ points, letters }: Run, afterthought: boolean): void {
    const { style, habits, random } = this;
    const placed = new Float64Array(points.length);
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i]!, points[i + 1]!];
      const rise =
        style.baselineSlope * x + style.baselineWander * Math.sin(0.35 * x + this.#wander);
      placed[i] = this.#size * (x + (this.#slant + habits.warp.slant) * y);
      placed[i + 1] = this.#size * (y + rise);
    }
    const tempo = habits.tempo * Math.exp(random.normal(0, 0.06 * style.unsteadiness));
    const { character } = letters[0]!;
    const timed = timeStroke({ points: placed, character, joined: false }, style, tempo);
    const split = splitTimed(timed, placed, letters);
    this.#strokes.push(
      ...(afterthought ? split.map((stroke) => ({ ...stroke, afterthought })) : split),
    );
  }
}

function shifted(points: Polyline, x: number): number[] {
  return points.map((value, i) => (i % 2 === 0 ? value + x : value));
}

function leftOf(points: Polyline): number {
  let left = Infinity;
  for (let i = 0; i < points.length; i += 2) left = Math.min(left, points[i]!);
  return left;
}

function rightOf(points: Polyline): number {
  let right = -Infinity;
  for (let i = 0; i < points.length; i += 2) right = Math.max(right, points[i]!);
  return right;
}
