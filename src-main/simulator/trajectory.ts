/**
 * Where the tip of a pen went: one entry per moment, times strictly increasing. Any spacing of
 * times will do; gaps are filled by interpolation.
 */
export interface PenTrajectory {
  readonly timesMs: Float64Array;
  /** Millimetres on the paper: x along the line of writing, y up the page. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Millimetres above the paper. */
  readonly height: Float64Array;
  /** 0 in the air, above 0 exactly while the tip touches the paper, at most 1. */
  readonly pressure: Float64Array;
}

/** When a character is under the pen, from its first touch to its last lift; a space lasts from lift to touch. */
export interface CharacterTime {
  readonly character: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Steps per second of the inner simulation; every output rate is taken from this grid. */
export const innerRateHz = 400;

/** The trajectory on the inner grid, starting at its first time. */
export function onInnerGrid(trajectory: PenTrajectory): PenTrajectory {
  const { timesMs } = trajectory;
  if (timesMs.length < 2) throw new RangeError('A trajectory needs at least two moments.');
  const start = timesMs[0]!;
  const step = 1000 / innerRateHz;
  const length = Math.floor((timesMs.at(-1)! - start) / step + 1e-6) + 1;
  if (isOnGrid(timesMs, step)) return trajectory;
  const grid = {
    timesMs: new Float64Array(length),
    x: new Float64Array(length),
    y: new Float64Array(length),
    height: new Float64Array(length),
    pressure: new Float64Array(length),
  };
  let segment = 0;
  for (let i = 0; i < length; i++) {
    const time = start + i * step;
    grid.timesMs[i] = time;
    while (segment < timesMs.length - 2 && timesMs[segment + 1]! <= time) segment++;
    const span = timesMs[segment + 1]! - timesMs[segment]!;
    if (!(span > 0)) throw new RangeError('The times of a trajectory must increase.');
    const at = Math.min(1, (time - timesMs[segment]!) / span);
    grid.x[i] = cubicBetween(timesMs, trajectory.x, segment, at);
    grid.y[i] = cubicBetween(timesMs, trajectory.y, segment, at);
    grid.height[i] = Math.max(0, cubicBetween(timesMs, trajectory.height, segment, at));
    // Contact is not interpolated: between a touch and none there is none.
    const [p0, p1] = [trajectory.pressure[segment]!, trajectory.pressure[segment + 1]!];
    const touching = at === 0 ? p0 > 0 : at === 1 ? p1 > 0 : p0 > 0 && p1 > 0;
    grid.pressure[i] = touching ? p0 + (p1 - p0) * at : 0;
  }
  return grid;
}

function isOnGrid(timesMs: Float64Array, step: number): boolean {
  for (let i = 1; i < timesMs.length; i++) {
    if (Math.abs(timesMs[i]! - timesMs[i - 1]! - step) > 1e-6) return false;
  }
  return true;
}

/**
 * Cubic Hermite between points `segment` and `segment + 1`, slopes by central differences.
 * @param at 0 at the first of them, 1 at the second
 */
export function cubicBetween(
  times: Float64Array,
  values: Float64Array,
  segment: number,
  at: number,
): number {
  const slope = (i: number) => {
    const low = Math.max(0, i - 1);
    const high = Math.min(times.length - 1, i + 1);
    return (values[high]! - values[low]!) / (times[high]! - times[low]!);
  };
  const span = times[segment + 1]! - times[segment]!;
  const [v0, v1] = [values[segment]!, values[segment + 1]!];
  const [m0, m1] = [slope(segment) * span, slope(segment + 1) * span];
  const a2 = at * at;
  const a3 = a2 * at;
  return (
    v0 * (2 * a3 - 3 * a2 + 1) + m0 * (a3 - 2 * a2 + at) + v1 * (3 * a2 - 2 * a3) + m1 * (a3 - a2)
  );
}
