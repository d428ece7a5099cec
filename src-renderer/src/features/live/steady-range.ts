/**
 * A vertical range that grows at once and shrinks slowly, so that curves do not dance.
 * Mutable on purpose: one lives in each plot and is asked once a frame.
 */
export class SteadyRange {
  #low = Number.NaN;
  #high = Number.NaN;

  /** @param least the smallest height, in the unit of the values: noise stays small */
  constructor(
    private readonly least: number,
    private readonly shrinkPerFrame = 0.02,
  ) {}

  /** @param series what is to be seen; NaN is a gap. @returns [low, high] with a margin of 8 % */
  next(series: readonly Float32Array[]): [number, number] {
    const [low, high] = this.#around(series);
    this.#low = low < this.#low || Number.isNaN(this.#low) ? low : this.#towards(this.#low, low);
    this.#high =
      high > this.#high || Number.isNaN(this.#high) ? high : this.#towards(this.#high, high);
    return [this.#low, this.#high];
  }

  /** The range of a picture that stands still: as `next`, at once. */
  fit(series: readonly Float32Array[]): [number, number] {
    [this.#low, this.#high] = this.#around(series);
    return [this.#low, this.#high];
  }

  #around(series: readonly Float32Array[]): [number, number] {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const values of series) {
      for (const value of values) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    if (low > high) low = high = 0;
    const spare = Math.max(0, this.least - (high - low)) / 2 + 0.08 * (high - low);
    return [low - spare, high + spare];
  }

  #towards(from: number, to: number): number {
    return from + (to - from) * this.shrinkPerFrame;
  }
}
