import { channelCount } from '../../contract/sensors.ts';
import type { RandomGenerator } from '../../simulator/random.ts';
import type { CharacterSpan, LabeledWindow } from '../samples/sample.ts';

/** Letters that follow one another in a take, from where the first begins to where the last ends. */
interface Stretch {
  readonly take: LabeledWindow;
  /** Index of its first letter, and how many. */
  readonly first: number;
  readonly count: number;
}

/** Letters that are taken together at most: what is between them is then as it was written. */
const longestStretch = 3;
/** Readings over which one stretch passes into the next. */
const overlap = 4;

/**
 * Words that a writer never wrote, made of letters from takes whose letters are known. Few takes
 * teach a network those very words; recombined they teach it letters.
 */
export class LetterCase {
  readonly #stretches = new Map<string, Stretch[]>();
  readonly #takes: readonly LabeledWindow[];
  readonly #words: readonly string[];

  /**
   * @param takes those without spans are left out
   * @param words what may be written; of these only words whose characters are there are
   */
  constructor(takes: readonly LabeledWindow[], words: Iterable<string>) {
    this.#takes = takes.filter(({ spans }) => spans.length > 0);
    for (const take of this.#takes) {
      for (let count = 1; count <= longestStretch; count += 1) {
        for (let first = 0; first + count <= take.spans.length; first += 1) {
          const text = take.spans.slice(first, first + count).map((span) => span.character);
          if (text.includes(' ')) continue;
          const key = text.join('');
          const list = this.#stretches.get(key);
          if (list) list.push({ take, first, count });
          else this.#stretches.set(key, [{ take, first, count }]);
        }
      }
    }
    this.#words = [...words].filter((word) =>
      Array.from(word).every((character) => this.#stretches.has(character)),
    );
  }

  /** Whether anything can be made. */
  get isEmpty(): boolean {
    return this.#takes.length < 2;
  }

  /**
   * A word of the list, or where there is none letters in the order of chance.
   * @param made share of the words of the list
   */
  draw(random: RandomGenerator, made = 0.5): LabeledWindow {
    if (this.#words.length > 0 && random.chance(made)) {
      return this.#write(random.pick(this.#words), random);
    }
    const keys = [...this.#stretches.keys()];
    const length = random.integer(3, 8);
    let text = '';
    while (Array.from(text).length < length) text += random.pick(keys);
    return this.#write(text, random);
  }

  #write(text: string, random: RandomGenerator): LabeledWindow {
    const characters = Array.from(text);
    const stretches: Stretch[] = [];
    for (let at = 0; at < characters.length;) {
      const stretch = this.#stretchAt(characters, at, random);
      stretches.push(stretch);
      at += stretch.count;
    }
    return paste(stretches, random.pick(this.#takes), random.pick(this.#takes));
  }

  /** Longer ones more often: they are as they were written. */
  #stretchAt(characters: readonly string[], at: number, random: RandomGenerator): Stretch {
    const longest = random.integer(1, longestStretch);
    for (let count = Math.min(longest, characters.length - at); count > 1; count -= 1) {
      const known = this.#stretches.get(characters.slice(at, at + count).join(''));
      if (known) return random.pick(known);
    }
    return random.pick(this.#stretches.get(characters[at]!)!);
  }
}

/**
 * Stretches one after the other, between what comes before the first letter of one take and after
 * the last of another.
 */
function paste(
  stretches: readonly Stretch[],
  beginning: LabeledWindow,
  end: LabeledWindow,
): LabeledWindow {
  const last = end.spans.at(-1)!.end;
  const parts = [
    { take: beginning, from: 0, to: beginning.spans[0]!.start, spans: [] },
    ...stretches.map(({ take, first, count }) => {
      const spans = take.spans.slice(first, first + count);
      return { take, from: spans[0]!.start, to: spans.at(-1)!.end, spans };
    }),
    { take: end, from: last, to: end.window.length, spans: [] },
  ];
  const length = parts.reduce((sum, { from, to }) => sum + to - from, 0);
  const values = new Float32Array(length * channelCount);
  const spans: CharacterSpan[] = [];
  let mask = ~0;
  let at = 0;
  let previous: (typeof parts)[number] | undefined;
  for (const part of parts) {
    const { window } = part.take;
    mask &= window.mask;
    values.set(
      window.values.subarray(part.from * channelCount, part.to * channelCount),
      at * channelCount,
    );
    for (const span of part.spans) {
      const start = span.start - part.from + at;
      spans.push({ ...span, start, end: start + span.end - span.start });
    }
    if (previous) blend(values, at, previous, part);
    at += part.to - part.from;
    previous = part;
  }
  return {
    text: spans.map(({ character }) => character).join(''),
    spans,
    window: { ...beginning.window, mask, length, values, startMs: 0 },
  };
}

interface Part {
  readonly take: LabeledWindow;
  readonly from: number;
  readonly to: number;
}

/** Around a joint the readings pass from what went on in one take to what had gone before in the other. */
function blend(values: Float32Array, joint: number, before: Part, after: Part): void {
  const reach = overlap / 2;
  const total = values.length / channelCount;
  for (let step = -reach; step < reach; step += 1) {
    const at = joint + step;
    const left = before.to + step;
    const right = after.from + step;
    if (at < 0 || at >= total || left < 0 || left >= before.take.window.length) continue;
    if (right < 0 || right >= after.take.window.length) continue;
    const weight = (step + reach + 0.5) / overlap;
    for (let channel = 0; channel < channelCount; channel += 1) {
      values[at * channelCount + channel] =
        before.take.window.values[left * channelCount + channel]! * (1 - weight) +
        after.take.window.values[right * channelCount + channel]! * weight;
    }
  }
}
