/** Values of a recording, length × channels. */
export interface Series {
  readonly length: number;
  readonly channels: number;
  readonly values: ArrayLike<number>;
}

export interface WarpingOptions {
  /** Half the width of the band about the diagonal, as a share of the longer series. Default 0.15. */
  readonly band?: number;
  /**
   * Cost of every step that stands still in one series (amerced warping; Herrmann and Webb 2023).
   * Default 0.
   */
  readonly detour?: number;
  /**
   * How little the ends count, where a hand comes and goes: distances are multiplied by the weights of
   * their two places, which rise from `weight` at the end to 1 after `share` of the series. Default: all
   * count alike.
   */
  readonly ends?: { readonly share: number; readonly weight: number };
}

export interface Alignment {
  /** Sum of weighted squared Euclidean distances along the path, and of its detours. */
  readonly distance: number;
  /** Places in the first and in the second series, from both beginnings to both ends. */
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/**
 * Dynamic time warping of several channels together (dependent DTW; Shokoohi-Yekta et al. 2017) in
 * a band about the diagonal (Sakoe and Chiba 1978). Its memory is used again by every call.
 */
export class TimeWarping {
  /** Places along the path of the last alignment, `steps` of them are valid. */
  first = new Int32Array(0);
  second = new Int32Array(0);
  steps = 0;
  readonly #band: number;
  readonly #detour: number;
  readonly #ends: WarpingOptions['ends'];
  #costs = new Float64Array(0);
  #weights: readonly [Float64Array, Float64Array] = [new Float64Array(0), new Float64Array(0)];

  constructor({ band = 0.15, detour = 0, ends }: WarpingOptions = {}) {
    this.#band = band;
    this.#detour = detour;
    this.#ends = ends;
  }

  /**
   * Finds the best path.
   * @returns its distance; the path stands in `first`, `second` and `steps` until the next call
   */
  align(a: Series, b: Series): number {
    this.#fill(a, b);
    this.#trace(a.length, b.length);
    return this.#costs[(a.length + 1) * (b.length + 1) - 1]!;
  }

  /** (a.length + 1) × (b.length + 1): cost of the best path to each pair of places. */
  #fill(a: Series, b: Series): void {
    const width = b.length + 1;
    const size = (a.length + 1) * width;
    if (this.#costs.length < size) this.#costs = new Float64Array(size);
    const costs = this.#costs.fill(Infinity, 0, size);
    costs[0] = 0;
    const [weightsOfA, weightsOfB] = this.#weightsFor(a.length, b.length);
    const slope = b.length / a.length;
    const half = Math.max(this.#band * Math.max(a.length, b.length), slope, 1);
    const { channels } = a;
    for (let row = 1; row <= a.length; row += 1) {
      const centre = row * slope;
      const from = Math.max(1, Math.ceil(centre - half));
      const to = Math.min(b.length, Math.floor(centre + half));
      for (let column = from; column <= to; column += 1) {
        let distance = 0;
        for (let channel = 0; channel < channels; channel += 1) {
          const difference =
            a.values[(row - 1) * channels + channel]! -
            b.values[(column - 1) * channels + channel]!;
          distance += difference * difference;
        }
        const at = row * width + column;
        const detoured = Math.min(costs[at - 1]!, costs[at - width]!) + this.#detour;
        costs[at] =
          distance * weightsOfA[row - 1]! * weightsOfB[column - 1]! +
          Math.min(detoured, costs[at - width - 1]!);
      }
    }
  }

  #trace(rows: number, columns: number): void {
    const width = columns + 1;
    const most = rows + columns;
    if (this.first.length < most) {
      this.first = new Int32Array(most);
      this.second = new Int32Array(most);
    }
    let row = rows;
    let column = columns;
    let steps = 0;
    while (row > 0 && column > 0) {
      this.first[steps] = row - 1;
      this.second[steps] = column - 1;
      steps += 1;
      const diagonal = this.#costs[(row - 1) * width + column - 1]!;
      const up = this.#costs[(row - 1) * width + column]! + this.#detour;
      const left = this.#costs[row * width + column - 1]! + this.#detour;
      if (diagonal <= up && diagonal <= left) {
        row -= 1;
        column -= 1;
      } else if (up <= left) row -= 1;
      else column -= 1;
    }
    this.first.subarray(0, steps).reverse();
    this.second.subarray(0, steps).reverse();
    this.steps = steps;
  }

  #weightsFor(rows: number, columns: number): readonly [Float64Array, Float64Array] {
    if (this.#weights[0].length !== rows || this.#weights[1].length !== columns) {
      this.#weights = [weightsOf(rows, this.#ends), weightsOf(columns, this.#ends)];
    }
    return this.#weights;
  }
}

function weightsOf(length: number, ends: WarpingOptions['ends']): Float64Array {
  return Float64Array.from({ length }, (_, place) => {
    if (!ends) return 1;
    const fromEnd = Math.min(place, length - 1 - place) / Math.max(1, length - 1);
    return ends.weight + (1 - ends.weight) * Math.min(1, fromEnd / ends.share);
  });
}

/** One alignment, in arrays of its own. */
export function alignSeries(a: Series, b: Series, options?: WarpingOptions): Alignment {
  const warping = new TimeWarping(options);
  const distance = warping.align(a, b);
  return {
    distance,
    first: warping.first.slice(0, warping.steps),
    second: warping.second.slice(0, warping.steps),
  };
}
