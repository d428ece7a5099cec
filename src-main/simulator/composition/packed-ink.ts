import type { AirPath, HandwritingSample, InkStroke } from '../../contract/handwriting.ts';

/** Plain data in memory that threads share: sent to a thread it is not copied. */
interface PackedParts {
  readonly labels: readonly (string | undefined)[];
  /** Index of the first line of each sample, of the first point of each line; each with an end. */
  readonly lines: Int32Array;
  readonly points: Int32Array;
  /** Whether a line is a way through the air. */
  readonly air: Uint8Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** NaN where there is none. */
  readonly times: Float32Array;
  readonly pressure: Float32Array;
  readonly facts: readonly Facts[];
}

/**
 * Many samples in a few arrays. As objects a corpus of words is a million small arrays in every
 * thread, and collecting garbage among them took as long as a third of the learning.
 * Positions, times and pressure keep the precision of 32 bits; times count from the first touch.
 */
export class PackedInk {
  private constructor(
    /** To send to a thread, which makes `PackedInk.of` it. */
    readonly parts: PackedParts,
  ) {}

  static of(parts: PackedParts): PackedInk {
    return new PackedInk(parts);
  }

  static pack(samples: readonly HandwritingSample[]): PackedInk {
    const lines = samples.map(({ strokes, air = [] }) => [...strokes, ...air]);
    const flat = lines.flat();
    const points = ends(flat.map(({ x }) => x.length));
    const numbers = () => new Float32Array(new SharedArrayBuffer(4 * points.at(-1)!));
    const parts: PackedParts = {
      labels: samples.map(({ label }) => label),
      lines: ends(lines.map(({ length }) => length)),
      points,
      air: Uint8Array.from(
        samples.flatMap(({ strokes, air = [] }) => [...strokes.map(() => 0), ...air.map(() => 1)]),
      ),
      x: numbers(),
      y: numbers(),
      times: numbers().fill(Number.NaN),
      pressure: numbers().fill(Number.NaN),
      facts: samples.map(factsOf),
    };
    for (const [index, sample] of samples.entries()) pack(parts, index, sample, lines[index]!);
    return new PackedInk(parts);
  }

  get length(): number {
    return this.parts.labels.length;
  }

  /** @returns undefined where nobody said what was written */
  label(index: number): string | undefined {
    return this.parts.labels[index];
  }

  /** @throws RangeError beyond the last */
  sample(index: number): HandwritingSample {
    const { labels, lines, air: inAir, facts: all } = this.parts;
    const facts = all[index];
    if (!facts) throw new RangeError(`There is no sample ${index} of ${this.length}.`);
    const label = labels[index];
    const strokes: InkStroke[] = [];
    const air: AirPath[] = [];
    for (let line = lines[index]!; line < lines[index + 1]!; line += 1) {
      const stroke = this.#line(line);
      if (inAir[line] === 0) strokes.push(stroke);
      else air.push({ x: stroke.x, y: stroke.y, timesMs: stroke.timesMs! });
    }
    return {
      ...(label !== undefined && { label }),
      ...facts,
      strokes,
      ...(air.length > 0 && { air }),
    };
  }

  #line(line: number): InkStroke {
    const { points, x, y, times, pressure } = this.parts;
    const [from, to] = [points[line]!, points[line + 1]!];
    const timed = from < to && !Number.isNaN(times[from]);
    const pressed = from < to && !Number.isNaN(pressure[from]);
    return {
      x: x.subarray(from, to),
      y: y.subarray(from, to),
      ...(timed && { timesMs: Float64Array.from(times.subarray(from, to)) }),
      ...(pressed && { pressure: pressure.subarray(from, to) }),
    };
  }
}

function pack(
  { points, x: allX, y: allY, times, pressure: pressures, lines: firsts }: PackedParts,
  index: number,
  { strokes }: HandwritingSample,
  lines: readonly InkStroke[],
): void {
  const start = strokes[0]?.timesMs?.[0] ?? 0;
  let line = firsts[index]!;
  for (const { x, y, timesMs, pressure } of lines) {
    const at = points[line++]!;
    allX.set(x, at);
    allY.set(y, at);
    timesMs?.forEach((time, i) => (times[at + i] = time - start));
    if (pressure) pressures.set(pressure, at);
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
