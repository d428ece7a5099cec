/** Values of a recording, length × channels. */
export interface Series {
  readonly length: number;
  readonly channels: number;
  readonly values: ArrayLike<number>;
}

export interface Alignment {
  /** Sum of squared Euclidean distances along the path. */
  readonly distance: number;
  /** Places in the first and in the second series, from both beginnings to both ends. */
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/**
 * Dynamic time warping of several channels together (dependent DTW; Shokoohi-Yekta et al. 2017) in
 * a band about the diagonal (Sakoe and Chiba 1978).
 *
 * @param band half its width as a share of the longer series
 * @returns the best path; its length is at least that of the longer series
 */
export function alignSeries(a: Series, b: Series, band = 0.15): Alignment {
  const width = b.length + 1;
  const costs = costsOf(a, b, band);
  const first: number[] = [];
  const second: number[] = [];
  let row = a.length;
  let column = b.length;
  while (row > 0 && column > 0) {
    first.push(row - 1);
    second.push(column - 1);
    const diagonal = costs[(row - 1) * width + column - 1]!;
    const up = costs[(row - 1) * width + column]!;
    const left = costs[row * width + column - 1]!;
    if (diagonal <= up && diagonal <= left) {
      row -= 1;
      column -= 1;
    } else if (up <= left) row -= 1;
    else column -= 1;
  }
  return {
    distance: costs[a.length * width + b.length]!,
    first: Int32Array.from(first.reverse()),
    second: Int32Array.from(second.reverse()),
  };
}

/** The distance of `alignSeries` alone. */
export function warpedDistance(a: Series, b: Series, band = 0.15): number {
  return costsOf(a, b, band).at(-1)!;
}

/** (a.length + 1) × (b.length + 1): cost of the best path to each pair of places. */
function costsOf(a: Series, b: Series, band: number): Float64Array {
  const width = b.length + 1;
  const costs = new Float64Array((a.length + 1) * width).fill(Infinity);
  costs[0] = 0;
  const slope = b.length / a.length;
  const half = Math.max(band * Math.max(a.length, b.length), slope, 1);
  for (let row = 1; row <= a.length; row += 1) {
    const centre = row * slope;
    const from = Math.max(1, Math.ceil(centre - half));
    const to = Math.min(b.length, Math.floor(centre + half));
    for (let column = from; column <= to; column += 1) {
      let distance = 0;
      for (let channel = 0; channel < a.channels; channel += 1) {
        const difference =
          a.values[(row - 1) * a.channels + channel]! -
          b.values[(column - 1) * b.channels + channel]!;
        distance += difference * difference;
      }
      const at = row * width + column;
      const before = Math.min(costs[at - 1]!, costs[at - width]!, costs[at - width - 1]!);
      costs[at] = distance + before;
    }
  }
  return costs;
}
