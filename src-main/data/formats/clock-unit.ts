/** A unit of time that files count in, with what tells it: the median step between readings. */
export interface ClockUnit {
  readonly name: string;
  readonly milliseconds: number;
  /** Shorter steps are of another unit. */
  readonly below: number;
}

/**
 * Files are to say milliseconds. Sensors and tablets read 10 to 10,000 times a second, so steps of
 * less than 0.1 are seconds, and steps of a second or more are counted in something finer.
 */
const units: readonly ClockUnit[] = [
  { name: 'seconds', milliseconds: 1000, below: 0.1 },
  { name: 'milliseconds', milliseconds: 1, below: 1000 },
  { name: 'microseconds', milliseconds: 1e-3, below: 1e6 },
  { name: 'nanoseconds', milliseconds: 1e-6, below: Infinity },
];

const milliseconds = units[1]!;
/** From fewer nothing follows. */
const fewestSteps = 5;

/**
 * The unit of times, judged by the median of the steps that lead forward.
 * @param runs times in their order, each run by itself
 * @returns undefined for milliseconds, and when there are too few to tell
 */
export function foreignClock(runs: Iterable<ArrayLike<unknown>>): ClockUnit | undefined {
  const steps: number[] = [];
  for (const run of runs) {
    for (let i = 1; i < run.length; i++) {
      const step = Number(run[i]) - Number(run[i - 1]);
      if (step > 0) steps.push(step);
    }
  }
  if (steps.length < fewestSteps) return undefined;
  const median = Float64Array.from(steps).sort()[steps.length >> 1]!;
  const unit = units.find(({ below }) => median < below);
  return unit === milliseconds ? undefined : unit;
}
