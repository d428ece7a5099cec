import { TimeWarping, type Series, type WarpingOptions } from './time-warping.ts';

export interface MappedWarpingOptions extends WarpingOptions {
  /** How dear it is to map channels otherwise than one to one (ridge regression). Default 0.2. */
  readonly stiffness?: number;
  /** How often map and path are found anew from one another. Default 2. */
  readonly rounds?: number;
}

/**
 * The distance between two series when one may be read at another pace and its channels mapped
 * linearly, each at its cost: the map is the ridge regression along the path, the path that of the
 * mapped series, in turn. So a sensor that was worn a little otherwise is near to itself.
 */
export class MappedWarping {
  readonly #warping: TimeWarping;
  readonly #stiffness: number;
  readonly #rounds: number;
  #mapped = new Float64Array(0);

  constructor({ stiffness = 0.2, rounds = 2, ...warping }: MappedWarpingOptions = {}) {
    this.#warping = new TimeWarping(warping);
    this.#stiffness = stiffness;
    this.#rounds = rounds;
  }

  /** The mean of both ways, in squared deviations a reading. */
  distance(a: Series, b: Series): number {
    return (this.mappedDistance(a, b) + this.mappedDistance(b, a)) / 2;
  }

  /**
   * From a to b as its channels are mapped.
   * @returns alignment cost for each reading of a, and `stiffness` × ‖map − unit‖²
   */
  mappedDistance(a: Series, b: Series): number {
    const { channels } = a;
    if (this.#mapped.length < b.values.length) this.#mapped = new Float64Array(b.values.length);
    const mapped: Series = { length: b.length, channels, values: this.#mapped };
    const map = Float64Array.from({ length: channels ** 2 }, (_, at) =>
      at % (channels + 1) === 0 ? 1 : 0,
    );
    for (let round = 0; ; round += 1) {
      applyMap(b, map, this.#mapped);
      const cost = this.#warping.align(a, mapped);
      if (round === this.#rounds) {
        return cost / a.length + this.#stiffness * squaredDistanceFromUnit(map, channels);
      }
      this.#fit(a, b, map);
    }
  }

  /** Solves (BᵀB + λI) map = BᵀA + λI, A and B the readings along the path. */
  #fit(a: Series, b: Series, map: Float64Array): void {
    const { channels } = a;
    const { first, second, steps } = this.#warping;
    const left = new Float64Array(channels ** 2);
    map.fill(0);
    for (let step = 0; step < steps; step += 1) {
      const inA = first[step]! * channels;
      const inB = second[step]! * channels;
      for (let row = 0; row < channels; row += 1) {
        const value = b.values[inB + row]!;
        for (let column = 0; column < channels; column += 1) {
          left[row * channels + column]! += value * b.values[inB + column]!;
          map[row * channels + column]! += value * a.values[inA + column]!;
        }
      }
    }
    const ridge = this.#stiffness * steps;
    for (let at = 0; at < left.length; at += channels + 1) {
      left[at]! += ridge;
      map[at]! += ridge;
    }
    solveInPlace(left, map, channels);
  }
}

function applyMap({ length, channels, values }: Series, map: Float64Array, into: Float64Array) {
  for (let row = 0; row < length * channels; row += channels) {
    for (let column = 0; column < channels; column += 1) {
      let sum = 0;
      for (let from = 0; from < channels; from += 1) {
        sum += values[row + from]! * map[from * channels + column]!;
      }
      into[row + column] = sum;
    }
  }
}

function squaredDistanceFromUnit(map: Float64Array, channels: number): number {
  return map.reduce(
    (sum, value, at) => sum + (value - (at % (channels + 1) === 0 ? 1 : 0)) ** 2,
    0,
  );
}

/** Gauss–Jordan; the ridge keeps the matrix positive definite, so pivots need not be searched. */
function solveInPlace(matrix: Float64Array, right: Float64Array, size: number): void {
  for (let pivot = 0; pivot < size; pivot += 1) {
    const scale = matrix[pivot * size + pivot]!;
    for (let column = 0; column < size; column += 1) {
      matrix[pivot * size + column]! /= scale;
      right[pivot * size + column]! /= scale;
    }
    for (let row = 0; row < size; row += 1) {
      const factor = matrix[row * size + pivot]!;
      if (row === pivot || factor === 0) continue;
      for (let column = 0; column < size; column += 1) {
        matrix[row * size + column]! -= factor * matrix[pivot * size + column]!;
        right[row * size + column]! -= factor * right[pivot * size + column]!;
      }
    }
  }
}
