import type { Vector3 } from './rotation.ts';

/** What one three-axis sensor makes of the truth: measured = round(gain · truth + bias + noise). */
export interface SensorErrors {
  readonly bias: Vector3;
  readonly gain: Vector3;
  /** Standard deviation of white noise per reading. */
  readonly noise: number;
  /** Readings stop at ± this. */
  readonly range: number;
  /** Step of the converter; 0 for none. */
  readonly resolution: number;
}
