import type { LiveSamples } from '../contract/live.ts';
import { channelCount, type SensorMask } from '../contract/sensors.ts';

/** Collects uniform readings for the plot; what is not taken in time is dropped, oldest first. */
export class SampleBatcher {
  readonly #values: Float32Array;
  readonly #capacity: number;
  #start = 0;
  #count = 0;
  #mask: SensorMask = 0;

  /** @param capacity readings kept between two `take`s; default 200 (2 s) */
  constructor(capacity = 200) {
    this.#capacity = capacity;
    this.#values = new Float32Array(capacity * channelCount);
  }

  push(index: number, values: Float32Array, mask: SensorMask): void {
    if (this.#count === this.#capacity) {
      this.#values.copyWithin(0, channelCount);
      this.#count -= 1;
      this.#start += 1;
    }
    if (this.#count === 0) this.#start = index;
    this.#values.set(values, this.#count * channelCount);
    this.#count += 1;
    this.#mask = mask;
  }

  /** What has come since the last call, if anything has. */
  take(): LiveSamples | undefined {
    if (this.#count === 0) return undefined;
    const values = this.#values.slice(0, this.#count * channelCount);
    const batch = { startIndex: this.#start, count: this.#count, mask: this.#mask, values };
    this.#count = 0;
    return batch;
  }
}
