import { channelCount, type PenSample, type SensorMask } from '../contract/sensors.ts';
import type { TakeSamples } from './take-checks.ts';

/** The newest samples as the pen sent them, at its own pace. */
export class SampleTrail {
  readonly #times: Float64Array;
  readonly #values: Float32Array;
  #count = 0;
  #mask: SensorMask = 0;

  /** @param capacity samples kept; default 40,000 (100 s at 400 Hz) */
  constructor(private readonly capacity = 40_000) {
    this.#times = new Float64Array(capacity);
    this.#values = new Float32Array(capacity * channelCount);
  }

  /** Time of the newest sample, ms; −∞ while there is none. */
  get lastMs(): number {
    return this.#count === 0 ? -Infinity : this.#times[(this.#count - 1) % this.capacity]!;
  }

  push({ timeMs, mask, values }: PenSample): void {
    // A pen that came back counts its time anew.
    if (timeMs <= this.lastMs || mask !== this.#mask) this.#count = 0;
    const slot = this.#count % this.capacity;
    this.#times[slot] = timeMs;
    this.#values.set(values, slot * channelCount);
    this.#mask = mask;
    this.#count += 1;
  }

  /** A copy of what lies between two times, both included. */
  between(startMs: number, endMs: number): TakeSamples {
    const rows: number[] = [];
    for (let i = Math.max(0, this.#count - this.capacity); i < this.#count; i += 1) {
      const time = this.#times[i % this.capacity]!;
      if (time >= startMs && time <= endMs) rows.push(i % this.capacity);
    }
    const values = new Float32Array(rows.length * channelCount);
    for (const [row, slot] of rows.entries()) {
      const from = slot * channelCount;
      values.set(this.#values.subarray(from, from + channelCount), row * channelCount);
    }
    const timesMs = Float64Array.from(rows, (slot) => this.#times[slot]!);
    return { mask: this.#mask, timesMs, values };
  }
}
