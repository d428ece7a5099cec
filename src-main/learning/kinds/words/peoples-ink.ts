import { varyTimedWord } from '../../../simulator/composition/vary-timed-word.ts';
import type { RandomGenerator } from '../../../simulator/random.ts';
import { editDistance } from '../../cmr/negatives.ts';
import { type InkLine, inkOfStrokes } from '../../samples/ink.ts';
import { type Person, turnsOf } from './people.ts';

/** A word on paper as somebody wrote it. */
export interface PersonsInk {
  readonly text: string;
  readonly ink: readonly InkLine[];
  /** Of the writer, in the unit of the ink. */
  readonly xHeight: number;
}

interface Written {
  readonly person: Person;
  /** Among the person's words. */
  readonly index: number;
}

/** Words looked at for one that is nearly the same as another. */
const looked = 40;
/** How much ink is varied: an image is seen more than once. */
const strength = 0.5;

/** What many people wrote, found by word: the same word in another hand, or nearly the same. */
export class PeoplesInk {
  readonly #people: readonly Person[];
  readonly #turns: Float64Array;
  readonly #byText = new Map<string, Written[]>();
  readonly #texts: readonly string[];

  constructor(people: readonly Person[]) {
    this.#people = people.filter(({ words }) => words.length > 0);
    this.#turns = turnsOf(this.#people);
    for (const person of this.#people) {
      for (let index = 0; index < person.words.length; index += 1) {
        const label = person.words.label(index)!;
        const known = this.#byText.get(label);
        if (known) known.push({ person, index });
        else this.#byText.set(label, [{ person, index }]);
      }
    }
    this.#texts = [...this.#byText.keys()];
  }

  get size(): number {
    return this.#texts.length;
  }

  /**
   * The word as somebody else wrote it.
   * @param writer who is not asked
   * @returns undefined where nobody else wrote it
   */
  sameWord(
    text: string,
    writer: string | undefined,
    random: RandomGenerator,
  ): PersonsInk | undefined {
    const all = this.#byText.get(text);
    const others = all?.filter(({ person }) => writer === undefined || person.name !== writer);
    return others && others.length > 0 ? drawn(random.pick(others), random) : undefined;
  }

  /** A word that people wrote, other than `text`, about so many edits from it. */
  nearWord(text: string, edits: number, random: RandomGenerator): string | undefined {
    let nearest: string | undefined;
    let off = Infinity;
    for (let look = 0; look < looked && this.#texts.length > 0; look += 1) {
      const other = random.pick(this.#texts);
      const distance = Math.abs(editDistance(text, other) - edits);
      if (other !== text && distance < off) [nearest, off] = [other, distance];
    }
    return nearest;
  }

  /** Any word; people take turns. @throws RangeError when nobody wrote anything */
  anyWord(random: RandomGenerator): PersonsInk {
    const person = this.#people[random.weighted(this.#turns)];
    if (!person) throw new RangeError('Nobody wrote a word.');
    return drawn({ person, index: random.integer(0, person.words.length - 1) }, random);
  }
}

function drawn({ person, index }: Written, random: RandomGenerator): PersonsInk {
  const xHeight = person.xHeight ?? 1;
  const sample = person.words.sample(index);
  const { strokes, label } = varyTimedWord(sample, xHeight, strength * random.uniform(), random);
  return { text: label!, ink: inkOfStrokes(strokes), xHeight };
}
