import type { AirPath, HandwritingSample, InkStroke } from '../../contract/handwriting.ts';

/**
 * Many samples in a few arrays. As objects a corpus of words is a million small arrays in every
 * thread, and collecting garbage among them took as long as a third of the learning.
 * Positions, times and pressure keep the precision of 32 bits; times count from the first touch.
 */
export class PackedInk {
  readonly #labels: readonly (string | undefined)[];
  /** Index of the first line of each sample, of the first point of each line; each with an end. */
  readonly #lines: Int32Array;
  readonly #points: Int32Array;
  /** Whether a line is a way through the air. */
  readonly #air: Uint8Array;
  readonly #x: Float32Array;
  readonly #y: Float32Array;
  /** NaN where there is none. */
  readonly #times: Float32Array;
  readonly #pressure: Float32Array;
  readonly #facts: readonly Facts[];

  constructor(samples: readonly HandwritingSample[]) {
    const lines = samples.map(({ strokes, air = [] }) => [...strokes, ...air]);
    const flat = lines.flat();
    this.#labels = samples.map(({ label }) => label);
    this.#lines = ends(lines.map(({ length }) => length));
    this.#points = ends(flat.map(({ x }) => x.length));
    this.#air = Uint8Array.from(
      samples.flatMap(({ strokes, air = [] }) => [...strokes.map(() => 0), ...air.map(() => 1)]),
    );
    const count = this.#points.at(-1)!;
    this.#x = new Float32Array(count);
    this.#y = new Float32Array(count);
    this.#times = new Float32Array(count).fill(Number.NaN);
    this.#pressure = new Float32Array(count).fill(Number.NaN);
    this.#facts = samples.map(factsOf);
    for (const [index, sample] of samples.entries()) this.#pack(index, sample, lines[index]!);
  }

  get length(): number {
    return this.#labels.length;
  }

  /** @returns undefined where nobody said what was written */
  label(index: number): string | undefined {
    return this.#labels[index];
  }

  /** @throws RangeError beyond the last */
  sample(index: number): HandwritingSample {
    const facts = this.#facts[index];
    if (!facts) throw new RangeError(`There is no sample ${index} of ${this.length}.`);
    const label = this.#labels[index];
    const strokes: InkStroke[] = [];
    const air: AirPath[] = [];
    for (let line = this.#lines[index]!; line < this.#lines[index + 1]!; line += 1) {
      const stroke = this.#line(line);
      if (this.#air[line] === 0) strokes.push(stroke);
      else air.push({ x: stroke.x, y: stroke.y, timesMs: stroke.timesMs! });
    }
    return {
      ...(label !== undefined && { label }),
      ...facts,
      strokes,
      ...(air.length > 0 && { air }),
    };
  }

  #pack(index: number, { strokes }: HandwritingSample, lines: readonly InkStroke[]): void {
    const start = strokes[0]?.timesMs?.[0] ?? 0;
    let line = this.#lines[index]!;
    for (const { x, y, timesMs, pressure } of lines) {
      const at = this.#points[line++]!;
      this.#x.set(x, at);
      this.#y.set(y, at);
      timesMs?.forEach((time, i) => (this.#times[at + i] = time - start));
      if (pressure) this.#pressure.set(pressure, at);
    }
  }

  #line(line: number): InkStroke {
    const [from, to] = [this.#points[line]!, this.#points[line + 1]!];
    const timed = from < to && !Number.isNaN(this.#times[from]);
    const pressed = from < to && !Number.isNaN(this.#pressure[from]);
    return {
      x: this.#x.subarray(from, to),
      y: this.#y.subarray(from, to),
      ...(timed && { timesMs: Float64Array.from(this.#times.subarray(from, to)) }),
      ...(pressed && { pressure: this.#pressure.subarray(from, to) }),
    };
  }
}

type Facts = Omit<HandwritingSample, 'label' | 'strokes' | 'air'>;

/** Samples of one kind share one object. */
const known = new Map<string, Facts>();

function factsOf({ writer, hand, clean, unit, gaps }: HandwritingSample): Facts {
  const facts: Facts = {
    ...(writer !== undefined && { writer }),
    ...(hand && { hand }),
    ...(clean !== undefined && { clean }),
    ...(unit && { unit }),
    ...(gaps && { gaps }),
  };
  const key = JSON.stringify(facts);
  const same = known.get(key);
  if (!same) known.set(key, facts);
  return same ?? facts;
}

/** Running sums from 0. */
function ends(lengths: readonly number[]): Int32Array {
  const sums = new Int32Array(lengths.length + 1);
  for (const [index, length] of lengths.entries()) sums[index + 1] = sums[index]! + length;
  return sums;
}
