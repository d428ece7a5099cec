import {
  channelCount,
  type SampleWindow,
  type SensorMask,
  type SignalHole,
} from '../contract/sensors.ts';

/**
 * The newest `capacity` uniform readings, addressed by their index since the start of the stream.
 * Allocates only when a window is copied out.
 */
export class SampleRing {
  readonly #values: Float32Array;
  readonly #times: Float64Array;
  /** 1 where a straight line stands for what is missing. */
  readonly #bridged: Uint8Array;
  #end = 0;

  constructor(
    readonly capacity: number,
    readonly rateHz: number,
  ) {
    this.#values = new Float32Array(capacity * channelCount);
    this.#times = new Float64Array(capacity);
    this.#bridged = new Uint8Array(capacity);
  }

  /** Index of the oldest reading still held. */
  get start(): number {
    return Math.max(0, this.#end - this.capacity);
  }

  /** One past the index of the newest reading. */
  get end(): number {
    return this.#end;
  }

  /** @param values channelCount values, copied @returns the index given to this reading */
  push(values: Float32Array, timeMs: number, bridged = false): number {
    const slot = this.#end % this.capacity;
    this.#values.set(values, slot * channelCount);
    this.#times[slot] = timeMs;
    this.#bridged[slot] = bridged ? 1 : 0;
    this.#end += 1;
    return this.#end - 1;
  }

  /** Time of a held reading in ms; that of the nearest held one outside. */
  timeAt(index: number): number {
    if (this.#end === 0) return 0;
    const inside = Math.min(Math.max(index, this.start), this.#end - 1);
    return this.#times[inside % this.capacity]!;
  }

  /** A copy of the readings [start, end), cut to what is still held. */
  window(start: number, end: number, mask: SensorMask): SampleWindow {
    const from = Math.min(Math.max(start, this.start), this.#end);
    const to = Math.min(Math.max(end, from), this.#end);
    const values = new Float32Array((to - from) * channelCount);
    for (let index = from; index < to;) {
      const slot = index % this.capacity;
      const run = Math.min(to - index, this.capacity - slot);
      values.set(
        this.#values.subarray(slot * channelCount, (slot + run) * channelCount),
        (index - from) * channelCount,
      );
      index += run;
    }
    const holes = this.#holes(from, to);
    return {
      rateHz: this.rateHz,
      mask,
      length: to - from,
      values,
      startMs: this.timeAt(from),
      ...(holes.length > 0 && { holes }),
    };
  }

  #holes(from: number, to: number): SignalHole[] {
    const holes: SignalHole[] = [];
    for (let index = from; index < to; index += 1) {
      if (this.#bridged[index % this.capacity] === 0) continue;
      const start = index;
      while (index < to && this.#bridged[index % this.capacity] === 1) index += 1;
      holes.push({ from: start - from, to: index - from });
    }
    return holes;
  }
}
