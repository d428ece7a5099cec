import type { HandwritingSample } from '../../contract/handwriting.ts';
import { isPlausible, type Shapes } from './faults.ts';
import { boundsOf, durationMs, median, strokeSeconds } from './ink.ts';
import { hasMark } from './letter-knowledge.ts';
import { placeCharacters, xHeightOf } from './placement.ts';

/** A stroke of a character as its writer made it. */
export interface HandStroke {
  /** In x-heights; baseline at y = 0, the character's ink from x = 0. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** From the touch, as recorded. */
  readonly seconds?: Float64Array;
  /** 1 is the writer's usual pressure. */
  readonly pressure?: Float64Array;
}

export interface HandGlyph {
  readonly strokes: readonly HandStroke[];
  /** How many of the last strokes are dots or bars that may wait until the word is done. */
  readonly marks: number;
  readonly width: number;
}

/** Whose letters a text can be composed of. */
export interface LetterHand {
  /** The characters with samples. */
  readonly characters: readonly string[];
  /** Median time of a character, ms; undefined when nothing has times. */
  readonly characterMs: number | undefined;
  /** Ways to write a character, in x-heights; empty when there are none. */
  glyphs(character: string): readonly HandGlyph[];
}

/** What was measured of a writer's hand, each undefined when nothing tells. */
export interface HandMeasures {
  /** Height of a small x in the unit of the source. */
  readonly xHeight: number | undefined;
  /** Median time of a character, ms. */
  readonly characterMs: number | undefined;
  /** Median pressure in the unit of the source. */
  readonly pressure: number | undefined;
}

/** What is known of one writer's hand: own characters, own words, own texts without a label. */
export class WriterHand implements LetterHand {
  readonly #glyphs = new Map<string, readonly HandGlyph[]>();
  /** Height of a small x in the unit of the source; undefined when nothing tells. */
  readonly xHeight: number | undefined;
  /** Median time of a character, ms; undefined when nothing has times. */
  readonly characterMs: number | undefined;
  /** Median pressure in the unit of the source; undefined when nothing has any. */
  readonly pressure: number | undefined;
  /** Samples left out as faulty. */
  readonly faulty: number;
  readonly #characters: ReadonlyMap<string, readonly HandwritingSample[]>;
  readonly #place: ReturnType<typeof placeCharacters>;

  constructor(
    /** Undefined when the file did not say. */
    readonly name: string | undefined,
    readonly hand: 'left' | 'right' | undefined,
    characters: ReadonlyMap<string, readonly HandwritingSample[]>,
    private readonly words: readonly HandwritingSample[],
    readonly unlabeled: readonly HandwritingSample[],
    shapes?: { readonly own: Shapes; readonly common: Shapes },
    /** Of more than stands here. Default: measured. */
    known?: HandMeasures,
  ) {
    const all = [...characters.values()].flat();
    this.xHeight = known ? known.xHeight : xHeightOf(words.length > all.length ? words : all);
    this.#characters = shapes ? this.#withoutFaults(characters, shapes) : characters;
    this.faulty = all.length - this.#samples().length;
    this.#place = placeCharacters(this.#characters, this.xHeight ?? 1);
    this.characterMs = known ? known.characterMs : usualMs(all);
    this.pressure = known ? known.pressure : usualPressure([...all, ...words, ...unlabeled]);
  }

  /** Whether words are most of what there is: then single characters are short words among them. */
  get writesWords(): boolean {
    return this.words.length > 0 && this.words.length >= this.#samples().length;
  }

  /** What was written as it stands: words, and single characters of those who write words. */
  get writtenWords(): readonly HandwritingSample[] {
    return this.writesWords ? [...this.words, ...this.#samples()] : this.words;
  }

  /** Characters one by one, without those left out. */
  get singles(): readonly HandwritingSample[] {
    return this.#samples();
  }

  #samples(): HandwritingSample[] {
    return [...this.#characters.values()].flat();
  }

  /** The characters that this writer has written one by one, in the order of code points. */
  get characters(): readonly string[] {
    return this.xHeight === undefined ? [] : [...this.#characters.keys()].sort();
  }

  /** The writer's own ways to write a character; empty when there are none. */
  glyphs(character: string): readonly HandGlyph[] {
    const known = this.#glyphs.get(character);
    if (known) return known;
    const made = (this.#characters.get(character) ?? []).map((sample) =>
      this.#glyphOf(character, sample),
    );
    this.#glyphs.set(character, made);
    return made;
  }

  #withoutFaults(
    characters: ReadonlyMap<string, readonly HandwritingSample[]>,
    { own, common }: { readonly own: Shapes; readonly common: Shapes },
  ): Map<string, readonly HandwritingSample[]> {
    const kept = new Map<string, readonly HandwritingSample[]>();
    for (const [character, samples] of characters) {
      const plausible = samples.filter(
        (sample) =>
          sample.clean === true ||
          isPlausible(sample, this.xHeight ?? 1, own.get(character), common.get(character)),
      );
      if (plausible.length > 0) kept.set(character, plausible);
    }
    return kept;
  }

  #glyphOf(character: string, sample: HandwritingSample): HandGlyph {
    const { scale, baseline } = this.#place(character, sample);
    const { left, right } = boundsOf(sample.strokes);
    const strokes = sample.strokes.map((stroke): HandStroke => {
      const seconds = strokeSeconds(stroke);
      return {
        x: Float64Array.from(stroke.x, (x) => (x - left) * scale),
        y: Float64Array.from(stroke.y, (y) => (y - baseline) * scale),
        ...(seconds && { seconds }),
        ...(stroke.pressure && { pressure: this.relativePressure(stroke.pressure) }),
      };
    });
    return { strokes, marks: marksOf(character, strokes), width: (right - left) * scale };
  }

  /** Pressure in shares of the writer's usual one. */
  relativePressure(pressure: Float32Array): Float64Array {
    return relativeTo(this.pressure, pressure);
  }
}

/** Pressure in shares of the usual one. @param usual undefined where there is none */
export function relativeTo(usual: number | undefined, pressure: Float32Array): Float64Array {
  return Float64Array.from(pressure, (value) => value / (usual ?? 1));
}

function usualMs(samples: readonly HandwritingSample[]): number | undefined {
  const times = samples.flatMap((sample) => durationMs(sample) ?? []).filter((time) => time > 0);
  return times.length > 0 ? median(times) : undefined;
}

function usualPressure(samples: readonly HandwritingSample[]): number | undefined {
  const some = samples.length > 200 ? samples.filter((_, i) => i % 10 === 0) : samples;
  const values = some.flatMap(({ strokes }) =>
    strokes.flatMap(({ pressure }) => (pressure ? [...pressure] : [])),
  );
  const usual = median(values);
  return usual > 0 ? usual : undefined;
}

/** Dots of i and j, bars of t and f, the dots of umlauts, as far as they were written last. */
function marksOf(character: string, strokes: readonly HandStroke[]): number {
  if (!hasMark(character)) return 0;
  let marks = 0;
  for (let i = strokes.length - 1; i > 0; i--) {
    const { left, right, bottom, top } = boundsOf([strokes[i]!]);
    const bar = right - left > 1.5 * (top - bottom);
    if (bottom < 0.55 || (!bar && top - bottom > 0.5)) break;
    marks++;
  }
  return marks;
}
