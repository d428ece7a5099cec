import type { Language } from '../../recognizer/language/language.ts';
import { ErrorTally, type ErrorRates } from './error-tally.ts';
import { textKindOf, textKinds, type TextKind } from './text-kinds.ts';

interface Tallies {
  readonly read: ErrorTally;
  readonly greedy: ErrorTally;
}

/** What is read beside what the network says by itself, in all and by kind of text. */
export class KindTallies {
  readonly #kinds = new Map<TextKind, Tallies>();
  readonly #greedy = new ErrorTally();
  #greedyKnown = true;

  /** @param languages tell what a dictionary word is; without any no kinds are told apart */
  constructor(private readonly languages: readonly Language[]) {}

  add(written: string, tally: ErrorTally, greedyText: string | undefined): void {
    const greedy = ErrorTally.of(written, greedyText?.normalize('NFC') ?? '');
    this.#greedyKnown &&= greedyText !== undefined;
    this.#greedy.add(greedy);
    if (this.languages.length === 0) return;
    const kind = textKindOf(written, this.languages);
    const tallies = this.#kinds.get(kind) ?? { read: new ErrorTally(), greedy: new ErrorTally() };
    this.#kinds.set(kind, tallies);
    tallies.read.add(tally);
    tallies.greedy.add(greedy);
  }

  rates(): {
    readonly greedy?: ErrorRates;
    readonly perKind?: readonly (ErrorRates & {
      readonly kind: TextKind;
      readonly greedy?: ErrorRates;
    })[];
  } {
    const greedyOf = (greedy: ErrorTally) => this.#greedyKnown && { greedy: greedy.rates() };
    const rates = this.#greedy.rates();
    return {
      ...(rates.samples > 0 && greedyOf(this.#greedy)),
      ...(this.#kinds.size > 0 && {
        perKind: textKinds.flatMap((kind) => {
          const tallies = this.#kinds.get(kind);
          if (tallies === undefined) return [];
          return [{ kind, ...tallies.read.rates(), ...greedyOf(tallies.greedy) }];
        }),
      }),
    };
  }
}
