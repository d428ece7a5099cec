import { channelCount, type PenSample, type SensorMask } from '../../contract/sensors.ts';

/** A stretch of readings as they came, oldest first. */
export interface ReadingStretch {
  readonly mask: SensorMask;
  /** Device clock, ms. */
  readonly timesMs: Float64Array;
  /** n × channelCount in the units of the channel table. */
  readonly values: Float32Array;
}

/** The newest readings of a pen, in a room that is made once. */
export class RecentReadings {
  readonly #times: Float64Array;
  readonly #values: Float32Array;
  #next = 0;
  #count = 0;
  #mask: SensorMask = 0;

  constructor(readonly capacity: number) {
    this.#times = new Float64Array(capacity);
    this.#values = new Float32Array(capacity * channelCount);
  }

  get count(): number {
    return this.#count;
  }

  push({ timeMs, mask, values }: PenSample): void {
    // Another pen, or other channels: what was before says nothing of it.
    if (mask !== this.#mask) this.clear();
    this.#mask = mask;
    this.#times[this.#next] = timeMs;
    this.#values.set(values, this.#next * channelCount);
    this.#next = (this.#next + 1) % this.capacity;
    this.#count = Math.min(this.capacity, this.#count + 1);
  }

  clear(): void {
    this.#next = 0;
    this.#count = 0;
  }

  /** A copy of the readings of the last so many ms. */
  last(milliseconds: number): ReadingStretch {
    const newest = this.#timeAt(this.#count - 1);
    let from = this.#count;
    while (from > 0 && Math.abs(newest - this.#timeAt(from - 1)) <= milliseconds) from -= 1;
    const length = this.#count - from;
    const timesMs = new Float64Array(length);
    const values = new Float32Array(length * channelCount);
    for (let i = 0; i < length; i += 1) {
      const place = this.#placeOf(from + i);
      timesMs[i] = this.#times[place]!;
      const row = this.#values.subarray(place * channelCount, (place + 1) * channelCount);
      values.set(row, i * channelCount);
    }
    return { mask: this.#mask, timesMs, values };
  }

  #timeAt(index: number): number {
    return this.#times[this.#placeOf(index)] ?? 0;
  }

  #placeOf(index: number): number {
    return (this.#next - this.#count + index + 2 * this.capacity) % this.capacity;
  }
}
