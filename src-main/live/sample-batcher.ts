import type { LiveSamples } from '../contract/live.ts';
import { channelCount, type SensorMask } from '../contract/sensors.ts';

/** Between two uniform readings, ms; a longer step is a gap. */
const periodMs = 10;
/** Batches that wait for a `take`: gaps in quick succession must not fill the memory. */
const mostBatches = 50;

/**
 * Collects uniform readings for the plot, without a gap inside a batch; what is not taken in time is
 * dropped, oldest first.
 */
export class SampleBatcher {
  readonly #values: Float32Array;
  readonly #capacity: number;
  #batches: LiveSamples[] = [];
  #startMs = 0;
  #count = 0;
  #mask: SensorMask = 0;
  #clock = '';

  /** @param capacity readings kept between two `take`s; default 200 (2 s) */
  constructor(capacity = 200) {
    this.#capacity = capacity;
    this.#values = new Float32Array(capacity * channelCount);
  }

  /** @param clock which clock the time is of */
  push(timeMs: number, values: Float32Array, mask: SensorMask, clock: string): void {
    const expected = this.#startMs + this.#count * periodMs;
    const goesOn = clock === this.#clock && Math.abs(timeMs - expected) < periodMs / 2;
    if (!goesOn) this.#finish();
    if (this.#count === this.#capacity) {
      this.#values.copyWithin(0, channelCount);
      this.#count -= 1;
      this.#startMs += periodMs;
    }
    if (this.#count === 0) this.#startMs = timeMs;
    this.#values.set(values, this.#count * channelCount);
    this.#count += 1;
    this.#mask = mask;
    this.#clock = clock;
  }

  /** What has come since the last call: one batch for every stretch without a gap. */
  take(): readonly LiveSamples[] {
    this.#finish();
    const batches = this.#batches;
    this.#batches = [];
    return batches;
  }

  #finish(): void {
    if (this.#count === 0) return;
    const values = this.#values.slice(0, this.#count * channelCount);
    const place = { clock: this.#clock, startMs: this.#startMs };
    this.#batches.push({ ...place, count: this.#count, mask: this.#mask, values });
    if (this.#batches.length > mostBatches) this.#batches.shift();
    this.#count = 0;
  }
}
