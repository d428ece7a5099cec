import { channelIndex, type PenSample } from '../../contract/sensors.ts';
import type { CalibrationFeedback } from '../../contract/sensor-calibration.ts';

const force = channelIndex('force');
/** The tip must have been pressed for so long, ms. */
const neededMs = 1500;
/** Nothing lighter is taken for a press, N; and no less than five times the noise. */
const least = 0.02;
const noises = 5;

export interface PressOptions {
  readonly step: 'light' | 'firm';
  /** Force sensor at rest, N. */
  readonly rest: { readonly mean: number; readonly deviation: number };
  /** Force above rest of the light press, N; for the firm one only. */
  readonly light?: number;
}

/** Forces of a firm and a light hand, N: those of one and the same hand differ by less. */
export function isFirmer(firm: number, light: number): boolean {
  return firm >= 1.2 * light;
}

/** The tip is pressed on paper: what a light and a firm hand give. */
export class PressStep {
  /** The newest presses, as long as needed: what was pressed before the hand was ready drops out. */
  readonly #forces: number[] = [];
  readonly #durationsMs: number[] = [];
  #pressedMs = 0;
  #lastMs: number | undefined;
  #now = 0;

  constructor(private readonly options: PressOptions) {}

  push({ timeMs, values }: PenSample): void {
    const elapsed = this.#lastMs === undefined ? 0 : timeMs - this.#lastMs;
    this.#lastMs = timeMs;
    this.#now = values[force]! - this.options.rest.mean;
    if (this.#now <= this.#least || this.feedback.good) return;
    const duration = elapsed > 0 && elapsed < 100 ? elapsed : 0;
    this.#forces.push(this.#now);
    this.#durationsMs.push(duration);
    this.#pressedMs += duration;
    while (this.#pressedMs - this.#durationsMs[0]! >= neededMs) {
      this.#pressedMs -= this.#durationsMs.shift()!;
      this.#forces.shift();
    }
  }

  get feedback(): CalibrationFeedback {
    const { step } = this.options;
    const fraction = Math.min(1, this.#pressedMs / neededMs);
    const problem = fraction === 1 ? this.#problem : undefined;
    return {
      step,
      fraction,
      good: fraction === 1 && problem === undefined,
      force: Math.max(0, this.#now),
      message:
        problem ??
        (fraction === 1
          ? step === 'light'
            ? 'A light hand is felt.'
            : 'A firm hand is felt.'
          : this.#now > this.#least
            ? 'Keep on.'
            : step === 'light'
              ? 'Write a slow wave as lightly as you ever would.'
              : 'Write a slow wave as firmly as you ever would.'),
    };
  }

  /** Force above rest that was held or exceeded for nine tenths of the time, N. */
  get level(): number {
    const sorted = this.#forces.toSorted((a, b) => a - b);
    return sorted[Math.floor(0.1 * sorted.length)] ?? 0;
  }

  get #least(): number {
    return Math.max(least, noises * this.options.rest.deviation);
  }

  get #problem(): string | undefined {
    const { step, light } = this.options;
    if (step === 'firm' && light !== undefined && !isFirmer(this.level, light)) {
      return 'Hardly firmer than before: press harder.';
    }
    return undefined;
  }
}
