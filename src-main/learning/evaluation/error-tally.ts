import { characterErrors, errorRate, wordErrors } from '../../recognizer/decoding/error-rate.ts';

/** What one group of samples came to; rates are fractions. */
export interface ErrorRates {
  /** Samples with a label. */
  readonly samples: number;
  /** Edit distance over the length of the labels, characters (code points); may exceed 1. */
  readonly cer: number;
  /** The same for words. */
  readonly wer: number;
  /** Share of samples read without any error. */
  readonly accuracy: number;
}

/** Sums that rates are made of. */
export class ErrorTally {
  #samples = 0;
  #right = 0;
  readonly #characters = { errors: 0, length: 0 };
  readonly #words = { errors: 0, length: 0 };

  /** @returns a tally of one sample */
  static of(written: string, read: string): ErrorTally {
    const tally = new ErrorTally();
    const characters = characterErrors(written, read);
    const words = wordErrors(written, read);
    tally.#samples = 1;
    tally.#right = written === read ? 1 : 0;
    Object.assign(tally.#characters, characters);
    Object.assign(tally.#words, words);
    return tally;
  }

  add(other: ErrorTally): void {
    this.#samples += other.#samples;
    this.#right += other.#right;
    this.#characters.errors += other.#characters.errors;
    this.#characters.length += other.#characters.length;
    this.#words.errors += other.#words.errors;
    this.#words.length += other.#words.length;
  }

  rates(): ErrorRates {
    return {
      samples: this.#samples,
      cer: errorRate([this.#characters]),
      wer: errorRate([this.#words]),
      accuracy: this.#samples === 0 ? 0 : this.#right / this.#samples,
    };
  }
}
