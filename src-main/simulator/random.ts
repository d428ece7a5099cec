/**
 * A seeded generator of random numbers (sfc32, 32-bit integer arithmetic, so that every machine
 * draws the same numbers). The same seed gives the same sequence for ever: weights and fixtures
 * depend on it.
 */
export class RandomGenerator {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;
  #spare = 0;
  #hasSpare = false;
  readonly #seed: number;

  /** @param seed any finite number or a text; equal seeds give equal sequences */
  constructor(seed: number | string) {
    this.#seed = hash(String(seed), 0x9e3779b9);
    this.#a = this.#seed;
    this.#b = Math.imul(this.#seed ^ 0x85ebca6b, 0xc2b2ae35) | 0;
    this.#c = hash(String(seed), 0x27d4eb2f);
    // The first outputs still show the likeness of like seeds.
    for (let i = 0; i < 12; i++) this.#next();
  }

  #next(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** Uniform in [low, high), by default [0, 1). */
  uniform(low = 0, high = 1): number {
    return low + ((high - low) * this.#next()) / 4294967296;
  }

  /** Gaussian with the given mean and standard deviation (polar method). */
  normal(mean = 0, deviation = 1): number {
    if (this.#hasSpare) {
      this.#hasSpare = false;
      return mean + deviation * this.#spare;
    }
    for (;;) {
      const u = this.uniform(-1, 1);
      const v = this.uniform(-1, 1);
      const square = u * u + v * v;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * Math.log(square)) / square);
        this.#spare = v * factor;
        this.#hasSpare = true;
        return mean + deviation * u * factor;
      }
    }
  }

  /** Uniform in the logarithm between two positive numbers. */
  logUniform(low: number, high: number): number {
    return Math.exp(this.uniform(Math.log(low), Math.log(high)));
  }

  /** Integer in [low, high], both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1));
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** @throws RangeError when there is nothing to pick from */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('Nothing to pick from.');
    return items[this.integer(0, items.length - 1)]!;
  }

  /**
   * An index drawn by weight.
   * @param sums running sums of the weights, not empty
   */
  weighted(sums: Float64Array): number {
    const target = this.uniform(0, sums.at(-1));
    let [low, high] = [0, sums.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** Shuffles in place (Fisher–Yates) and returns its argument. */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(0, i);
      [items[i], items[j]] = [items[j]!, items[i]!];
    }
    return items;
  }

  /**
   * An independent generator that depends on this one's seed and the label alone, not on how much
   * was drawn: adding a draw in one place does not change what happens in another.
   */
  fork(label: string | number): RandomGenerator {
    return new RandomGenerator(`${this.#seed}/${label}`);
  }
}

/** FNV-1a with a final avalanche. */
function hash(text: string, basis: number): number {
  let value = (0x811c9dc5 ^ basis) | 0;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) | 0;
}
