/** One way to run networks, as Troubleshooting and `doctor` show it. */
export interface RungReport {
  readonly id: string;
  readonly title: string;
  /** `chosen`: best; `ready`: works, but is not the best; `out`: cannot be used. */
  readonly state: 'chosen' | 'ready' | 'out';
  /** For a fixed input; missing where it was not timed. */
  readonly milliseconds?: number;
  /** Largest difference from the reference, beside its largest value. */
  readonly difference?: number;
  /** Why it is not the one in use. */
  readonly reason?: string;
  readonly remedy?: string;
}

/** Where networks run on this machine, and why nowhere else. */
export interface ComputeReport {
  /** Milliseconds since 1970; missing when nothing was tried yet. */
  readonly checkedAt?: number;
  readonly model: string;
  readonly reading: readonly RungReport[];
  readonly learning: readonly RungReport[];
  /** That a person asked for. */
  readonly forced?: string;
}
