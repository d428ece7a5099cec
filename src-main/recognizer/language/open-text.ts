import type { CharacterKind, LabelKinds } from './label-kinds.ts';

const kinds = ['small', 'capital', 'digit'] as const satisfies CharacterKind[];
/** How a string begins: numbers are what is written most of what is no word. */
const first: Readonly<Record<(typeof kinds)[number], number>> = {
  small: 0.3,
  capital: 0.25,
  digit: 0.45,
};
/** After a character: the next one is of the same kind, or the string ends. */
const same = 0.85;
const stop = 0.2;

/**
 * Strings that are no words of any language: numbers, codes, initials. A character's kind says what
 * kind comes next, and within a kind all characters are as likely. Nothing is impossible, so that
 * text that is no word costs so much a character and not more.
 */
export class OpenText {
  /** P(the string ends | it has begun). */
  readonly stop = stop;
  /** By label P(first character), and by kind of the one before P(next character). */
  readonly #first: Float64Array;
  readonly #next: ReadonlyMap<CharacterKind, Float64Array>;

  constructor(private readonly labels: LabelKinds) {
    const sizes = new Map<CharacterKind, number>();
    for (const kind of labels.kinds) {
      if (kind !== undefined) sizes.set(kind, (sizes.get(kind) ?? 0) + 1);
    }
    const present = kinds.filter((kind) => sizes.has(kind));
    const table = (shareOf: (kind: CharacterKind) => number, whole: number) => {
      const sum = present.reduce((total, kind) => total + shareOf(kind), 0);
      return Float64Array.from(labels.kinds, (kind) => {
        const known = present.find((one) => one === kind);
        return known === undefined ? 0 : (whole * shareOf(known)) / (sum * sizes.get(known)!);
      });
    };
    this.#first = table((kind) => first[kind as keyof typeof first], 1);
    this.#next = new Map(
      present.map((before) => [
        before,
        table((kind) => (kind === before ? same : (1 - same) / 2), 1 - stop),
      ]),
    );
  }

  first(label: number): number {
    return this.#first[label]!;
  }

  /** @param before label of the character before */
  next(before: number, label: number): number {
    return this.#next.get(this.labels.kinds[before]!)![label]!;
  }
}
