import { softmax } from '../ctc/brute-force.testing.ts';

/** Outputs of a network that was never trained, the same for the same seed. */
export class RandomLogits {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0..1, by a linear congruential generator (Numerical Recipes). */
  next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state / 2 ** 32;
  }

  /** @param spread of the logits: the larger, the surer the outputs */
  logProbabilities(frames: number, classes: number, spread = 4): Float64Array {
    const logits = Array.from({ length: frames * classes }, () => spread * this.next());
    return softmax(logits, frames, classes).map(Math.log);
  }

  text(letters: string, longest: number): string {
    const length = 1 + Math.floor(longest * this.next());
    return Array.from({ length }, () => letters[Math.floor(letters.length * this.next())]!).join(
      '',
    );
  }
}
