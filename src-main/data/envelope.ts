/**
 * Least and most of a curve in columns of equal width. How long it will be need not be known: when it
 * runs out of columns, two become one, so it never takes more room.
 */
export class Envelope {
  readonly #least: Float32Array;
  readonly #most: Float32Array;
  #columnMs = 1;
  empty = true;

  /** @param columns at most, even */
  constructor(columns: number) {
    this.#least = new Float32Array(columns).fill(Number.NaN);
    this.#most = new Float32Array(columns).fill(Number.NaN);
  }

  /** @param atMs from the beginning, 0 or later */
  add(atMs: number, value: number): void {
    if (!Number.isFinite(value)) return;
    while (atMs >= this.#columnMs * this.#least.length) this.#halve();
    const column = Math.floor(atMs / this.#columnMs);
    this.#least[column] = smaller(this.#least[column]!, value);
    this.#most[column] = larger(this.#most[column]!, value);
    this.empty = false;
  }

  /** The columns up to a moment; NaN where nothing was measured. */
  curve(endMs: number): {
    readonly columnSeconds: number;
    readonly least: Float32Array;
    readonly most: Float32Array;
  } {
    const used = Math.min(this.#least.length, Math.floor(endMs / this.#columnMs) + 1);
    return {
      columnSeconds: this.#columnMs / 1000,
      least: this.#least.slice(0, used),
      most: this.#most.slice(0, used),
    };
  }

  #halve(): void {
    const half = this.#least.length / 2;
    for (let column = 0; column < half; column += 1) {
      this.#least[column] = smaller(this.#least[2 * column]!, this.#least[2 * column + 1]!);
      this.#most[column] = larger(this.#most[2 * column]!, this.#most[2 * column + 1]!);
    }
    this.#least.fill(Number.NaN, half);
    this.#most.fill(Number.NaN, half);
    this.#columnMs *= 2;
  }
}

/** NaN is nothing. */
function smaller(one: number, other: number): number {
  return one <= other || Number.isNaN(other) ? one : other;
}

function larger(one: number, other: number): number {
  return one >= other || Number.isNaN(other) ? one : other;
}
